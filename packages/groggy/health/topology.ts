/** What a graph and a snapshot answer about nodes and edges. */

import type { Operations } from 'ffi-health'
import type { Graph } from 'groggy'
import { MASK, scattered } from 'groggy-cli/measure'
import { type Context, keys, type Make } from './context.js'

/** What both have. */
type Reader = Pick<
  Graph,
  | 'nodeCount'
  | 'edgeCount'
  | 'nodeBound'
  | 'edgeBound'
  | 'directed'
  | 'version'
  | 'closed'
  | 'hasNode'
  | 'hasEdge'
  | 'edgesBetween'
  | 'source'
  | 'target'
  | 'degree'
  | 'inDegree'
  | 'outDegree'
  | 'neighbors'
  | 'inNeighbors'
  | 'outNeighbors'
  | 'inEdges'
  | 'outEdges'
  | 'forEachNeighbor'
  | 'nodeByKey'
  | 'hasKey'
  | 'keyOf'
  | 'validate'
>

/** The operations of `Graph` and of `Snapshot`. */
export function topology(operation: Make): Operations<Context> {
  return {
    ...reading(operation, 'Graph', ({ graph }) => graph),
    ...reading(operation, 'Snapshot', ({ snapshot }) => snapshot),
    // These look at everything, so that it is a small graph that they are asked of.
    'Graph.validate': { class: 'watch', run: ({ tiny }) => tiny.validate() },
    'Snapshot.validate': { class: 'watch', run: ({ tinySnapshot }) => tinySnapshot.validate() },
    ...byKey(operation, 'Graph', ({ keyed }) => keyed),
    ...byKey(operation, 'Snapshot', ({ keyedSnapshot }) => keyedSnapshot),
  }
}

function reading(operation: Make, owner: string, setup: (context: Context) => Reader): Operations<Context> {
  const query = (run: (reader: Reader, i: number) => unknown) =>
    operation({ class: 'simpleQuery', setup, run })
  const object = (run: (reader: Reader, i: number) => unknown) => operation({ class: 'object', setup, run })
  /** Asks whether something is there: whatever it is given, the answer is no. */
  const lenient = { lenient: true, setup }
  return {
    [`${owner}.nodeCount`]: query(reader => reader.nodeCount),
    [`${owner}.edgeCount`]: query(reader => reader.edgeCount),
    [`${owner}.nodeBound`]: query(reader => reader.nodeBound),
    [`${owner}.edgeBound`]: query(reader => reader.edgeBound),
    [`${owner}.directed`]: query(reader => reader.directed),
    [`${owner}.version`]: query(reader => reader.version),
    [`${owner}.closed`]: query(reader => reader.closed),
    [`${owner}.hasNode`]: operation({
      ...lenient,
      class: 'simpleQuery',
      run: (reader, i) => reader.hasNode(i & MASK),
    }),
    [`${owner}.source`]: query((reader, i) => reader.source(i & MASK)),
    [`${owner}.target`]: query((reader, i) => reader.target(i & MASK)),
    [`${owner}.degree`]: query((reader, i) => reader.degree(i & MASK)),
    [`${owner}.inDegree`]: query((reader, i) => reader.inDegree(i & MASK)),
    [`${owner}.outDegree`]: query((reader, i) => reader.outDegree(i & MASK)),
    [`${owner}.hasEdge`]: operation({
      ...lenient,
      class: 'object',
      run: (reader, i) => reader.hasEdge(i & MASK, scattered(i)),
    }),
    [`${owner}.edgesBetween`]: object((reader, i) => reader.edgesBetween(i & MASK, scattered(i))),
    [`${owner}.neighbors`]: object((reader, i) => reader.neighbors(i & MASK)),
    [`${owner}.inNeighbors`]: object((reader, i) => reader.inNeighbors(i & MASK)),
    [`${owner}.outNeighbors`]: object((reader, i) => reader.outNeighbors(i & MASK)),
    [`${owner}.inEdges`]: object((reader, i) => reader.inEdges(i & MASK)),
    [`${owner}.outEdges`]: object((reader, i) => reader.outEdges(i & MASK)),
    [`${owner}.forEachNeighbor`]: object((reader, i) => {
      let sum = 0
      reader.forEachNeighbor(i & MASK, (neighbor, edge) => {
        sum += neighbor ^ edge
      })
      return sum
    }),
  }
}

function byKey(operation: Make, owner: string, setup: (context: Context) => Reader): Operations<Context> {
  const crossing = (run: (reader: Reader, i: number) => unknown) => operation({ class: 'change', setup, run })
  return {
    [`${owner}.nodeByKey`]: crossing((reader, i) => reader.nodeByKey(keys[i & MASK] ?? '')),
    [`${owner}.hasKey`]: crossing((reader, i) => reader.hasKey(keys[i & MASK] ?? '')),
    [`${owner}.keyOf`]: crossing((reader, i) => reader.keyOf(i & MASK)),
  }
}
