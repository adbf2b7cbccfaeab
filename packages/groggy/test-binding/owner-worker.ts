/**
 * A worker that owns everything: a graph, a view of a column, a large result and a task that runs. It sends what may
 * outlive it - the token of a snapshot and, where JavaScript can move memory, the view and the result in buffers of
 * their own - and stays until it is ended.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { Graph } from 'groggy'
import { collect } from './collect.js'

/** What the worker sends. */
export interface Sent {
  readonly token: string
  /** All 7; undefined unless moved. */
  readonly values: Float64Array | undefined
  /** Of pageRank; undefined unless moved. */
  readonly scores: Float64Array | undefined
}

/** What it does with its buffers before: `drop` collects what was the view and the result. */
export interface Order {
  readonly nodes: number
  readonly buffers: 'hold' | 'drop' | 'move' | 'move and drop'
}

const { nodes, buffers } = workerData as Order
const graph = new Graph()
graph.addNodes({ age: new Float64Array(nodes).fill(7) } as never)
for (let i = 0; i < 10; i++) graph.addEdge(i, i + 1)
let held: unknown[] = [graph.nodes.column('age').values, graph.pageRankSync().scores]

type Movable = ArrayBuffer & { transfer(): ArrayBuffer }
let moved: ArrayBuffer[] = []
if (buffers.startsWith('move')) {
  moved = (held as Float64Array[]).map(array => (array.buffer as Movable).transfer())
}
if (buffers.endsWith('drop')) {
  held = []
  await collect()
}
graph.pageRank({ tolerance: 0, maxIterations: 30_000, offload: 'pool' })
const [values, scores] = moved.map(buffer => new Float64Array(buffer))
const sent: Sent = { token: graph.snapshot().share(), values, scores }
parentPort?.postMessage(sent, moved)
// Whatever is held is so until the end.
parentPort?.on('message', () => held.push(graph))
