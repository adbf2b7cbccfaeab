/** Attributes by name: `g.nodes`, and its twin of a snapshot. */

import { type AttributeReader, Graph } from 'groggy'
import type { Context } from '../context.js'
import { type FilledGraph, filledGraph, ITEMS, MASK, NODES, ramp } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'

type Writer = FilledGraph['nodes']
/** What a graph and a snapshot both have. */
type Reader = Writer extends AttributeReader<infer Columns> ? AttributeReader<Columns> : never

const ids = Uint32Array.from(ramp(ITEMS))
const values = ramp(ITEMS)
const whole = ramp(NODES)
const texts = Array.from({ length: ITEMS }, (_, i) => `text ${i % 64}`)

/** Columns that come and go on one graph. */
const names = Array.from({ length: 64 }, (_, i) => `column ${i}`)

const access: Facts = { class: 'attributeAccess', crossings: 0 }
const object: Facts = { class: 'object', crossings: 0 }
const change: Facts = { class: 'change', crossings: 1 }
const bulk: Facts = { class: 'bulkOperation', crossings: 1, items: ITEMS }

function readings(owner: string, setup: (context: Context) => Reader): Operation[] {
  const on = (name: string, facts: Facts, run: (nodes: Reader, i: number) => unknown): Operation =>
    operation(`${owner}.${name}`, { ...facts, setup, run })
  return [
    on('get, number', { ...access, barNs: 30 }, (nodes, i) => nodes.get(i & MASK, 'number')),
    on('get, string seen before', access, (nodes, i) => nodes.get(i & MASK, 'text')),
    // Seven columns, a date and a vector among them.
    on('row', { ...object, guardNs: 5_000 }, (nodes, i) => nodes.row(i & MASK)),
    on('column', { class: 'simpleQuery', crossings: 0 }, nodes => nodes.column('number').type),
    on('schema', object, nodes => nodes.schema),
    on('[Symbol.iterator]', object, nodes => nodes[Symbol.iterator]().next().value),
  ]
}

/** On a graph of its own. */
function writing(name: string, facts: Facts, run: (nodes: Writer, i: number) => unknown): Operation {
  return operation(`Attributes.${name}`, {
    ...facts,
    setup: () => filledGraph(),
    run: ({ nodes }, i) => run(nodes, i),
    teardown: graph => graph.close(),
  })
}

/** On a graph whose columns come or go. */
function defining(
  name: string,
  crossings: number,
  before: readonly string[],
  run: (nodes: Graph['nodes'], name: string) => unknown,
): Operation {
  return operation(`Attributes.${name}`, {
    class: 'change',
    crossings,
    callsPerSetup: names.length,
    setup() {
      const graph = new Graph() as Graph
      for (const each of before) graph.nodes.define(each, 'float64')
      return graph
    },
    run: ({ nodes }, i) => run(nodes, names[i % names.length] ?? ''),
    teardown: graph => graph.close(),
  })
}

/** All of them. */
export const attributes: readonly Operation[] = [
  ...readings('Attributes', ({ graph }) => graph.nodes),
  ...readings('AttributeReader', ({ snapshot }) => snapshot.nodes),
  writing('set, number', { ...access, barNs: 50 }, (nodes, i) => nodes.set(i & MASK, 'number', i)),
  writing('set, string', change, (nodes, i) => nodes.set(i & MASK, 'text', texts[i % ITEMS] ?? '')),
  writing('assign', change, (nodes, i) => nodes.assign(i & MASK, { number: i, int: i & MASK })),
  writing(`setValues, ${ITEMS} as typed array`, { ...bulk, barNs: 10_000 }, nodes =>
    nodes.setValues('number', ids, values),
  ),
  writing(`setValues, ${ITEMS} as strings`, { ...bulk, barNs: 60_000 }, nodes =>
    nodes.setValues('text', ids, texts),
  ),
  writing(`setColumn, ${NODES} as typed array`, { ...bulk, items: NODES }, nodes =>
    nodes.setColumn('number', whole),
  ),
  // Crosses for the column, and for the schema with it.
  defining('define', 2, [], (nodes, name) => nodes.define(name, 'float64').name),
  defining('drop', 1, names, (nodes, name) => nodes.drop(name)),
]
