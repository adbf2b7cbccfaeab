/**
 * Every public operation of groggy, once: how it is set up, called and undone, what it costs, how often it crosses,
 * how it fails. Tests, benchmarks, `npm run health` and the tour loop over it.
 */

export { leakBudget, loopDelayBarMs } from './budgets.js'
export { algorithms } from './catalogue/algorithm-table.js'
export { resultOf } from './catalogue/algorithms.js'
export { failures } from './catalogue/failures.js'
export { Context, type Library } from './context.js'
export { ITEMS, tinyGraph } from './graphs.js'
export { bytesLeft, crossingsPerCall, settledBytes } from './measure/effects.js'
export { type LoopDelay, watchLoop } from './measure/event-loop.js'
export { arrayRead, emptyCall, emptyNativeCall } from './measure/references.js'
export { caseOf } from './measure/session.js'
export {
  type Case,
  type Effort,
  quick,
  type Session,
  sink,
  type Timing,
  thorough,
  time,
} from './measure/timing.js'
export {
  budgetNsOf,
  calledOf,
  type Facts,
  foundingNsOf,
  memberOf,
  type Operation,
  type Tools,
} from './operation.js'
export { operationNamed, operations } from './operations.js'
export { hiddenPrototypes, measuredAs, uncovered } from './surface.js'
