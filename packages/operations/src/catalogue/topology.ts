/** What a graph and a snapshot answer about nodes and edges: read in place, but for keys. */

import type { Graph, Snapshot } from 'groggy'
import { queryBarNs } from '../budgets.js'
import type { Context } from '../context.js'
import { keys, MASK, scattered } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'

/** What both have. */
type Reader = Pick<
  Graph,
  Extract<keyof Graph, keyof Snapshot> & Exclude<keyof Graph, 'nodes' | 'edges' | symbol>
>
type Run = (reader: Reader, i: number) => unknown

const query: Facts = { class: 'simpleQuery', crossings: 0, barNs: queryBarNs }
const list: Facts = { class: 'object', crossings: 0 }
const byKey: Facts = { class: 'change', crossings: 1 }
/** Asks whether something is there: whatever it is given, the answer is no. */
const lenient = { lenient: true }

function readings(
  owner: string,
  setup: (context: Context) => Reader,
  keyed: (context: Context) => Reader,
  tiny: (context: Context) => Reader,
): Operation[] {
  const on = (name: string, facts: Facts, run: Run, pick = setup): Operation =>
    operation(`${owner}.${name}`, { ...facts, setup: pick, run })
  return [
    on('nodeCount', query, reader => reader.nodeCount),
    on('edgeCount', query, reader => reader.edgeCount),
    on('nodeBound', query, reader => reader.nodeBound),
    on('edgeBound', query, reader => reader.edgeBound),
    on('directed', query, reader => reader.directed),
    on('version', query, reader => reader.version),
    on('closed', { ...query, endsWithOwner: false }, reader => reader.closed),
    on('hasNode', { ...query, ...lenient }, (reader, i) => reader.hasNode(i & MASK)),
    on('source', query, (reader, i) => reader.source(i & MASK)),
    on('target', query, (reader, i) => reader.target(i & MASK)),
    on('degree', query, (reader, i) => reader.degree(i & MASK)),
    on('inDegree', query, (reader, i) => reader.inDegree(i & MASK)),
    on('outDegree', query, (reader, i) => reader.outDegree(i & MASK)),
    on('hasEdge', { ...list, ...lenient }, (reader, i) => reader.hasEdge(i & MASK, scattered(i))),
    on('edgesBetween', list, (reader, i) => reader.edgesBetween(i & MASK, scattered(i))),
    on('neighbors', list, (reader, i) => reader.neighbors(i & MASK)),
    on('inNeighbors', list, (reader, i) => reader.inNeighbors(i & MASK)),
    on('outNeighbors', list, (reader, i) => reader.outNeighbors(i & MASK)),
    on('inEdges', list, (reader, i) => reader.inEdges(i & MASK)),
    on('outEdges', list, (reader, i) => reader.outEdges(i & MASK)),
    on('forEachNeighbor', list, (reader, i) => {
      let sum = 0
      reader.forEachNeighbor(i & MASK, (neighbor, edge) => {
        sum += neighbor ^ edge
      })
      return sum
    }),
    on('nodeByKey', byKey, (reader, i) => reader.nodeByKey(keys[i & MASK] ?? ''), keyed),
    on('hasKey', byKey, (reader, i) => reader.hasKey(keys[i & MASK] ?? ''), keyed),
    on('keyOf', byKey, (reader, i) => reader.keyOf(i & MASK), keyed),
    // Looks at everything, so that it is a small graph that it is asked of.
    on('validate', { class: 'watch', crossings: 1 }, reader => reader.validate(), tiny),
  ]
}

/** Of `Graph` and of `Snapshot`. */
export const topology: readonly Operation[] = [
  ...readings(
    'Graph',
    ({ graph }) => graph,
    ({ keyed }) => keyed,
    ({ tiny }) => tiny,
  ),
  ...readings(
    'Snapshot',
    ({ snapshot }) => snapshot,
    ({ keyedSnapshot }) => keyedSnapshot,
    ({ tinySnapshot }) => tinySnapshot,
  ),
]
