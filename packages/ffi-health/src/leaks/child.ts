/** Child: calls one operation in windows, and takes a sample of memory after each. Needs `--expose-gc`. */

import type { CallTools } from '../config/bridge.js'
import type { ChildRun } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { callsOf } from '../session/calls-of.js'
import { createRecorder, type Recorder } from '../session/recorder.js'
import {
  callOnce,
  collectGarbage,
  complaint,
  disposeOf,
  isThenable,
  type OpenOperation,
  openSession,
  type Session,
  toolsFor,
} from '../session/session.js'
import { type Random, randomOf } from '../statistics/random.js'
import { failingForms } from './failing-forms.js'
import { sampleMemory } from './memory.js'
import type { LeakPath, LeakSample, LeaksMessage, LeaksTask } from './samples.js'

/** Makes so many calls, numbered from `from`. */
type Calls = (from: number, count: number) => Promise<void>

/** So many promises are left alone at a time. */
const unawaitedAtOnce = 64

/** The operation does not do what it is declared to do. */
class Complaint extends Error {}

export const run: ChildRun<LeaksTask, LeaksMessage> = async (task, send) => {
  // A callback that throws may be called when nobody is there to catch.
  if (task.recorded) process.on('uncaughtException', () => undefined)
  const recorder = createRecorder()
  const session = await openSession(task.configUrl, task.recorded ? { wrap: recorder.wrap } : {})
  for (const [unit, { operation: name, path }] of task.units.entries()) {
    const operation = session.operation(name)
    if (path === 'reject') await measureFailing(session, task, operation, recorder, unit, send)
    else await measure(session, task, atOnce => callsAlong(operation, path, task.seed, atOnce), unit, send)
  }
  await session.close()
  // Handles that the addon keeps open are the exit check's subject.
  finish()
}

async function measure(
  session: Session,
  task: LeaksTask,
  callsWith: (atOnce: number) => Calls,
  unit: number,
  send: (message: LeaksMessage) => void,
  forms?: readonly string[],
): Promise<void> {
  // Calls in flight together may be in each other's way: then they are made one after the other.
  for (const atOnce of new Set([task.atOnce, 1])) {
    try {
      const alive = () => send({ unit, kind: 'window' })
      const { calls, samples } = await samplesOf(session, task, callsWith(atOnce), alive)
      send({ unit, kind: 'calls', calls, ...(forms !== undefined && { forms }) })
      for (const sample of samples) send({ unit, kind: 'sample', sample })
      return
    } catch (error) {
      if (!(error instanceof Complaint)) throw error
      if (atOnce === 1) send({ unit, kind: 'complaint', reason: error.message })
    }
  }
}

async function samplesOf(session: Session, task: LeaksTask, calls: Calls, alive: () => void) {
  const samples: LeakSample[] = []
  const { made, perWindow } = await warmUp(calls, task)
  let next = 0
  for (let window = 0; window < task.windows; window++) {
    // Calls of the warm-up belong to the first window, so that so many windows are so many times its calls.
    const count = window === 0 ? Math.max(1, perWindow - made) : perWindow
    await calls(next, count)
    alive()
    next = (next + count) % 0x1fff_ffff
    await collectGarbage(task.collections)
    samples.push(sampleMemory((await session.nativeMemory?.()) ?? {}))
  }
  return { calls: perWindow, samples }
}

/** Measures calls of an operation's functions with a wrong argument. */
async function measureFailing(
  session: Session,
  task: LeaksTask,
  operation: OpenOperation,
  recorder: Recorder,
  unit: number,
  send: (message: LeaksMessage) => void,
): Promise<void> {
  const own = await operation.setup()
  const all = await failingForms(await callsOf(operation, own, recorder))
  const forms = all.filter(({ name }) => task.form === undefined || name === task.form)
  const attempt = (i: number) => forms[i % forms.length]?.attempt()
  if (forms.length === 0) send({ unit, kind: 'none', reason: 'no call of it fails with a wrong argument' })
  else {
    const callsWith =
      (atOnce: number): Calls =>
      (from, count) =>
        inFlight(from, from + count, atOnce, attempt)
    const names = forms.map(({ name }) => name)
    await measure(session, task, callsWith, unit, send, names)
  }
  await operation.teardown(own)
}

