/** A process that exits with code 7 while its worker is in the middle of what the first argument names. */

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
process.stdout.write('now\n', () => process.exit(7))
