/** Child: calls the functions of an operation wrongly in every way, and looks at what comes back. */

import { types } from 'node:util'
import type { ChildRun } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { describeThrown, fieldOf, isInstance } from '../harness/thrown.js'
import { within } from '../harness/time-limit.js'
import { callsOf } from '../session/calls-of.js'
import { createRecorder, type RecordedCall, type Recorder } from '../session/recorder.js'
import {
  type CallOutcome,
  complaint,
  disposeOf,
  isThenable,
  type OpenOperation,
  openSession,
  plainTools,
} from '../session/session.js'
import type { ErrorsMessage, ErrorsTask } from './cases.js'
import { TrapError, type WrongCall, wrongCalls } from './wrong-arguments.js'

/** A function of the addon, with arguments that work. */
interface Target {
  readonly name: string
  readonly args: readonly unknown[]
  readonly receiver: unknown
  call(receiver: unknown, args: readonly unknown[]): unknown
}

export const run: ChildRun<ErrorsTask, ErrorsMessage> = async (task, send) => {
  Error.stackTraceLimit = 50
  // A callback that throws later, or a promise inside the addon: it lives on, and that is what counts here.
  process.on('unhandledRejection', () => undefined).on('uncaughtException', () => undefined)
  const recorder = createRecorder()
  const session = await openSession(task.configUrl, { wrap: recorder.wrap })
  const operation = session.operation(task.operation)
  const own = await operation.setup()
  send({ kind: 'case', case: '(declared error)' })
  recorder.discovers = false
  const declared = await declaredProblem(operation, own)
  if (declared !== undefined) send({ kind: 'problem', case: '(declared error)', reason: declared })

  recorder.discovers = true
  const targets = await targetsOf(operation, own, recorder)
  recorder.discovers = false
  const counts = { threw: 0, passed: 0 }
  for (const target of targets) {
    for (const wrong of wrongCalls(target.args, target.receiver, operation.facts.lenient === true)) {
      const name = `${target.name}(${wrong.how})`
      if (task.without.includes(name)) continue
      send({ kind: 'case', case: name })
      const { reason, threw } = await tryOne(target, wrong, task.settleMs)
      counts[threw ? 'threw' : 'passed']++
      if (reason !== undefined) send({ kind: 'problem', case: name, reason })
    }
  }
  send({ kind: 'done', functions: targets.length, ...counts })
  // Wrong calls may have left nothing that could be torn down.
  const tearDown = Promise.allSettled([operation.teardown(own)]).then(() => session.close())
  await within(
    tearDown.catch(() => undefined),
    task.settleMs,
    undefined,
  )
  finish()
}

async function targetsOf(operation: OpenOperation, own: unknown, recorder: Recorder): Promise<Target[]> {
  const { declared } = operation
  if (declared !== undefined) {
    const args = declared.args(own, 0)
    return [
      { name: operation.name, args, receiver: undefined, call: (_, given) => declared.call(own, ...given) },
    ]
  }
  return (await callsOf(operation, own, recorder)).map(targetOf)
}

function targetOf({ path, kind, function: target, receiver, args }: RecordedCall): Target {
  const call = (self: unknown, given: readonly unknown[]): unknown =>
    kind === 'construct' ? Reflect.construct(target, given) : Reflect.apply(target, self, given)
  return { name: path, args, receiver, call }
}

/**
 * The caller whose line must be in the stack of whatever is thrown; found by its name. V8 follows a promise to the one
 * function that awaits it, so nothing else may do so.
 */
async function ffiHealthCaller(call: () => unknown): Promise<unknown> {
  return await call()
}

async function declaredProblem(operation: OpenOperation, own: unknown): Promise<string | undefined> {
  if (operation.facts.throws === undefined) return undefined
  let outcome: CallOutcome
  try {
    outcome = { ok: true, value: await ffiHealthCaller(() => operation.run(own, 0, plainTools)) }
  } catch (error) {
    outcome = { ok: false, error }
  }
  return complaint(operation, outcome) ?? (outcome.ok ? undefined : errorProblem(outcome.error))
}

async function tryOne(
  target: Target,
  wrong: WrongCall,
  settleMs: number,
): Promise<{ reason: string | undefined; threw: boolean }> {
  const args = wrong.make()
  const receiver = wrong.receiver === undefined ? target.receiver : wrong.receiver()
  let how = 'throws'
  try {
    const pending = ffiHealthCaller(() => {
      const result = target.call(receiver, args)
      if (isThenable(result)) how = 'rejects with'
      return result
    })
    wrong.afterwards?.()
    const value = await within(pending, settleMs, unsettled)
    if (value === unsettled)
      return { reason: `its promise is not settled after ${settleMs} ms`, threw: false }
    await disposeOf(value)
  } catch (error) {
    // What a trap threw comes with the trap's own stack, and what an argument holds is the caller's: a signal's reason.
    const given = typeof error === 'object' && args.includes(error)
    if (isInstance(error, TrapError) || given) return { reason: undefined, threw: true }
    const problem = errorProblem(error)
    return { reason: problem && `${how} ${problem}`, threw: true }
  }
  if (wrong.expect === 'must throw') return { reason: 'is accepted', threw: false }
  if (wrong.expect === 'must not swallow' && wrong.trapped?.() === true) {
    const whose = wrong.how.endsWith('a function that throws') ? 'its callback' : 'a getter'
    return { reason: `swallows the error of ${whose}`, threw: false }
  }
  return { reason: undefined, threw: false }
}

const unsettled = Symbol('unsettled')

/** What is wrong with something that was thrown. */
function errorProblem(error: unknown): string | undefined {
  // A DOMException, as of an aborted signal, is an Error without being one of the engine's own.
  if (!(types.isNativeError(error) || isInstance(error, DOMException)))
    return `${describeThrown(error)}, which is not an Error`
  if (fieldOf(error, 'message') === '') return `${describeThrown(error)} without a message`
  const stack = fieldOf(error, 'stack')
  return typeof stack === 'string' && stack.includes('ffiHealthCaller')
    ? undefined
    : `${describeThrown(error)}, without the caller's line in its stack`
}
