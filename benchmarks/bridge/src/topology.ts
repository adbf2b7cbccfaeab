/** Rows of what a graph and a snapshot answer about nodes and edges. All of it is read in place. */

import { Graph, type Schema, type Snapshot } from 'groggy'
import { filledGraph, MASK, NODES, scattered } from 'groggy-cli/measure'
import { type Loop, type Row, type RowClass, row, session } from './row.js'

type Reader = Pick<
  Graph,
  Extract<keyof Graph, keyof Snapshot> & Exclude<keyof Graph, 'nodes' | 'edges' | symbol>
>

/** A snapshot of a graph that is closed already: who reads it is alone with it. */
export function snapshotOf<N extends Schema, E extends Schema>(graph: Graph<N, E>): Snapshot<N, E> {
  const snapshot = graph.snapshot()
  graph.close()
  return snapshot
}

/** The rows of `Graph` and of `Snapshot`. */
export const topologyRows: readonly Row[] = [
  ...reading('Graph', filledGraph, keyedGraph),
  ...reading(
    'Snapshot',
    () => snapshotOf(filledGraph()),
    () => snapshotOf(keyedGraph()),
  ),
]

/** A graph whose nodes have keys. */
export function keyedGraph(): Graph {
  const graph = new Graph({ key: 'name' })
  graph.addNodes({ name: keys })
  return graph as Graph
}

/** The keys of {@link keyedGraph}. */
export const keys: readonly string[] = Array.from({ length: NODES }, (_, i) => `node ${i}`)

function reading(owner: 'Graph' | 'Snapshot', open: () => Reader, openKeyed: () => Reader): Row[] {
  const on = (name: string, class_: RowClass, loop: (reader: Reader) => Loop): Row =>
    row(`${owner}.${name}`, class_, 0, session(open, loop), class_ === 'query' ? { barNs: 5 } : {})
  const keyed = (name: string, loop: (reader: Reader) => Loop): Row =>
    row(`${owner}.${name}`, 'change', 1, session(openKeyed, loop))
  return [
    on('nodeBound', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.nodeBound
      return sum
    }),
    on('edgeBound', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.edgeBound
      return sum
    }),
    on('nodeCount', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.nodeCount
      return sum
    }),
    on('edgeCount', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.edgeCount
      return sum
    }),
    on('directed', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.directed ? 1 : 0
      return sum
    }),
    on('version', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.version
      return sum
    }),
    on('closed', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.closed ? 1 : 0
      return sum
    }),
    on('hasNode', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.hasNode(i & MASK) ? 1 : 0
      return sum
    }),
    on('source', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.source(i & MASK)
      return sum
    }),
    on('target', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.target(i & MASK)
      return sum
    }),
    on('degree', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.degree(i & MASK)
      return sum
    }),
    on('inDegree', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.inDegree(i & MASK)
      return sum
    }),
    on('outDegree', 'query', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.outDegree(i & MASK)
      return sum
    }),
    on('hasEdge', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.hasEdge(i & MASK, scattered(i)) ? 1 : 0
      return sum
    }),
    on('edgesBetween', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.edgesBetween(i & MASK, scattered(i)).length
      return sum
    }),
    on('neighbors', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.neighbors(i & MASK).length
      return sum
    }),
    on('inNeighbors', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.inNeighbors(i & MASK).length
      return sum
    }),
    on('outNeighbors', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.outNeighbors(i & MASK).length
      return sum
    }),
    on('inEdges', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.inEdges(i & MASK).length
      return sum
    }),
    on('outEdges', 'list', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.outEdges(i & MASK).length
      return sum
    }),
    on('forEachNeighbor', 'list', reader => count => {
      let sum = 0
      const add = (neighbor: number, edge: number): void => {
        sum += neighbor ^ edge
      }
      for (let i = 0; i < count; i++) reader.forEachNeighbor(i & MASK, add)
      return sum
    }),
    keyed('nodeByKey', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.nodeByKey(keys[i & MASK] ?? '')
      return sum
    }),
    keyed('hasKey', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += reader.hasKey(keys[i & MASK] ?? '') ? 1 : 0
      return sum
    }),
    keyed('keyOf', reader => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += String(reader.keyOf(i & MASK)).length
      return sum
    }),
    row(
      `${owner}.validate`,
      'watch',
      1,
      session(open, reader => count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += reader.validate().length
        return sum
      }),
    ),
  ]
}
