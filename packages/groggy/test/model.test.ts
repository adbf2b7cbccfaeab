/**
 * Protects: whatever the order of operations, a graph answers as a model of plain maps does, snapshots never
 * change, and `validate()` finds nothing.
 *
 * A failure prints the seed and path to replay it: `GROGGY_SEED=…`. Rust runs a model of its own beneath.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Graph, type Snapshot } from 'groggy'

const seed = process.env['GROGGY_SEED'] ? Number(process.env['GROGGY_SEED']) : undefined
const STEPS = 300

/** A value of each column type, by column name. */
const cells = {
  flag: fc.boolean(),
  int: fc.integer(),
  natural: fc.nat(),
  big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  single: fc.float(),
  double: fc.double(),
  text: fc.string({ unit: 'grapheme', maxLength: 12 }),
  when: fc.date({ noInvalidDate: true }),
  vector: fc.tuple(fc.float(), fc.float()).map(pair => Float32Array.from(pair)),
} as const
type ColumnName = keyof typeof cells
const columnNames = Object.keys(cells) as ColumnName[]
const schema = {
  flag: 'bool',
  int: 'int32',
  natural: 'uint32',
  big: 'int64',
  single: 'float32',
  double: 'float64',
  text: 'utf8',
  when: 'timestamp',
  vector: 'vector<float32, 2>',
} as const
type Cell = boolean | number | bigint | string | Date | Float32Array | undefined
type Attributes = Map<ColumnName, Map<number, Cell>>

