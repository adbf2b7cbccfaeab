/**
 * Invariant: the types say what the methods do. Compiled, never run: a wrong type here is a compile error, and
 * each `@ts-expect-error` is a use that must not compile.
 */

import {
  type AnySchema,
  type AttributeReader,
  type Attributes,
  type Column,
  type ColumnTypeName,
  Graph,
  type PageRankResult,
  type ReadOptions,
  type ReadonlyColumn,
  Snapshot,
  type Value,
} from 'groggy'
import { monitor, type SafetyViolation } from 'groggy/monitor'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function isExactly<A, B>(same: Equal<A, B>): boolean {
  return same
}
function typeOf<T>(value: T): T {
  return value
}

export async function readTypes(options: ReadOptions): Promise<void> {
  using typed = await Graph.read('roads.csv', { columns: { km: 'float64', open: 'bool', note: 'auto' } })
  const km = typed.edges.get(0, 'km')
  isExactly<typeof km, number | undefined>(true)
  const open = typed.edges.get(0, 'open')
  isExactly<typeof open, boolean | undefined>(true)
  const note = typed.edges.get(0, 'note')
  isExactly<typeof note, Value | undefined>(true)
  using named = await Graph.read('roads.csv', { columns: ['km', 3] })
  isExactly<typeof named, Graph>(true)
  using plain = await Graph.read('roads.csv')
  isExactly<typeof plain, Graph>(true)
  using any = await Graph.read('roads.csv', options)
  const graph: Graph = any
  const untyped: Graph = typed
  typeOf<unknown>([graph, untyped])
  // @ts-expect-error text holds no vectors
  await Graph.read('roads.csv', { columns: { at: 'vector<float32, 2>' } })
  // @ts-expect-error there is no such type
  await Graph.read('roads.csv', { columns: { km: 'number' } })
  // @ts-expect-error there is no such option
  await Graph.read('roads.csv', { headers: true })
}

export async function schemaTypes(): Promise<void> {
  const g = new Graph({
    nodes: {
      age: 'float64',
      name: 'utf8',
      big: 'int64',
      born: 'timestamp',
      tall: 'bool',
      at: 'vector<float32, 3>',
    },
    edges: { weight: 'float32' },
  })

  const age = g.nodes.get(0, 'age')
  isExactly<typeof age, number | undefined>(true)
  const name = g.nodes.get(0, 'name')
  isExactly<typeof name, string | undefined>(true)
  const big = g.nodes.get(0, 'big')
  isExactly<typeof big, bigint | undefined>(true)
  const born = g.nodes.get(0, 'born')
  isExactly<typeof born, Date | undefined>(true)
  const tall = g.nodes.get(0, 'tall')
  isExactly<typeof tall, boolean | undefined>(true)
  const at = g.nodes.get(0, 'at')
  isExactly<typeof at, Float32Array | undefined>(true)
  const other = g.nodes.get(0, 'other')
  isExactly<typeof other, Value | undefined>(true)
  const weight = g.edges.get(0, 'weight')
  isExactly<typeof weight, number | undefined>(true)

  const column = g.nodes.column('age')
  isExactly<typeof column, Column<number>>(true)
  const first = column.get(0)
  isExactly<typeof first, number | undefined>(true)
  const array = column.toArray()
  isExactly<typeof array, (number | undefined)[]>(true)
  const row = g.nodes.row(0)
  const rowAge: number | undefined = row.age
  const rowOther: Value | undefined = row['other']
  typeOf<unknown>([rowAge, rowOther])

  g.nodes.set(0, 'age', 5)
  g.nodes.set(0, 'age', null)
  g.nodes.set(0, 'other', 'anything')
  g.nodes.set(0, 'at', Float32Array.of(1, 2, 3))
  g.nodes.set(0, 'at', [1, 2, 3])
  // @ts-expect-error a string is not float64
  g.nodes.set(0, 'age', 'five')
  // @ts-expect-error a number is not int64
  g.nodes.set(0, 'big', 5)
  // @ts-expect-error a number is not a Date
  column.set(0, new Date())
  // @ts-expect-error objects are not values
  g.nodes.set(0, 'other', { a: 1 })
  // @ts-expect-error ids are numbers
  g.nodes.get('0', 'age')

  g.nodes.assign(0, { age: 5, extra: 'x' })
  // @ts-expect-error a string is not float64
  g.nodes.assign(0, { age: 'x' })

  g.addNodes(5)
  g.addNodes([{ age: 5, name: 'x', extra: 1n }, { age: null }])
  g.addNodes({ age: [1, null], name: ['x', 'y'], extra: new Int32Array(2) })
  g.addNode({ name: 'x' })
  // @ts-expect-error a string is not float64
  g.addNodes([{ age: 'x' }])
  // @ts-expect-error strings are not float64
  g.addNodes({ age: ['x'] })
  // @ts-expect-error a typed array of bigints is not float64
  g.addNodes({ age: new BigInt64Array(1) })

  const e = g.addEdge(0, 1, { weight: 1, since: 2019 })
  isExactly<typeof e, number>(true)
  // @ts-expect-error a string is not float32
  g.addEdge(0, 1, { weight: 'x' })
  const edges = g.addEdges({ source: [0], target: new Uint32Array(1), weight: [1], other: ['x'] })
  isExactly<typeof edges, Uint32Array>(true)
  g.addEdges([{ source: 0, target: 1, weight: 5, other: 'x' }])
  g.addEdges({ source: ['a'], target: ['b'] }, { onDuplicate: 'skip', createMissing: false })
  // @ts-expect-error an edge needs a target
  g.addEdges([{ source: 0 }])
  // @ts-expect-error a column of targets is needed
  g.addEdges({ source: [0] })
  // @ts-expect-error there is no such choice
  g.addEdges([], { onDuplicate: 'ignore' })

  g.nodes.setValues('age', [0, 1], [1, null])
  g.nodes.setColumn('age', new Float64Array(2))
  // @ts-expect-error strings are not float64
  g.nodes.setColumn('age', ['x'])
  const embedding = g.nodes.define('embedding', 'vector<float32, 384>')
  isExactly<typeof embedding, Column<Float32Array>>(true)
  // @ts-expect-error there is no such type
  g.nodes.define('x', 'float')
  // @ts-expect-error there is no such type
  new Graph({ nodes: { x: 'number' } })
  const { schema } = g.nodes
  isExactly<(typeof schema)['age'], 'float64'>(true)

  const s = g.snapshot()
  isExactly<
    typeof s,
    Snapshot<
      {
        age: 'float64'
        name: 'utf8'
        big: 'int64'
        born: 'timestamp'
        tall: 'bool'
        at: 'vector<float32, 3>'
      },
      { weight: 'float32' }
    >
  >(true)
  const seen = s.nodes.get(0, 'age')
  isExactly<typeof seen, number | undefined>(true)
  const fixed = s.nodes.column('age')
  isExactly<typeof fixed, ReadonlyColumn<number>>(true)
  // @ts-expect-error a snapshot's column cannot be written
  fixed.set(0, 1)
  // @ts-expect-error a snapshot's nodes cannot be written
  s.nodes.set(0, 'age', 1)
  // @ts-expect-error a snapshot has no nodes added
  s.addNode()
  // @ts-expect-error snapshots are made by graphs
  new Snapshot()
  const again = s.toGraph()
  isExactly<typeof again, typeof g>(true)

  const rank = await g.pageRank({ weight: 'weight', offload: 'pool', signal: AbortSignal.timeout(1) })
  isExactly<typeof rank, PageRankResult>(true)
  isExactly<typeof rank.scores, Float64Array>(true)
  // @ts-expect-error there is no such place
  await g.pageRank({ offload: 'moon' })

  const values = column.values
  const value: number | undefined = values?.[0]
  typeOf(value)
  // @ts-expect-error values are read-only
  if (values !== undefined) values[0] = 5
  // @ts-expect-error values are read-only
  values?.fill(0)
}

