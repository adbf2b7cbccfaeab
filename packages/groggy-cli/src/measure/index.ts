/**
 * The measuring kernel of the tour and of this repository's benchmarks. Not covered by semantic versioning.
 */

export {
  type BudgetCase,
  type BudgetClass,
  budgetCases,
  bytesLeftBudget,
  foundingNs,
  ITEMS,
  loopDelayBarMs,
} from './budgets.js'
export { bytesLeft, crossingsPerCall, settledBytes } from './effects.js'
export { type LoopDelay, watchLoop } from './event-loop.js'
export { type FilledGraph, filledGraph, NODES, ramp, scattered, tinyGraph } from './fixture.js'
export { arrayRead, emptyCall, emptyNativeCall } from './references.js'
export {
  Caller,
  type Case,
  type Effort,
  MASK,
  quick,
  type Session,
  sink,
  type Timing,
  thorough,
  time,
} from './timing.js'