const cell = fc.constantFrom(...columnNames).chain(column =>
  fc.record({
    column: fc.constant(column),
    value: fc.option(cells[column] as fc.Arbitrary<Cell>, { nil: undefined }),
  }),
)
type Write = { column: ColumnName; value: Cell }
const pick = fc.nat()
const side = fc.constantFrom('nodes' as const, 'edges' as const)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('addNodes' as const),
      rows: fc.array(fc.array(cell, { maxLength: 2 }), { maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('addEdges' as const),
      ends: fc.array(fc.tuple(pick, pick), { maxLength: 5 }),
      single: fc.boolean(),
      write: fc.option(cell, { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('removeNodes' as const),
      picks: fc.array(pick, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('removeEdges' as const),
      picks: fc.array(pick, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      side,
      at: pick,
      write: cell,
      how: fc.constantFrom('name', 'column', 'bulk'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('drop' as const),
      side,
      column: fc.constantFrom(...columnNames),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('snapshot' as const), read: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('compact' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), at: pick, other: pick }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Ends {
  source: number
  target: number
}

/** The graph as plain maps. */
class Plain {
  nodes: Set<number> = new Set()
  edges: Map<number, Ends> = new Map()
  nodeBound = 0
  edgeBound = 0
  attributes: { nodes: Attributes; edges: Attributes } = { nodes: new Map(), edges: new Map() }

  copy(): Plain {
    const plain = new Plain()
    plain.nodes = new Set(this.nodes)
    plain.edges = new Map(this.edges)
    plain.nodeBound = this.nodeBound
    plain.edgeBound = this.edgeBound
    for (const which of ['nodes', 'edges'] as const) {
      for (const [name, values] of this.attributes[which]) plain.attributes[which].set(name, new Map(values))
    }
    return plain
  }

  write(which: 'nodes' | 'edges', id: number, { column, value }: Write): void {
    const values = this.attributes[which].get(column) ?? new Map<number, Cell>()
    this.attributes[which].set(column, values)
    if (value === undefined) values.delete(id)
    else values.set(id, value)
  }

  forget(which: 'nodes' | 'edges', id: number): void {
    this[which].delete(id)
    for (const values of this.attributes[which].values()) values.delete(id)
  }
}

class Model {
  readonly plain: Plain = new Plain()
  readonly kept: { snapshot: Snapshot; plain: Plain }[] = []

  readonly graph: Graph
  readonly directed: boolean

  constructor(graph: Graph, directed: boolean) {
    this.graph = graph
    this.directed = directed
  }

  #live(which: 'nodes' | 'edges', at: number): number | undefined {
    const ids = [...this.plain[which].keys()]
    return ids[at % ids.length]
  }

  run(step: Step): void {
    const { graph, plain } = this
    switch (step.kind) {
      case 'addNodes': {
        const rows = step.rows.map(writes =>
          Object.fromEntries(writes.map(({ column, value }) => [column, value])),
        )
        const ids = graph.addNodes(rows)
        assert.deepEqual(
          [...ids],
          rows.map((_, row) => plain.nodeBound + row),
        )
        for (const [row, id] of ids.entries()) {
          plain.nodes.add(id)
          const given = rows[row] as Record<string, Cell>
          for (const column of Object.keys(given) as ColumnName[]) {
            if (given[column] !== undefined || plain.attributes.nodes.has(column)) {
              plain.write('nodes', id, { column, value: given[column] })
            }
          }
        }
        // A field that is only ever undefined makes no column, unless some other row has it.
        for (const column of columnNames) {
          const some = rows.some(row => row[column] !== undefined)
          if (some && !plain.attributes.nodes.has(column)) plain.attributes.nodes.set(column, new Map())
        }
        plain.nodeBound += rows.length
        return
      }
      case 'addEdges': {
        const ends = step.ends.flatMap(([from, to]) => {
          const [source, target] = [this.#live('nodes', from), this.#live('nodes', to)]
          return source === undefined || target === undefined ? [] : [{ source, target }]
        })
        const { write } = step
        const attributes = write ? { [write.column]: write.value } : {}
        const ids = step.single
          ? ends.map(({ source, target }) => graph.addEdge(source, target, attributes))
          : [...graph.addEdges(ends.map(end => ({ ...end, ...attributes })))]
        assert.deepEqual(
          ids,
          ends.map((_, row) => plain.edgeBound + row),
        )
        ids.forEach((id, row) => {
          plain.edges.set(id, ends[row] as Ends)
          if (write && (write.value !== undefined || plain.attributes.edges.has(write.column)))
            plain.write('edges', id, write)
        })
        plain.edgeBound += ends.length
        return
      }
      case 'removeNodes': {
        const ids = step.picks.flatMap(at => this.#live('nodes', at) ?? [])
        graph.removeNodes(ids)
        for (const [edge, { source, target }] of [...plain.edges]) {
          if (ids.includes(source) || ids.includes(target)) plain.forget('edges', edge)
        }
        for (const id of ids) plain.forget('nodes', id)
        return
      }
      case 'removeEdges': {
        const ids = step.picks.flatMap(at => this.#live('edges', at) ?? [])
        graph.removeEdges(ids)
        for (const id of ids) plain.forget('edges', id)
        return
      }
      case 'set': {
        const id = this.#live(step.side, step.at)
        if (id === undefined) return
        const { column, value } = step.write
        const side = graph[step.side]
        if (!plain.attributes[step.side].has(column)) side.define(column, schema[column])
        if (step.how === 'name') side.set(id, column, value)
        else if (step.how === 'column') side.column(column).set(id, value as never)
        else side.setValues(column, [id], [value] as never)
        plain.write(step.side, id, step.write)
        return
      }
      case 'drop':
        if (plain.attributes[step.side].delete(step.column)) graph[step.side].drop(step.column)
        return
      case 'snapshot': {
        const snapshot = graph.snapshot()
        if (step.read) snapshot.connectedComponentsSync()
        this.kept.push({ snapshot, plain: plain.copy() })
        return
      }
      case 'compact':
        this.#compact()
        return
      case 'read': {
        const node = this.#live('nodes', step.at)
        const other = this.#live('nodes', step.other)
        if (node !== undefined && other !== undefined) this.compareNode(graph, plain, node, other)
        return
      }
    }
  }

  #compact(): void {
    const { graph, plain } = this
    const { nodes, edges } = graph.compact()
    const renumber = (ids: Iterable<number>) =>
      new Map([...ids].sort((a, b) => a - b).map((id, index) => [id, index]))
    const maps = { nodes: renumber(plain.nodes), edges: renumber(plain.edges.keys()) }
    assert.deepEqual(
      [...nodes],
      Array.from({ length: plain.nodeBound }, (_, id) => maps.nodes.get(id) ?? 0xffffffff),
    )
    assert.deepEqual(
      [...edges],
      Array.from({ length: plain.edgeBound }, (_, id) => maps.edges.get(id) ?? 0xffffffff),
    )
    const moved = (which: 'nodes' | 'edges', id: number) => maps[which].get(id) as number
    const old = plain.copy()
    plain.nodes = new Set(maps.nodes.values())
    plain.edges = new Map(
      [...old.edges].map(([id, { source, target }]) => [
        moved('edges', id),
        { source: moved('nodes', source), target: moved('nodes', target) },
      ]),
    )
    plain.nodeBound = maps.nodes.size
    plain.edgeBound = maps.edges.size
    for (const which of ['nodes', 'edges'] as const) {
      for (const [name, values] of old.attributes[which]) {
        plain.attributes[which].set(
          name,
          new Map([...values].map(([id, value]) => [moved(which, id), value])),
        )
      }
    }
  }

  compareNode(graph: Graph | Snapshot, plain: Plain, node: number, other: number): void {
    const { directed } = this
    const all = [...plain.edges].map(([id, ends]) => ({ id, ...ends }))
    const out = all.filter(edge => edge.source === node)
    const into = all.filter(edge => edge.target === node)
    const far = (edge: Ends) => (edge.source === node ? edge.target : edge.source)
    const ascending = (ids: Iterable<number>) => [...new Set(ids)].sort((a, b) => a - b)
    const outside = directed ? out : all.filter(edge => edge.source === node || edge.target === node)
    const inside = directed ? into : outside
    assert.equal(graph.degree(node), out.length + into.length)
    assert.equal(graph.outDegree(node), directed ? out.length : out.length + into.length)
    assert.equal(graph.inDegree(node), directed ? into.length : out.length + into.length)
    assert.deepEqual(
      [...graph.neighbors(node)],
      ascending([...out.map(far), ...into.map(edge => (edge.source === node ? node : edge.source))]),
    )
    assert.deepEqual([...graph.outNeighbors(node)], ascending(outside.map(far)))
    assert.deepEqual(
      [...graph.inNeighbors(node)],
      ascending(inside.map(edge => (edge.target === node ? edge.source : edge.target))),
    )
    assert.deepEqual(ascending(graph.outEdges(node)), ascending(outside.map(edge => edge.id)))
    assert.deepEqual(ascending(graph.inEdges(node)), ascending(inside.map(edge => edge.id)))
    const seen: [number, number][] = []
    graph.forEachNeighbor(node, (neighbor, edge) => seen.push([edge, neighbor]))
    assert.deepEqual(new Map(seen), new Map(outside.map(edge => [edge.id, far(edge)])))
    assert.equal(seen.length, outside.length)
    const between = all.filter(
      edge =>
        (edge.source === node && edge.target === other) ||
        (!directed && edge.source === other && edge.target === node),
    )
    assert.equal(graph.hasEdge(node, other), between.length > 0)
    assert.deepEqual(
      [...graph.edgesBetween(node, other)],
      between.map(edge => edge.id).sort((a, b) => a - b),
    )
  }

  compareAll(graph: Graph | Snapshot, plain: Plain): void {
    assert.deepEqual(
      [graph.nodeCount, graph.edgeCount, graph.nodeBound, graph.edgeBound],
      [plain.nodes.size, plain.edges.size, plain.nodeBound, plain.edgeBound],
    )
    for (let id = 0; id <= plain.nodeBound; id++) assert.equal(graph.hasNode(id), plain.nodes.has(id))
    assert.deepEqual(
      [...graph.nodes],
      [...plain.nodes].sort((a, b) => a - b),
    )
    for (const node of plain.nodes) this.compareNode(graph, plain, node, node)
    for (const [edge, { source, target }] of plain.edges) {
      assert.deepEqual([graph.source(edge), graph.target(edge)], [source, target])
    }
    for (const which of ['nodes', 'edges'] as const) {
      const known = plain.attributes[which]
      assert.deepEqual(Object.keys(graph[which].schema).sort(), [...known.keys()].sort())
      for (const [name, values] of known) {
        const column = graph[which].column(name)
        let missing = 0
        for (const id of plain[which].keys()) {
          const value = values.get(id)
          if (value === undefined) missing++
          assert.deepEqual(column.get(id), value, `${which} ${name} ${id}`)
          assert.deepEqual(graph[which].get(id, name), value)
          assert.equal(column.isNull(id), value === undefined)
        }
        assert.equal(column.nullCount, missing, `missing values of ${name}`)
      }
    }
  }
}

for (const directed of [true, false]) {
  test(`${directed ? 'directed' : 'undirected'} graphs answer as plain maps do`, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' }), steps => {
        using graph = new Graph({ directed })
        // Types are given, since numbers are inferred to be float64.
        for (const which of ['nodes', 'edges'] as const) {
          for (const name of columnNames) graph[which].define(name, schema[name])
        }
        const model = new Model(graph, directed)
        for (const which of ['nodes', 'edges'] as const) {
          for (const name of columnNames) model.plain.attributes[which].set(name, new Map())
        }
        let version = graph.version
        for (const step of steps) {
          model.run(step)
          assert.ok(graph.version >= version, 'versions never fall')
          version = graph.version
          assert.deepEqual(graph.validate(), [])
        }
        model.compareAll(graph, model.plain)
        for (const { snapshot, plain } of model.kept) {
          model.compareAll(snapshot, plain)
          assert.deepEqual(snapshot.validate(), [])
          snapshot.close()
        }
      }),
      { numRuns: 25, ...(seed === undefined ? {} : { seed }), verbose: 0 },
    )
  })
}
