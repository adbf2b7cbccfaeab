/** What changes a graph: nodes and edges that come and go, one by one and in bulk. */

import { Graph } from 'groggy'
import { bareGraph, ITEMS, keyedGraph, keys, MASK, NODES, ramp, ringGraph, scattered } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'

const sources = Uint32Array.from(ramp(ITEMS))
const targets = Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i))
const weights = ramp(ITEMS)
const names = Array.from({ length: ITEMS }, (_, i) => `name ${i % 100}`)
const numberRows = Array.from({ length: ITEMS }, (_, i) => ({ age: i, score: i / 2 }))
const textRows = Array.from({ length: ITEMS }, (_, i) => ({ name: `name ${i % 100}`, age: i }))
const edgeRows = Array.from({ length: ITEMS }, (_, i) => ({ source: i, target: scattered(i), weight: i }))
const sourceKeys = keys.slice(0, ITEMS)
const targetKeys = Array.from({ length: ITEMS }, (_, i) => keys[scattered(i)] ?? '')

/** Ids of {@link ITEMS} nodes or edges each, none in two. */
const lots = Array.from({ length: Math.floor(NODES / ITEMS) }, (_, lot) =>
  sources.map(id => id + lot * ITEMS),
)
const lot = (i: number) => lots[i % lots.length] ?? sources

const one: Facts = { class: 'change', crossings: 1, callsPerSetup: NODES }
/** So few calls that no graph becomes large. */
const bulk: Facts = { class: 'bulkOperation', crossings: 1, items: ITEMS, callsPerSetup: 64 }
/** In the place of rows or columns, a number says how many nodes. */
const orCount: Facts = { ...bulk, lenient: true }
const counted: Facts = {
  ...bulk,
  skip: { errors: 'one wrong argument is 2 ** 31, which is as many nodes: a fair wish, and takes 24 GB' },
}
const removal: Facts = { ...bulk, callsPerSetup: lots.length }

const empty = () => new Graph() as Graph

function on(
  name: string,
  facts: Facts,
  setup: () => Graph,
  run: (graph: Graph, i: number) => unknown,
): Operation {
  return operation(`Graph.${name}`, { ...facts, setup, run, teardown: graph => graph.close() })
}

/** A call that adds the rows of a text. */
function reading(
  name: string,
  make: () => Graph,
  run: (graph: Graph, i: number, signal?: AbortSignal) => Promise<unknown>,
): Operation {
  return operation(`Graph.${name}`, {
    class: 'algorithm',
    crossings: 2,
    guardNs: 200_000,
    callsPerSetup: 64,
    abortable: true,
    setup: make,
    run: (graph, i, { signal }) => run(graph, i, signal),
    teardown: graph => graph.close(),
  })
}

const edgeText = Buffer.from('0 1\n1 2\n')
const nodeTexts = Array.from({ length: 64 }, (_, i) => Buffer.from(`new-${i}\n`))

/** All of them. */
export const changes: readonly Operation[] = [
  on('addNode', one, bareGraph, graph => graph.addNode()),
  on('addNode, two attributes', one, empty, (graph, i) => graph.addNode({ age: i, name: 'a name' })),
  on(`addNodes, ${ITEMS} without attributes`, counted, bareGraph, graph => graph.addNodes(ITEMS)),
  on(`addNodes, ${ITEMS} as typed array`, { ...orCount, barNs: 10_000 }, empty, graph =>
    graph.addNodes({ age: weights }),
  ),
  on(`addNodes, ${ITEMS} as rows`, { ...orCount, barNs: 60_000 }, empty, graph => graph.addNodes(numberRows)),
  on(`addNodes, ${ITEMS} as strings`, { ...orCount, barNs: 60_000 }, empty, graph =>
    graph.addNodes({ name: names }),
  ),
  on(`addNodes, ${ITEMS} as rows with a string`, orCount, empty, graph => graph.addNodes(textRows)),
  reading('readEdges', bareGraph, (graph, _, signal) => graph.readEdges(edgeText, { signal })),
  reading('readNodes', keyedGraph, (graph, i, signal) =>
    graph.readNodes(nodeTexts[i % 64] ?? edgeText, { header: false, signal }),
  ),
  on('addEdge', one, bareGraph, (graph, i) => graph.addEdge(i & MASK, scattered(i))),
  on('addEdge, an attribute', one, bareGraph, (graph, i) =>
    graph.addEdge(i & MASK, scattered(i), { weight: i }),
  ),
  on(`addEdges, ${ITEMS} as typed arrays`, { ...bulk, barNs: 10_000 }, bareGraph, graph =>
    graph.addEdges({ source: sources, target: targets, weight: weights }),
  ),
  on(`addEdges, ${ITEMS} as rows`, { ...bulk, barNs: 60_000 }, bareGraph, graph => graph.addEdges(edgeRows)),
  on(`addEdges, ${ITEMS} by keys`, bulk, keyedGraph, graph =>
    graph.addEdges({ source: sourceKeys, target: targetKeys }),
  ),
  on('removeNode', one, ringGraph, (graph, i) => graph.removeNode(i & MASK)),
  on('removeEdge', one, ringGraph, (graph, i) => graph.removeEdge(i & MASK)),
  on(`removeNodes, ${ITEMS} with their edges`, removal, ringGraph, (graph, i) => graph.removeNodes(lot(i))),
  on(`removeEdges, ${ITEMS}`, removal, ringGraph, (graph, i) => graph.removeEdges(lot(i))),
  on(`compact, ${NODES} nodes and edges`, { ...bulk, items: 2 * NODES }, ringGraph, graph => graph.compact()),
]