export function plainGraphs(): void {
  const g = new Graph()
  const value = g.nodes.get(0, 'x')
  isExactly<typeof value, Value | undefined>(true)
  // A graph with a schema is a graph, and its snapshot a snapshot, however they are passed.
  const use = (graph: Graph): number => graph.nodeCount
  const look = (snapshot: Snapshot): number => snapshot.nodeCount
  const either = (one: Graph | Snapshot): Value | undefined => one.nodes.get(0, 'age')
  const typed = new Graph({ nodes: { age: 'float64' }, edges: { w: 'int32' } })
  const seen = typed.snapshot()
  typeOf([use(g), use(typed), look(g.snapshot()), look(seen), either(g), either(typed), either(seen)])
  const graphs: Graph[] = [g, typed, seen.toGraph()]
  const held: Graph = typed
  const nodes: Attributes<AnySchema> = typed.nodes
  const reader: AttributeReader<AnySchema> = seen.nodes
  typeOf([graphs, held, nodes, reader])
  // Not to one of another schema.
  const tall = (graph: Graph<{ tall: 'bool' }>): boolean | undefined => graph.nodes.get(0, 'tall')
  // @ts-expect-error it has no such column
  tall(typed)
  // What is typed stays typed.
  const age = typed.nodes.get(0, 'age')
  isExactly<typeof age, number | undefined>(true)
  // @ts-expect-error a string is not float64
  typed.nodes.set(0, 'age', 'x')
  // Of a graph whose schema is not known, every column may be asked for; its values are values, not anything.
  const type = g.nodes.schema['x']
  isExactly<typeof type, ColumnTypeName | undefined>(true)
  const { x } = g.nodes.row(0)
  isExactly<typeof x, Value | undefined>(true)
  g.nodes.set(0, 'x', 5)
  // @ts-expect-error objects are not values
  g.nodes.set(0, 'x', { a: 1 })
  // @ts-expect-error a set is not a column
  g.addNodes({ x: new Set([1]) })
  interface Person {
    name: string
    age?: number
  }
  const people: Person[] = []
  g.addNodes(people)
  g.nodes.assign(0, { name: 'x' } satisfies Person)
  const made = Graph.fromEdges({ source: [0], target: [1], weight: [1] }, { directed: false, nodeCount: 2 })
  isExactly<typeof made, Graph>(true)
  Graph.fromEdges([{ source: 0, target: 1, weight: 2 }])
  const violations = monitor.validate()
  isExactly<typeof violations, SafetyViolation[]>(true)
  for (const id of g.nodes) isExactly<typeof id, number>(true)
  using h = new Graph()
  using t = h.snapshot()
  typeOf(t)
}
