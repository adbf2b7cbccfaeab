/** Worker: calls operations at random until it is terminated, or has made its calls. */

import { parentPort, workerData } from 'node:worker_threads'
import { describeThrown } from '../harness/thrown.js'
import { callOnce, complaint, disposeOf, openSession } from '../session/session.js'
import { randomOf } from '../statistics/random.js'
import { type WorkerOrder, type WorkerWord, workerDone } from './storm.js'

const order: WorkerOrder = workerData
const say = (word: WorkerWord) => parentPort?.postMessage(word)

try {
  const session = await openSession(order.configUrl)
  Atomics.store(order.where, 0, 1)
  say({ kind: 'ready' })
  const random = randomOf(order.seed)
  const owns = new Map<string, { own: unknown; calls: number }>()
  for (let i = 0; i < order.calls && order.operations.length > 0; i++) {
    const index = random.int(0, order.operations.length - 1)
    const operation = session.operation(order.operations[index] ?? '')
    Atomics.store(order.where, 0, 2 + index)
    let entry = owns.get(operation.name)
    if (entry === undefined || entry.calls >= (operation.facts.callsPerSetup ?? Number.POSITIVE_INFINITY)) {
      if (entry !== undefined) await operation.teardown(entry.own)
      entry = { own: await operation.setup(), calls: 0 }
      owns.set(operation.name, entry)
    }
    entry.calls++
    // Counted for each set-up, as everywhere: operations that use things up go by it.
    const outcome = await callOnce(operation, entry.own, entry.calls - 1)
    const problem = complaint(operation, outcome)
    if (problem !== undefined) {
      say({ kind: 'trouble', operation: operation.name, reason: problem })
      break
    }
    if (outcome.ok) await disposeOf(outcome.value)
    Atomics.add(order.where, 1, 1)
    // Lets termination in, and what others complete.
    if (random.oneIn(10)) await new Promise(resolve => setImmediate(resolve))
  }
  for (const [name, { own }] of owns) await session.operation(name).teardown(own)
  await session.close()
} catch (error) {
  say({ kind: 'trouble', operation: '(load)', reason: `in a worker it threw ${describeThrown(error)}` })
}
Atomics.store(order.where, 0, workerDone)
