/** Attributes by name, and columns: `g.nodes` and `g.nodes.column('age')`, with their twins of a snapshot. */

import type { Operations } from 'ffi-health'
import { Graph } from 'groggy'
import { type FilledGraph, filledGraph, ITEMS, MASK, NODES, ramp } from 'groggy-cli/measure'
import { type Context, close, type FilledSnapshot, type Make } from './context.js'

const ids = Uint32Array.from(ramp(ITEMS))
const values = ramp(ITEMS)
const whole = ramp(NODES)
const texts = Array.from({ length: ITEMS }, (_, i) => `text ${i % 64}`)
const times = Array.from({ length: 64 }, (_, i) => new Date(1e12 + i))
const vector = Float32Array.of(1, 2, 3, 4)

/** Columns that come and go on one graph. */
const names = Array.from({ length: 64 }, (_, i) => `column ${i}`)

/** All of them. */
export function attributes(operation: Make): Operations<Context> {
  return {
    ...reading(operation, 'Attributes', ({ graph }) => graph.nodes),
    ...reading(operation, 'AttributeReader', ({ snapshot }) => snapshot.nodes),
    ...writing(operation),
    ...defining(operation),
    ...columnsOf(operation, 'Column', ({ graph }) => graph.nodes),
    ...columnsOf(operation, 'ReadonlyColumn', ({ snapshot }) => snapshot.nodes),
    ...columnWrites(operation),
  }
}

type Reader = Pick<
  FilledSnapshot['nodes'] | FilledGraph['nodes'],
  'get' | 'row' | 'column' | 'schema' | typeof Symbol.iterator
>

function reading(operation: Make, owner: string, setup: (context: Context) => Reader): Operations<Context> {
  return {
    [`${owner}.get, number`]: operation({
      class: 'attributeAccess',
      setup,
      run: (nodes, i) => nodes.get(i & MASK, 'number'),
    }),
    [`${owner}.get, string seen before`]: operation({
      class: 'attributeAccess',
      setup,
      run: (nodes, i) => nodes.get(i & MASK, 'text'),
    }),
    // Seven columns, a date and a vector among them.
    [`${owner}.row`]: operation({
      class: 'object',
      budget: { ns: 5_000 },
      setup,
      run: (nodes, i) => nodes.row(i & MASK),
    }),
    [`${owner}.column`]: operation({
      class: 'simpleQuery',
      setup,
      run: nodes => nodes.column('number').type,
    }),
    [`${owner}.schema`]: operation({ class: 'object', setup, run: nodes => nodes.schema }),
    [`${owner}.[Symbol.iterator]`]: operation({
      class: 'object',
      setup,
      run: nodes => nodes[Symbol.iterator]().next().value,
    }),
  }
}

/** Graphs of their own, which calls change. */
const own = { setup: () => filledGraph(), teardown: close }

function writing(operation: Make): Operations<Context> {
  return {
    'Attributes.set, number': operation({
      ...own,
      class: 'attributeAccess',
      run: ({ nodes }, i) => nodes.set(i & MASK, 'number', i),
    }),
    'Attributes.set, string': operation({
      ...own,
      class: 'change',
      run: ({ nodes }, i) => nodes.set(i & MASK, 'text', texts[i % ITEMS] ?? ''),
    }),
    'Attributes.assign': operation({
      ...own,
      class: 'change',
      run: ({ nodes }, i) => nodes.assign(i & MASK, { number: i, int: i & MASK }),
    }),
    'Attributes.setValues, typed array': operation({
      ...own,
      class: 'bulkOperation',
      items: ITEMS,
      run: ({ nodes }) => nodes.setValues('number', ids, values),
    }),
    'Attributes.setValues, strings': operation({
      ...own,
      class: 'bulkOperation',
      items: ITEMS,
      run: ({ nodes }) => nodes.setValues('text', ids, texts),
    }),
    'Attributes.setColumn': operation({
      ...own,
      class: 'bulkOperation',
      items: NODES,
      run: ({ nodes }) => nodes.setColumn('number', whole),
    }),
  }
}

function defining(operation: Make): Operations<Context> {
  return {
    'Attributes.define': operation({
      class: 'change',
      callsPerSetup: names.length,
      setup: () => new Graph(),
      run: ({ nodes }, i) => nodes.define(names[i % names.length] ?? '', 'float64').name,
      teardown: close,
    }),
    'Attributes.drop': operation({
      class: 'change',
      callsPerSetup: names.length,
      setup() {
        const graph = new Graph()
        for (const name of names) graph.nodes.define(name, 'float64')
        return graph
      },
      run: ({ nodes }, i) => nodes.drop(names[i % names.length] ?? ''),
      teardown: close,
    }),
  }
}

