/** The graphs that cases run on: small enough for a cache, so that the bridge is measured and not the memory. */

import { Graph } from 'groggy'
import { MASK } from './timing.js'

/** Nodes of {@link filledGraph}. */
export const NODES = MASK + 1

/** Distinct texts of its column `text`. */
const TEXTS = 64

const nodeColumns = {
  number: 'float64',
  flag: 'bool',
  int: 'int32',
  big: 'int64',
  time: 'timestamp',
  text: 'utf8',
  vector: 'vector<float32, 4>',
} as const
const edgeColumns = { weight: 'float64' } as const

/** A graph with a column of each kind. */
export type FilledGraph = Graph<typeof nodeColumns, typeof edgeColumns>

/** A directed graph of 4096 nodes, each with 4 edges out, without random numbers. */
export function filledGraph(): FilledGraph {
  const graph = new Graph({ nodes: nodeColumns, edges: edgeColumns })
  graph.addNodes({
    number: ramp(NODES),
    flag: Array.from({ length: NODES }, (_, i) => i % 3 === 0),
    int: Int32Array.from(ramp(NODES)),
    big: BigInt64Array.from({ length: NODES }, (_, i) => BigInt(i)),
    time: BigInt64Array.from({ length: NODES }, (_, i) => BigInt(1e12 + i)),
    text: Array.from({ length: NODES }, (_, i) => `text ${i % TEXTS}`),
    vector: Float32Array.from(ramp(4 * NODES)),
  })
  const edges = 4 * NODES
  graph.addEdges({
    source: Uint32Array.from({ length: edges }, (_, e) => e >> 2),
    target: Uint32Array.from({ length: edges }, (_, e) => scattered(e)),
    weight: ramp(edges),
  })
  return graph
}

/** A graph of two nodes and an edge: what an algorithm costs before it works. */
export function tinyGraph(): Graph {
  const graph = new Graph()
  graph.addNodes(2)
  graph.addEdge(0, 1)
  return graph
}

/** 0, 1, 2, … */
export function ramp(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i)
}

/** A node for each number, far from that of the next number. */
export function scattered(value: number): number {
  return (Math.imul(value, 2654435761) >>> 7) & MASK
}
