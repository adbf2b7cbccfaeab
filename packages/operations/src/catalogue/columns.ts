/** Columns: `g.nodes.column('age')` for each type of value, and its twin of a snapshot. */

import { Graph } from 'groggy'
import type { Context, FilledSnapshot } from '../context.js'
import { type FilledGraph, filledGraph, MASK, NODES } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'

const times = Array.from({ length: 64 }, (_, i) => new Date(1e12 + i))
const bigs = Array.from({ length: 64 }, (_, i) => BigInt(i))
const texts = Array.from({ length: 64 }, (_, i) => `text ${i}`)
const vector = Float32Array.of(1, 2, 3, 4)

const access: Facts = { class: 'attributeAccess', crossings: 0 }
const query: Facts = { class: 'simpleQuery', crossings: 0 }
const object: Facts = { class: 'object', crossings: 0 }

type Reader = Pick<FilledGraph['nodes'] | FilledSnapshot['nodes'], 'column'>

function readings(owner: string, of: (context: Context) => Reader): Operation[] {
  const on = <Column>(
    name: string,
    facts: Facts,
    pick: (nodes: Reader) => Column,
    run: (column: Column, i: number) => unknown,
  ): Operation => operation(`${owner}.${name}`, { ...facts, setup: context => pick(of(context)), run })
  const number = (nodes: Reader) => nodes.column('number')
  return [
    on('get, number', { ...access, barNs: 5 }, number, (column, i) => column.get(i & MASK)),
    on(
      'get, int32',
      { ...access, barNs: 5 },
      nodes => nodes.column('int'),
      (column, i) => column.get(i & MASK),
    ),
    on(
      'get, bool',
      access,
      nodes => nodes.column('flag'),
      (column, i) => column.get(i & MASK),
    ),
    on(
      'get, int64',
      access,
      nodes => nodes.column('big'),
      (column, i) => column.get(i & MASK),
    ),
    on(
      'get, timestamp',
      object,
      nodes => nodes.column('time'),
      (column, i) => column.get(i & MASK),
    ),
    on(
      'millis',
      { ...access, barNs: 8 },
      nodes => nodes.column('time'),
      (column, i) => column.millis(i & MASK),
    ),
    on(
      'get, vector of 4',
      object,
      nodes => nodes.column('vector'),
      (column, i) => column.get(i & MASK),
    ),
    on(
      'get, string seen before',
      { ...access, barNs: 15 },
      nodes => nodes.column('text'),
      (column, i) => column.get(i & MASK),
    ),
    on('isNull', access, number, (column, i) => column.isNull(i & MASK)),
    on('nullCount', query, number, column => column.nullCount),
    on('name', { ...query, endsWithOwner: false }, number, column => column.name),
    on('type', { ...query, endsWithOwner: false }, number, column => column.type),
    on('values', object, number, column => column.values),
    on('toArray', { class: 'bulkOperation', crossings: 0, items: NODES }, number, column => column.toArray()),
  ]
}

/** On the column of a graph of its own, which is held, since a column does not hold it. */
function set<Column>(
  variant: string,
  facts: Facts,
  pick: (nodes: FilledGraph['nodes']) => Column,
  run: (column: Column, i: number) => unknown,
): Operation {
  return operation(`Column.set, ${variant}`, {
    ...facts,
    setup() {
      const graph = filledGraph()
      return { graph, column: pick(graph.nodes) }
    },
    run: ({ column }, i) => run(column, i),
    teardown: ({ graph }) => graph.close(),
  })
}

/** All of them. */
export const columns: readonly Operation[] = [
  ...readings('Column', ({ graph }) => graph.nodes),
  ...readings('ReadonlyColumn', ({ snapshot }) => snapshot.nodes),
  operation('Column.get, string first time', {
    ...access,
    barNs: 150,
    callsPerSetup: NODES,
    setup() {
      const graph = new Graph({ nodes: { name: 'utf8' } })
      graph.addNodes({ name: Array.from({ length: NODES }, (_, i) => `a name of its own, ${i}`) })
      return { graph, column: graph.nodes.column('name') }
    },
    run: ({ column }, i) => column.get(i & MASK),
    teardown: ({ graph }) => graph.close(),
  }),
  set(
    'number',
    { ...access, barNs: 10 },
    nodes => nodes.column('number'),
    (column, i) => column.set(i & MASK, i),
  ),
  set(
    'int32',
    { ...access, barNs: 10 },
    nodes => nodes.column('int'),
    (column, i) => column.set(i & MASK, i & MASK),
  ),
  set(
    'bool',
    access,
    nodes => nodes.column('flag'),
    (column, i) => column.set(i & MASK, (i & 1) === 0),
  ),
  set(
    'int64',
    access,
    nodes => nodes.column('big'),
    (column, i) => column.set(i & MASK, bigs[i & 63]),
  ),
  set(
    'timestamp',
    object,
    nodes => nodes.column('time'),
    (column, i) => column.set(i & MASK, times[i & 63]),
  ),
  set(
    'vector of 4',
    object,
    nodes => nodes.column('vector'),
    (column, i) => column.set(i & MASK, vector),
  ),
  set(
    'string',
    { class: 'change', crossings: 1 },
    nodes => nodes.column('text'),
    (column, i) => column.set(i & MASK, texts[i & 63]),
  ),
]