function columnsOf(operation: Make, owner: string, of: (context: Context) => Reader): Operations<Context> {
  const access = <Column>(
    setup: (context: Context) => Column,
    run: (column: Column, i: number) => unknown,
    kind = 'attributeAccess',
  ) => operation({ class: kind, setup, run })
  const number = (context: Context) => of(context).column('number')
  return {
    [`${owner}.get, number`]: access(number, (column, i) => column.get(i & MASK)),
    [`${owner}.get, int32`]: access(
      context => of(context).column('int'),
      (column, i) => column.get(i & MASK),
    ),
    [`${owner}.get, bool`]: access(
      context => of(context).column('flag'),
      (column, i) => column.get(i & MASK),
    ),
    [`${owner}.get, int64`]: access(
      context => of(context).column('big'),
      (column, i) => column.get(i & MASK),
    ),
    [`${owner}.get, timestamp`]: access(
      context => of(context).column('time'),
      (column, i) => column.get(i & MASK),
      'object',
    ),
    [`${owner}.get, vector of 4`]: access(
      context => of(context).column('vector'),
      (column, i) => column.get(i & MASK),
      'object',
    ),
    [`${owner}.get, string seen before`]: access(
      context => of(context).column('text'),
      (column, i) => column.get(i & MASK),
    ),
    [`${owner}.isNull`]: access(number, (column, i) => column.isNull(i & MASK)),
    [`${owner}.nullCount`]: operation({
      class: 'simpleQuery',
      setup: number,
      run: column => column.nullCount,
    }),
    [`${owner}.name`]: operation({ class: 'simpleQuery', setup: number, run: column => column.name }),
    [`${owner}.type`]: operation({ class: 'simpleQuery', setup: number, run: column => column.type }),
    [`${owner}.values`]: operation({ class: 'object', setup: number, run: column => column.values }),
    [`${owner}.toArray`]: operation({
      class: 'bulkOperation',
      items: NODES,
      setup: number,
      run: column => column.toArray(),
    }),
  }
}

/** Adds to the column of a graph of its own; the graph is held, since a column does not hold it. */
function columnWrites(operation: Make): Operations<Context> {
  const write = <Column>(
    pick: (graph: FilledGraph) => Column,
    run: (own: { readonly column: Column }, i: number) => unknown,
    kind = 'attributeAccess',
  ) =>
    operation({
      class: kind,
      setup() {
        const graph = filledGraph()
        return { graph, column: pick(graph) }
      },
      run,
      teardown: ({ graph }) => graph.close(),
    })
  return {
    'Column.get, string first time': operation({
      class: 'attributeAccess',
      // The bar of a decoded string.
      budget: { ns: 150 },
      callsPerSetup: NODES,
      setup() {
        const graph = new Graph({ nodes: { name: 'utf8' } })
        graph.addNodes({ name: Array.from({ length: NODES }, (_, i) => `a name of its own, ${i}`) })
        return { graph, column: graph.nodes.column('name') }
      },
      run: ({ column }, i) => column.get(i & MASK),
      teardown: ({ graph }) => graph.close(),
    }),
    'Column.set, number': write(
      graph => graph.nodes.column('number'),
      ({ column }, i) => column.set(i & MASK, i),
    ),
    'Column.set, int32': write(
      graph => graph.nodes.column('int'),
      ({ column }, i) => column.set(i & MASK, i & MASK),
    ),
    'Column.set, bool': write(
      graph => graph.nodes.column('flag'),
      ({ column }, i) => column.set(i & MASK, (i & 1) === 0),
    ),
    'Column.set, int64': write(
      graph => graph.nodes.column('big'),
      ({ column }, i) => column.set(i & MASK, BigInt(i & 63)),
    ),
    'Column.set, timestamp': write(
      graph => graph.nodes.column('time'),
      ({ column }, i) => column.set(i & MASK, times[i & 63]),
      'object',
    ),
    'Column.set, vector of 4': write(
      graph => graph.nodes.column('vector'),
      ({ column }, i) => column.set(i & MASK, vector),
      'object',
    ),
    'Column.set, string': write(
      graph => graph.nodes.column('text'),
      ({ column }, i) => column.set(i & MASK, texts[i & 63]),
      'change',
    ),
  }
}
