/** Child: watches the event loop and libuv's threads while an async operation runs. */

import { readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ChildRun } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { ownMs } from '../overhead/core-time.js'
import { callOnce, complaint, disposeOf, type OpenOperation, openSession } from '../session/session.js'
import type { LoopMessage, LoopTask } from './samples.js'

const someFile = fileURLToPath(import.meta.url)

export const run: ChildRun<LoopTask, LoopMessage> = async (task, send) => {
  const session = await openSession(task.configUrl)
  const operation = session.operation(task.operation)
  const caller = await callerOf(operation)
  const samples = {
    idleDelay: [] as number[],
    delay: [] as number[],
    callReturn: [] as number[],
    idleRead: [] as number[],
    read: [] as number[],
  }
  await caller.call()
  await timeRead()
  for (let repeat = 0; repeat < task.repeats; repeat++) {
    samples.idleDelay.push((await watched(() => wait(task.repeatMs))).delay)
    let callReturn = 0
    const { delay } = await watched(async () => {
      const start = performance.now()
      do {
        callReturn = Math.max(callReturn, await caller.call())
        // Promises that are settled at once never let the loop turn, however short each call is.
        await turn()
      } while (performance.now() - start < task.repeatMs)
    })
    samples.delay.push(delay)
    samples.callReturn.push(callReturn)
    samples.idleRead.push(await timeRead())
    const running = Array.from({ length: task.inFlight }, () => caller.call())
    samples.read.push(await timeRead())
    await Promise.all(running)
  }
  await caller.end()
  await session.close()
  send({
    kind: 'samples',
    ...samples,
    ...(caller.complaint !== undefined && { complaint: caller.complaint }),
  })
  finish()
}

/** What an operation's set-up made. */
interface Own {
  readonly value: unknown
  /** Calls that work on it. */
  inFlight: number
  /** No call begins on it any more. */
  retired: boolean
}

/** Makes calls; each tells how many milliseconds it took to return. */
async function callerOf(operation: OpenOperation) {
  const { callsPerSetup = Number.POSITIVE_INFINITY } = operation.facts
  const setUp = async (): Promise<Own> => ({ value: await operation.setup(), inFlight: 1, retired: false })
  const leave = async (own: Own): Promise<void> => {
    own.inFlight--
    if (own.retired && own.inFlight === 0) await operation.teardown(own.value)
  }
  /** The caller itself counts as one that works on the newest. */
  let newest = await setUp()
  let calls = 0
  const caller = {
    complaint: undefined as string | undefined,
    async call(): Promise<number> {
      if (calls > 0 && calls % callsPerSetup === 0) {
        const fresh = await setUp()
        const old = newest
        newest = fresh
        fresh.inFlight++
        old.retired = true
        await leave(old)
        return await callOn(fresh)
      }
      newest.inFlight++
      return await callOn(newest)
    },
    async end(): Promise<void> {
      newest.retired = true
      await leave(newest)
    },
  }
  async function callOn(own: Own): Promise<number> {
    const start = ownMs()
    const pending = callOnce(operation, own.value, calls++)
    const returned = ownMs() - start
    const outcome = await pending
    caller.complaint ??= complaint(operation, outcome)
    if (outcome.ok) await disposeOf(outcome.value)
    await leave(own)
    return returned
  }
  return caller
}

/** The longest that a timer was kept waiting while `work` ran, other than by processes that had the core. */
async function watched(work: () => Promise<unknown>): Promise<{ delay: number }> {
  let delay = 0
  let last = ownMs()
  const tick = () => {
    const now = ownMs()
    delay = Math.max(delay, now - last - 1)
    last = now
  }
  const timer = setInterval(tick, 1)
  await work()
  // The call that blocked may have ended only now, before the timer's turn.
  tick()
  clearInterval(timer)
  return { delay }
}

async function timeRead(): Promise<number> {
  const start = performance.now()
  await readFile(someFile)
  return performance.now() - start
}

function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
