/** What changes a graph: nodes and edges that come and go, one by one and in bulk. */

import type { OperationFacts, Operations } from 'ffi-health'
import { Graph } from 'groggy'
import { ITEMS, MASK, NODES, ramp, scattered } from 'groggy-cli/measure'
import { bareGraph, type Context, close, keyedGraph, keys, type Make } from './context.js'

/** Calls on one graph, so that none becomes large. */
const CALLS = 64

const sources = Uint32Array.from(ramp(ITEMS))
const targets = Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i))
const weights = ramp(ITEMS)
const names = Array.from({ length: ITEMS }, (_, i) => `name ${i % 100}`)
const numberRows = Array.from({ length: ITEMS }, (_, i) => ({ age: i, score: i / 2 }))
const textRows = Array.from({ length: ITEMS }, (_, i) => ({ name: `name ${i % 100}`, age: i }))
const edgeRows = Array.from({ length: ITEMS }, (_, i) => ({ source: i, target: scattered(i), weight: i }))
const sourceKeys = keys.slice(0, ITEMS)
const targetKeys = Array.from({ length: ITEMS }, (_, i) => keys[scattered(i)] ?? '')

/** The ids of one lot of {@link ITEMS}. */
const lot = (i: number) => sources.map(id => id + (i % Math.floor(NODES / ITEMS)) * ITEMS)

/** A graph with as many edges as nodes. */
function ringGraph(context: Context): Graph {
  const graph = bareGraph(context)
  graph.addEdges({
    source: Uint32Array.from(ramp(NODES)),
    target: Uint32Array.from({ length: NODES }, (_, i) => (i + 1) & MASK),
  })
  return graph
}

const one: OperationFacts = { class: 'change', callsPerSetup: NODES }
const bulk: OperationFacts = { class: 'bulkOperation', items: ITEMS, callsPerSetup: CALLS }
/** In the place of rows or columns, a number says how many nodes. */
const orCount: OperationFacts = { ...bulk, lenient: true }
/** 2 ** 31 nodes are a fair wish, and take 24 GB. */
const counted: OperationFacts = {
  ...bulk,
  skip: { errors: 'one wrong argument is 2 ** 31, which is as many nodes' },
}

/** All of them. */
export function changes(operation: Make): Operations<Context> {
  const on = (
    facts: OperationFacts,
    setup: (context: Context) => Graph,
    run: (graph: Graph, i: number) => unknown,
  ) => operation({ ...facts, setup, run, teardown: close })
  const empty = () => new Graph()
  return {
    'Graph.addNode': on(one, bareGraph, graph => graph.addNode()),
    'Graph.addNode, two attributes': on(one, empty, (graph, i) =>
      graph.addNode({ age: i, name: 'a name' } as object),
    ),
    'Graph.addNodes, without attributes': on(counted, bareGraph, graph => graph.addNodes(ITEMS)),
    'Graph.addNodes, typed array': on(orCount, empty, graph => graph.addNodes({ age: weights })),
    'Graph.addNodes, strings': on(orCount, empty, graph => graph.addNodes({ name: names })),
    'Graph.addNodes, rows': on(orCount, empty, graph => graph.addNodes(numberRows)),
    'Graph.addNodes, rows with a string': on(orCount, empty, graph => graph.addNodes(textRows)),
    'Graph.addEdge': on(one, bareGraph, (graph, i) => graph.addEdge(i & MASK, scattered(i))),
    'Graph.addEdge, an attribute': on(one, bareGraph, (graph, i) =>
      graph.addEdge(i & MASK, scattered(i), { weight: i } as object),
    ),
    'Graph.addEdges, typed arrays': on(bulk, bareGraph, graph =>
      graph.addEdges({ source: sources, target: targets, weight: weights }),
    ),
    'Graph.addEdges, rows': on(bulk, bareGraph, graph => graph.addEdges(edgeRows)),
    'Graph.addEdges, by keys': on(
      bulk,
      ({ lib }) => keyedGraph(lib),
      graph => graph.addEdges({ source: sourceKeys, target: targetKeys }),
    ),
    'Graph.removeNode': on(one, ringGraph, (graph, i) => graph.removeNode(i & MASK)),
    'Graph.removeEdge': on(one, ringGraph, (graph, i) => graph.removeEdge(i & MASK)),
    'Graph.removeNodes': on({ ...bulk, callsPerSetup: 4 }, ringGraph, (graph, i) =>
      graph.removeNodes(lot(i)),
    ),
    'Graph.removeEdges': on({ ...bulk, callsPerSetup: 4 }, ringGraph, (graph, i) =>
      graph.removeEdges(lot(i)),
    ),
    'Graph.compact': on({ ...bulk, items: 2 * NODES }, ringGraph, graph => graph.compact()),
  }
}
