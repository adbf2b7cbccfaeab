/**
 * A process that ends in the manner that the second argument names while its worker is in the middle of what the first
 * names.
 */

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Graph } from 'groggy'

const NODES = 20_000
const source = Uint32Array.from({ length: 5 * NODES }, (_, i) => i % NODES)
const target = source.map((node, i) => (node * 7 + i) % NODES)
const snapshot = (Graph.fromEdges({ source, target }) as Graph).snapshot()
const worker = new Worker(new URL('./busy-worker.js', import.meta.url), {
  workerData: { token: snapshot.share(), what: process.argv[2] },
})
await once(worker, 'message')
await new Promise(resolve => setTimeout(resolve, 50))

/** How a process can end. */
export type Manner = 'exit' | 'an uncaught error' | 'SIGTERM' | 'nothing left to do'

const manners: Readonly<Record<Manner, () => unknown>> = {
  exit: () => process.exit(7),
  'an uncaught error': () => setImmediate(() => JSON.parse('{')),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  'nothing left to do': () => worker.unref(),
}
process.stdout.write('now\n', manners[process.argv[3] as Manner])
