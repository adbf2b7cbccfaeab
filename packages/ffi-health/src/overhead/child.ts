/** Child: times every operation and the references, in turns. */

import { types } from 'node:util'
import type { ChildRun } from '../harness/child-module.js'
import { describeThrown } from '../harness/thrown.js'
import { openSession, type Session } from '../session/session.js'
import { calibrate, type Timed, timedLoop, timedOperation } from './batches.js'
import type { OperationSamples, OverheadMessage, OverheadTask } from './samples.js'
import { emptyLoop, loopAround } from './timed-loop.js'

interface Subject {
  readonly timed: Timed
  readonly calls: number
  readonly rounds: number
  readonly callNs: number[]
  readonly settledNs: number[]
  preempted: number
  waited: number
}

export const run: ChildRun<OverheadTask, OverheadMessage> = async (task, send) => {
  // To map a stack costs several times what it costs to throw.
  process.setSourceMapsEnabled(false)
  const session = await openSession(task.configUrl)
  const { isExternal } = types
  const own = session.bridge.emptyCall?.(session.lib)
  const references = {
    loop: await subject(timedLoop(emptyLoop(), undefined), task),
    emptyJs: await subject(
      timedLoop(
        loopAround((_, i) => i),
        undefined,
      ),
      task,
    ),
    // Node's own C++, called as an addon's is: no fast path, no work.
    emptyNative: await subject(timedLoop(loopAround(own ?? isExternal), undefined), task),
  }
  const { subjects, samples, ends } = await prepare(session, task, send)
  for (let round = 0; round < task.rounds; round++) {
    for (const one of Object.values(references)) await measure(one)
    for (const [operation, one] of subjects) {
      if (round >= one.rounds) continue
      send({ kind: 'at', operation })
      await measure(one)
    }
  }
  const loop = least(references.loop.callNs)
  const net = (values: readonly number[]) => values.map(ns => Math.max(0, ns - loop))
  send({
    kind: 'references',
    loop: references.loop.callNs,
    emptyJs: net(references.emptyJs.callNs),
    emptyNative: net(references.emptyNative.callNs),
    preempted: sum(Object.values(references).map(({ preempted }) => preempted)),
    batches: sum(Object.values(references).map(({ preempted, callNs }) => preempted + callNs.length)),
    ownEmptyCall: own !== undefined,
  })
  for (const [operation, { callNs, settledNs, preempted, waited }] of subjects) {
    samples.push({ operation, callNs: net(callNs), settledNs, preempted, waited })
  }
  for (const sample of samples) send({ kind: 'samples', ...sample })
  for (const [operation, end] of ends) {
    send({ kind: 'at', operation })
    await end()
  }
  await session.close()
}

async function prepare(session: Session, task: OverheadTask, send: (message: OverheadMessage) => void) {
  const subjects = new Map<string, Subject>()
  const samples: OperationSamples[] = []
  const ends: [operation: string, end: () => Promise<void>][] = []
  for (const name of task.operations) {
    send({ kind: 'at', operation: name })
    try {
      const timed = await timedOperation(session.operation(name))
      ends.push([name, timed.end])
      subjects.set(name, await subject(timed, task))
    } catch (error) {
      const complaint = `threw ${describeThrown(error)}`
      samples.push({ operation: name, callNs: [], settledNs: [], preempted: 0, waited: 0, complaint })
    }
  }
  return { subjects, samples, ends }
}

async function subject(timed: Timed, { batchMs, rounds, operationMs }: OverheadTask): Promise<Subject> {
  const calls = await calibrate(timed, batchMs)
  const { ns, settledNs = ns } = await timed.batch(calls)
  const affordable = Math.floor((operationMs * 1e6) / settledNs)
  const own = Math.max(3, Math.min(rounds, affordable))
  return { timed, calls, rounds: own, callNs: [], settledNs: [], preempted: 0, waited: 0 }
}

async function measure(subject: Subject): Promise<void> {
  const { calls, ns, settledNs, preempted, waited } = await subject.timed.batch(subject.calls)
  if (waited) subject.waited++
  if (preempted) subject.preempted++
  else subject.callNs.push(ns / calls)
  if (settledNs !== undefined) subject.settledNs.push(settledNs / calls)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

/** The loop has no reason to vary but others on the machine: its least is its cost. */
function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.min(...values)
}
