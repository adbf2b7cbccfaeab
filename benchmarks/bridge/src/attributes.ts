/** Rows of attributes by name and of columns: `g.nodes`, `g.nodes.column('age')` and their twins of a snapshot. */

import { type AttributeReader, Graph } from 'groggy'
import { type FilledGraph, filledGraph, ITEMS, MASK, NODES, ramp } from 'groggy-cli/measure'
import { type Loop, type Row, type RowClass, row, session } from './row.js'
import { snapshotOf } from './topology.js'

type Writer = FilledGraph['nodes']
/** What a graph and a snapshot both have. */
type Reader = Writer extends AttributeReader<infer Columns> ? AttributeReader<Columns> : never
type Extra = { readonly variant?: string; readonly barNs?: number }

const ids = Uint32Array.from(ramp(ITEMS))
const values = ramp(ITEMS)
const whole = ramp(NODES)
const texts = Array.from({ length: ITEMS }, (_, i) => `text ${i % 64}`)

const NAMES = Array.from({ length: 64 }, (_, i) => `column ${i}`)

/** All of them. */
export const attributeRows: readonly Row[] = [
  ...reading('Attributes', filledGraph),
  ...reading('AttributeReader', () => snapshotOf(filledGraph())),
  ...writing(),
  ...defining(),
]

/** What a graph and a snapshot can both do. */
function reading(
  owner: 'Attributes' | 'AttributeReader',
  open: () => { readonly nodes: Reader; close(): void },
): Row[] {
  const on = (name: string, class_: RowClass, loop: (nodes: Reader) => Loop, extra: Extra = {}): Row =>
    row(
      `${owner}.${name}`,
      class_,
      0,
      session(open, opened => loop(opened.nodes)),
      extra,
    )
  return [
    on(
      'get',
      'attribute',
      nodes => count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += nodes.get(i & MASK, 'number') ?? 0
        return sum
      },
      { variant: 'number', barNs: 30 },
    ),
    on(
      'get',
      'attribute',
      nodes => count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += nodes.get(i & MASK, 'text')?.length ?? 0
        return sum
      },
      { variant: 'string seen before' },
    ),
    on('row', 'list', nodes => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += nodes.row(i & MASK).number ?? 0
      return sum
    }),
    on('column', 'query', nodes => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += nodes.column('number').type.length
      return sum
    }),
    on('schema', 'list', nodes => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += nodes.schema.number.length
      return sum
    }),
    on('[Symbol.iterator]', 'list', nodes => {
      let ids = nodes[Symbol.iterator]()
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) {
          const { value, done } = ids.next()
          if (done === true) ids = nodes[Symbol.iterator]()
          else sum += value
        }
        return sum
      }
    }),
  ]
}

/** What only a graph can do. */
function writing(): Row[] {
  const on = (
    name: string,
    class_: RowClass,
    crossings: number,
    loop: (nodes: Writer) => Loop,
    extra: Extra = {},
  ): Row =>
    row(
      `Attributes.${name}`,
      class_,
      crossings,
      session(filledGraph, graph => loop(graph.nodes)),
      extra,
    )
  return [
    on(
      'set',
      'attribute',
      0,
      nodes => count => {
        for (let i = 0; i < count; i++) nodes.set(i & MASK, 'number', i)
        return count
      },
      { variant: 'number', barNs: 50 },
    ),
    on(
      'set',
      'change',
      1,
      nodes => count => {
        for (let i = 0; i < count; i++) nodes.set(i & MASK, 'text', texts[i % ITEMS] ?? '')
        return count
      },
      { variant: 'string' },
    ),
    on('assign', 'change', 1, nodes => count => {
      for (let i = 0; i < count; i++) nodes.assign(i & MASK, { number: i, int: i & MASK })
      return count
    }),
    on(
      'setValues',
      'bulk',
      1,
      nodes => count => {
        for (let i = 0; i < count; i++) nodes.setValues('number', ids, values)
        return count
      },
      { variant: '1000 as typed array', barNs: 10_000 },
    ),
    on(
      'setValues',
      'bulk',
      1,
      nodes => count => {
        for (let i = 0; i < count; i++) nodes.setValues('text', ids, texts)
        return count
      },
      { variant: '1000 as strings', barNs: 60_000 },
    ),
    on(
      'setColumn',
      'change',
      1,
      nodes => count => {
        for (let i = 0; i < count; i++) nodes.setColumn('number', whole)
        return count
      },
      { variant: `${NODES} as typed array` },
    ),
  ]
}

/** Columns that come and go. */
function defining(): Row[] {
  return [
    row(
      'Attributes.define',
      'change',
      // The column, and the schema with it.
      2,
      session(
        () => new Graph(),
        graph => {
          let next = 0
          return count => {
            for (let i = 0; i < count; i++) graph.nodes.define(NAMES[next++] ?? '', 'float64')
            return count
          }
        },
        NAMES.length,
      ),
    ),
    row(
      'Attributes.drop',
      'change',
      1,
      session(
        () => {
          const graph = new Graph()
          for (const name of NAMES) graph.nodes.define(name, 'float64')
          return graph
        },
        graph => {
          let next = 0
          return count => {
            for (let i = 0; i < count; i++) graph.nodes.drop(NAMES[next++] ?? '')
            return count
          }
        },
        NAMES.length,
      ),
    ),
  ]
}
