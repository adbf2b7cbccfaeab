/** Child: calls operations, with seeded collections or without, and tells what the results read like. */

import type { ChildRun } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { createRecorder, type Recorder } from '../session/recorder.js'
import { callOnce, complaint, disposeOf, type OpenOperation, openSession } from '../session/session.js'
import { partSeed, type Random, randomOf } from '../statistics/random.js'
import { digestOf } from './digest.js'
import type { GcMessage, GcResults, GcTask } from './results.js'

/** Results are held so long, in calls, and then read again. */
const heldFor = 40
/** So many are made of the slowest operation. */
const leastCalls = 5

export const run: ChildRun<GcTask, GcMessage> = async (task, send) => {
  const recorder = createRecorder()
  const session = await openSession(task.configUrl, task.collect ? { wrap: recorder.wrap } : {})
  for (const name of task.operations) {
    send({ kind: 'at', operation: name })
    // Its place in the config: the same whichever others run.
    const index = session.operations.findIndex(operation => operation.name === name)
    const random = randomOf(partSeed(task.seed, index))
    send({ kind: 'results', ...(await resultsOf(session.operation(name), task, random, recorder)) })
  }
  await session.close()
  finish()
}

async function resultsOf(
  operation: OpenOperation,
  { calls, operationMs, collect }: GcTask,
  random: Random,
  recorder: Recorder,
): Promise<GcResults> {
  const perhapsCollect = (n: number) => {
    if (collect && random.oneIn(n)) globalThis.gc?.({ type: random.oneIn(2) ? 'minor' : 'major' })
  }
  recorder.onCall = args => {
    for (const [at, argument] of args.entries()) {
      if (typeof argument === 'function')
        args[at] = collectingInside(argument as () => unknown, perhapsCollect)
    }
  }
  const digests: string[] = []
  const changed: number[] = []
  const held: { i: number; value: unknown; digest: string }[] = []
  const readAgain = async (count: number) => {
    for (const { i, value, digest } of held.splice(0, count)) {
      if (digestOf(value) !== digest) changed.push(i)
      await disposeOf(value)
    }
  }
  let own = await operation.setup()
  let sinceSetup = 0
  const started = performance.now()
  for (let i = 0; i < calls; i++) {
    if (i >= leastCalls && performance.now() - started > operationMs) break
    if (sinceSetup++ >= (operation.facts.callsPerSetup ?? Number.POSITIVE_INFINITY)) {
      await operation.teardown(own)
      own = await operation.setup()
      sinceSetup = 1
    }
    perhapsCollect(8)
    const pending = callOnce(operation, own, i)
    perhapsCollect(8)
    const outcome = await pending
    const problem = complaint(operation, outcome)
    if (problem !== undefined) return { operation: operation.name, digests, changed, complaint: problem }
    const value = outcome.ok ? outcome.value : outcome.error
    const digest = digestOf(value)
    digests.push(digest)
    held.push({ i, value, digest })
    if (held.length > heldFor) await readAgain(1)
  }
  // Owners of what is still held may go now.
  if (collect) for (let round = 0; round < 3; round++) await turnAndCollect()
  await readAgain(held.length)
  await operation.teardown(own)
  return { operation: operation.name, digests, changed }
}

async function turnAndCollect(): Promise<void> {
  globalThis.gc?.()
  await new Promise(resolve => setImmediate(resolve))
}

function collectingInside(callback: (...args: never) => unknown, perhapsCollect: (n: number) => void) {
  return new Proxy(callback, {
    apply(target, receiver, args) {
      perhapsCollect(4)
      return Reflect.apply(target, receiver, args)
    },
  })
}