/** Calls until the engine has optimised; tells how many it made, and how many a window has. */
async function warmUp(calls: Calls, task: LeaksTask): Promise<{ made: number; perWindow: number }> {
  const start = performance.now()
  let made = 0
  while (made < task.warmUp && performance.now() - start < task.totalMs / 8) {
    const count = Math.min(made === 0 ? 1 : made, task.warmUp - made)
    await calls(made, count)
    made += count
  }
  if (task.windowCalls !== undefined) return { made, perWindow: task.windowCalls }
  const measured = Math.ceil(made / 2)
  const perCallMs = await costOf(calls, made, measured)
  const comfortable = Math.floor(task.windowMs / perCallMs)
  const affordable = Math.floor(task.totalMs / task.windows / perCallMs)
  const wanted = Math.max(task.calls, Math.min(comfortable, 40 * task.calls))
  return { made: made + measured, perWindow: Math.max(1, Math.min(wanted, affordable)) }
}

/**
 * Milliseconds a call, now that it is warm. Of this process's own time where the calls keep it busy, so that
 * windows have the same size on a busy machine; of the clock where they wait.
 */
async function costOf(calls: Calls, from: number, count: number): Promise<number> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let waited = false
  const watch = setImmediate(() => {
    waited = true
  })
  await calls(from, count)
  clearImmediate(watch)
  const clockMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const ownMs = (user + system) / 1000
  return (waited ? clockMs : Math.min(clockMs, ownMs)) / count
}

function callsAlong(operation: OpenOperation, path: LeakPath, seed: number, atOnce: number): Calls {
  const random = randomOf(seed)
  const one: (own: unknown, i: number) => unknown =
    path === 'abort' ? (own, i) => abortedCall(operation, own, i, random) : checkedCall(operation)
  return async (from, count) => {
    const { callsPerSetup = count } = operation.facts
    for (let done = 0; done < count; done += callsPerSetup) {
      const own = await operation.setup()
      const end = from + Math.min(done + callsPerSetup, count)
      if (path === 'unawaited') await leaveAlone(operation, own, from + done, end)
      else await inFlight(from + done, end, atOnce, i => one(own, i))
      await operation.teardown(own)
    }
  }
}

/** Makes calls, so many at a time, and waits for all. */
async function inFlight(
  from: number,
  to: number,
  atOnce: number,
  one: (i: number) => unknown,
): Promise<void> {
  let next = from
  const lane = async () => {
    while (next < to) {
      const pending = one(next++)
      if (pending !== undefined) await pending
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, to - from) }, lane))
  const failed = lanes.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

/** One call to its end; gives a promise only when there is something to wait for. */
function checkedCall(operation: OpenOperation) {
  const judge = (outcome: Parameters<typeof complaint>[1]) => {
    const problem = complaint(operation, outcome)
    if (problem !== undefined) throw new Complaint(problem)
  }
  return (own: unknown, i: number): unknown => {
    let value: unknown
    try {
      value = operation.run(own, i, toolsFor(operation))
    } catch (error) {
      judge({ ok: false, error })
      return undefined
    }
    if (isThenable(value)) {
      return value.then(
        result => {
          judge({ ok: true, value: result })
          return disposeOf(result)
        },
        error => judge({ ok: false, error }),
      )
    }
    judge({ ok: true, value })
    return typeof value === 'object' && value !== null ? disposeOf(value) : undefined
  }
}

async function abortedCall(operation: OpenOperation, own: unknown, i: number, random: Random): Promise<void> {
  const abort = new AbortController()
  const tools: CallTools = { signal: abort.signal }
  const when = random.int(0, 3)
  if (when === 0) abort.abort()
  const pending = callOnce(operation, own, i, tools)
  if (when === 2) await new Promise(resolve => setImmediate(resolve))
  if (when === 3) await new Promise(resolve => setTimeout(resolve, 1))
  abort.abort()
  const outcome = await pending
  if (outcome.ok) await disposeOf(outcome.value)
}

/** Starts calls and forgets their promises; waits for the last of each lot only, so that they do not pile up. */
async function leaveAlone(operation: OpenOperation, own: unknown, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += unawaitedAtOnce) {
    for (let j = i; j < Math.min(to, i + unawaitedAtOnce) - 1; j++) start(operation, own, j)
    const outcome = await callOnce(operation, own, Math.min(to, i + unawaitedAtOnce) - 1)
    if (outcome.ok) await disposeOf(outcome.value)
  }
}

function start(operation: OpenOperation, own: unknown, i: number): void {
  try {
    // What it owns is given back when it is there; nobody keeps the promise.
    Promise.resolve(operation.run(own, i, toolsFor(operation))).then(disposeOf, () => undefined)
  } catch {
    // What it throws at once is not a promise that somebody forgot.
  }
}

process.on('unhandledRejection', () => undefined)
