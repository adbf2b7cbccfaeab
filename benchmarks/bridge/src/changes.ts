/** Rows of what changes a graph: nodes and edges that come and go, one by one and in bulk. */

import { Graph } from 'groggy'
import { ITEMS, MASK, NODES, ramp, scattered } from 'groggy-cli/measure'
import { type Loop, type Row, type RowClass, row, session } from './row.js'
import { keyedGraph, keys } from './topology.js'

/** Calls of one session: no graph becomes large. */
const CALLS = 64

const sources = Uint32Array.from({ length: ITEMS }, (_, i) => i)
const targets = Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i))
const weights = ramp(ITEMS)
const nodeRows = Array.from({ length: ITEMS }, (_, i) => ({ name: `name ${i % 100}`, age: i }))
const edgeRows = Array.from({ length: ITEMS }, (_, i) => ({ source: i, target: scattered(i), weight: i }))
const sourceKeys = keys.slice(0, ITEMS)
const targetKeys = Array.from({ length: ITEMS }, (_, i) => keys[scattered(i)] ?? '')

/** A graph of nodes without edges. */
function bareGraph(): Graph {
  const graph = new Graph()
  graph.addNodes(NODES)
  return graph
}

/** A graph with as many edges as nodes. */
function ringGraph(): Graph {
  const graph = bareGraph()
  graph.addEdges({
    source: Uint32Array.from(ramp(NODES)),
    target: Uint32Array.from({ length: NODES }, (_, i) => (i + 1) & MASK),
  })
  return graph
}

function on(
  name: string,
  class_: RowClass,
  capacity: number,
  loop: (graph: Graph) => Loop,
  more: { readonly variant?: string; readonly barNs?: number; readonly open?: () => Graph } = {},
): Row {
  const { open = bareGraph, ...extra } = more
  return row(`Graph.${name}`, class_, 1, session(open, loop, capacity), extra)
}

const additions: readonly Row[] = [
  on('addNode', 'change', NODES, graph => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += graph.addNode()
    return sum
  }),
  on(
    'addNode',
    'change',
    NODES,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNode({ age: i, name: 'a name' })
      return sum
    },
    { variant: 'two attributes' },
  ),
  on(
    'addNodes',
    'bulk',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNodes(ITEMS).length
      return sum
    },
    { variant: '1000 without attributes' },
  ),
  on(
    'addNodes',
    'bulk',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNodes(nodeRows).length
      return sum
    },
    { variant: '1000 as rows with a string', open: () => new Graph() },
  ),
  on('addEdge', 'change', NODES, graph => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += graph.addEdge(i & MASK, scattered(i))
    return sum
  }),
  on(
    'addEdge',
    'change',
    NODES,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addEdge(i & MASK, scattered(i), { weight: i })
      return sum
    },
    { variant: 'an attribute' },
  ),
  on(
    'addEdges',
    'bulk',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) {
        sum += graph.addEdges({ source: sources, target: targets, weight: weights }).length
      }
      return sum
    },
    { variant: '1000 as typed arrays', barNs: 10_000 },
  ),
  on(
    'addEdges',
    'bulk',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addEdges(edgeRows).length
      return sum
    },
    { variant: '1000 as rows', barNs: 60_000 },
  ),
  on(
    'addEdges',
    'bulk',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addEdges({ source: sourceKeys, target: targetKeys }).length
      return sum
    },
    { variant: '1000 by keys', open: keyedGraph },
  ),
]

const removals: readonly Row[] = [
  on(
    'removeNode',
    'change',
    NODES,
    graph => {
      let next = 0
      return count => {
        for (let i = 0; i < count; i++) graph.removeNode(next++)
        return next
      }
    },
    { open: ringGraph },
  ),
  on(
    'removeEdge',
    'change',
    NODES,
    graph => {
      let next = 0
      return count => {
        for (let i = 0; i < count; i++) graph.removeEdge(next++)
        return next
      }
    },
    { open: ringGraph },
  ),
  on(
    'removeNodes',
    'bulk',
    Math.floor(NODES / ITEMS),
    graph => {
      let next = 0
      return count => {
        for (let i = 0; i < count; i++, next += ITEMS) graph.removeNodes(sources.map(id => id + next))
        return next
      }
    },
    { variant: '1000 with their edges', open: ringGraph },
  ),
  on(
    'removeEdges',
    'bulk',
    Math.floor(NODES / ITEMS),
    graph => {
      let next = 0
      return count => {
        for (let i = 0; i < count; i++, next += ITEMS) graph.removeEdges(sources.map(id => id + next))
        return next
      }
    },
    { variant: '1000', open: ringGraph },
  ),
  on(
    'compact',
    'change',
    CALLS,
    graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.compact().nodes.length
      return sum
    },
    { variant: `${NODES} nodes and edges`, open: ringGraph },
  ),
]

/** All of them. */
export const changeRows: readonly Row[] = [...additions, ...removals]
