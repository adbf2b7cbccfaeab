/** The graphs that operations work on: small enough for a cache, so that the bridge is measured and not the memory. */

import { Graph } from 'groggy'

/** Ids of {@link filledGraph} are below this power of two: `i & MASK`. */
export const MASK = 4095

/** Nodes of {@link filledGraph}. */
export const NODES = MASK + 1

/** Items of a bulk operation. */
export const ITEMS = 1000

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

/** A graph of nodes without edges. */
export function bareGraph(): Graph {
  const graph = new Graph()
  graph.addNodes(NODES)
  return graph
}

/** A graph with as many edges as nodes. */
export function ringGraph(): Graph {
  const graph = bareGraph()
  graph.addEdges({
    source: Uint32Array.from(ramp(NODES)),
    target: Uint32Array.from({ length: NODES }, (_, i) => (i + 1) & MASK),
  })
  return graph
}

/** The keys of {@link keyedGraph}. */
export const keys: readonly string[] = Array.from({ length: NODES }, (_, i) => `node ${i}`)

/** A graph whose nodes have keys. */
export function keyedGraph(): Graph {
  const graph = new Graph({ key: 'name' })
  graph.addNodes({ name: keys })
  return graph as Graph
}

/** A graph of three people, two of whom know the next. */
export function peopleGraph(): Graph {
  const graph = new Graph()
  graph.addNodes({ name: ['a', 'b', 'c'], age: [1, 2, 3] })
  graph.addEdges({ source: [0, 1], target: [1, 2], weight: [1, 2] })
  return graph
}

/** A graph of three nodes and an edge that allows neither a second edge between two nodes nor self-loops. */
export function simpleGraph(): Graph {
  const graph = new Graph({ multi: false, selfLoops: false })
  graph.addNodes(3)
  graph.addEdge(0, 1)
  return graph
}

/** A snapshot whose graph is closed. */
export function snapshotOf<Shot>(graph: { snapshot(): Shot; close(): void }): Shot {
  const snapshot = graph.snapshot()
  graph.close()
  return snapshot
}

/** 0, 1, 2, … */
export function ramp(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i)
}

/** A node for each number, far from that of the next number. */
export function scattered(value: number): number {
  return (Math.imul(value, 2654435761) >>> 7) & MASK
}
