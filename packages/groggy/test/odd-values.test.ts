/**
 * Invariant: whatever stands in for an argument, the outcome is a result or a `GraphError` that shows the value;
 * no code of the value decides otherwise, and a refused call leaves the graph as it was.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ErrorCode, Graph, GraphError, runtime, Snapshot } from 'groggy'
import { type Declared, declared, exampleArguments } from './declared.js'
import { checkDetails } from './support.js'

class Mine extends Error {}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function throwing(): never {
  throw new Mine('mine')
}

const odd: Readonly<Record<string, unknown>> = {
  symbol: Symbol('odd'),
  bigint: 1n,
  'large bigint': 1n << 3000n,
  'object that throws': { toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing },
  'object of null': Object.create(null),
  'object that is 0': { valueOf: () => 0, toString: () => '0' },
  'revoked object': revoked({}),
  'revoked array': revoked([]),
  'revoked function': revoked(() => undefined),
  'proxy that throws': new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing }),
  function: () => 0,
  class: class {},
  '-0': -0,
  NaN: Number.NaN,
  '2^32': 2 ** 32,
  '2^32 - 1': 2 ** 32 - 1,
  '2^53': 2 ** 53,
  Infinity: Number.POSITIVE_INFINITY,
  '1.5': 1.5,
  '-1': -1,
  "'1'": '1',
  "''": '',
  'lone surrogate': '\ud800',
  null: null,
  undefined,
  true: true,
  array: [],
  'array of a symbol': [Symbol('odd')],
  date: new Date(Number.NaN),
  map: new Map([['x', 1]]),
  bytes: new Uint8Array(2),
  view: new DataView(new ArrayBuffer(2)),
  boxed: Object(0) as unknown,
  'fake URL': Object.create(URL.prototype) as unknown,
  'fake signal': Object.create(AbortSignal.prototype) as unknown,
}

const ids = ['NODE_NOT_FOUND', 'EDGE_NOT_FOUND', 'TYPE_MISMATCH'] as const
const names = ['ATTRIBUTE_NOT_FOUND', 'TYPE_MISMATCH', 'INVALID_ARGUMENT'] as const
const inputs = ['TYPE_MISMATCH', 'INVALID_ARGUMENT', 'LIMIT_EXCEEDED', 'NODE_NOT_FOUND'] as const
const settings = ['TYPE_MISMATCH', 'INVALID_ARGUMENT', 'ATTRIBUTE_NOT_FOUND'] as const

/** Every argument of every method: the codes that it may give, and the call with a value in that place. */
const calls: readonly (readonly [
  name: string,
  codes: readonly ErrorCode[],
  call: (g: Graph, value: never) => unknown,
])[] = [
  ['new Graph(·)', inputs, (_, v) => new Graph(v)],
  ['new Snapshot(·)', inputs, (_, v) => Reflect.construct(Snapshot, [v])],
  ...['directed', 'multi', 'selfLoops', 'key', 'nodes', 'edges'].map(
    option => [`Graph ${option}`, settings, (_: Graph, v: never) => new Graph({ [option]: v })] as const,
  ),
  ['Graph type', settings, (_, v) => new Graph({ nodes: { x: v } })],
  ['fromEdges(·)', inputs, (_, v) => Graph.fromEdges(v)],
  ['fromEdges(, ·)', inputs, (_, v) => Graph.fromEdges([], v)],
  ['fromEdges source', inputs, (_, v) => Graph.fromEdges({ source: v, target: [0] })],
  ['fromEdges nodeCount', inputs, (_, v) => tooMany(v) || Graph.fromEdges([], { nodeCount: v })],
  ['fromEdges onDuplicate', inputs, (_, v) => Graph.fromEdges([], { onDuplicate: v })],

  ['hasNode(·)', [], (g, v) => g.hasNode(v)],
  ['hasEdge(·)', [], (g, v) => g.hasEdge(v, 1)],
  ['hasEdge(, ·)', [], (g, v) => g.hasEdge(0, v)],
  ['hasKey(·)', settings, (g, v) => g.hasKey(v)],
  ['nodeByKey(·)', ['KEY_NOT_FOUND', ...settings], (g, v) => g.nodeByKey(v)],
  ...(
    [
      'degree',
      'inDegree',
      'outDegree',
      'neighbors',
      'inNeighbors',
      'outNeighbors',
      'inEdges',
      'outEdges',
      'source',
      'target',
      'removeNode',
      'removeEdge',
    ] as const
  ).map(method => [`${method}(·)`, ids, (g: Graph, v: never) => g[method](v)] as const),
  ['keyOf(·)', [...ids, 'INVALID_ARGUMENT'], (g, v) => g.keyOf(v)],
  ['edgesBetween(·)', ids, (g, v) => g.edgesBetween(v, 1)],
  ['edgesBetween(, ·)', ids, (g, v) => g.edgesBetween(0, v)],
  ['forEachNeighbor(·)', ids, (g, v) => g.forEachNeighbor(v, () => undefined)],
  ['forEachNeighbor(, ·)', inputs, (g, v) => isClass(v) || g.forEachNeighbor(0, v)],

  ['addNode(·)', inputs, (g, v) => g.addNode(v)],
  ['addNode value', inputs, (g, v) => g.addNode({ x: v })],
  ['addNode new value', inputs, (g, v) => g.addNode({ fresh: v })],
  ['addNodes(·)', inputs, (g, v) => tooMany(v) || g.addNodes(v)],
  ['addNodes row', inputs, (g, v) => g.addNodes([v])],
  ['addNodes value', inputs, (g, v) => g.addNodes([{ x: v }])],
  ['addNodes column', inputs, (g, v) => g.addNodes({ x: v })],
  ['addNodes text column', inputs, (g, v) => g.addNodes({ name: [v] })],
  ['addNodes vector', inputs, (g, v) => g.addNodes({ at: [v] })],
  ['removeNodes(·)', inputs, (g, v) => g.removeNodes(v)],
  ['removeNodes id', ids, (g, v) => g.removeNodes([v])],
  ['addEdge(·)', inputs, (g, v) => g.addEdge(v, 1)],
  ['addEdge(, ·)', inputs, (g, v) => g.addEdge(0, v)],
  ['addEdge(, , ·)', inputs, (g, v) => g.addEdge(0, 1, v)],
  ['addEdge value', inputs, (g, v) => g.addEdge(0, 1, { w: v })],
  ['addEdge(, , , ·)', inputs, (g, v) => g.addEdge(0, 1, {}, v)],
  ['addEdge onDuplicate', inputs, (g, v) => g.addEdge(0, 1, {}, { onDuplicate: v })],
  ['addEdge createMissing', inputs, (g, v) => g.addEdge(0, 1, {}, { createMissing: v })],
  ['addEdges(·)', inputs, (g, v) => g.addEdges(v)],
  ['addEdges row', inputs, (g, v) => g.addEdges([v])],
  ['addEdges source', inputs, (g, v) => g.addEdges({ source: v, target: [0] })],
  ['addEdges target', inputs, (g, v) => g.addEdges([{ source: 0, target: v }])],
  ['addEdges column', inputs, (g, v) => g.addEdges({ source: [0], target: [1], w: v })],
  ['addEdges(, ·)', inputs, (g, v) => g.addEdges([], v)],
  ['removeEdges(·)', [...inputs, 'EDGE_NOT_FOUND'], (g, v) => g.removeEdges(v)],
  ['removeEdges id', ids, (g, v) => g.removeEdges([v])],

  ['nodes.get(·)', ids, (g, v) => g.nodes.get(v, 'x')],
  ['nodes.get(, ·)', names, (g, v) => g.nodes.get(0, v)],
  ['nodes.row(·)', ids, (g, v) => g.nodes.row(v)],
  ['nodes.column(·)', names, (g, v) => g.nodes.column(v)],
  ...['x', 'name', 'at', 'flag', 'when', 'count', 'fresh'].flatMap(
    column =>
      [
        [`nodes.set(·, ${column})`, ids, (g: Graph, v: never) => g.nodes.set(v, column, null)],
        [`nodes.set(, ${column}, ·)`, inputs, (g: Graph, v: never) => g.nodes.set(0, column, v)],
        [`nodes.assign(, ${column}: ·)`, inputs, (g: Graph, v: never) => g.nodes.assign(0, { [column]: v })],
        [`setValues(${column}, , ·)`, inputs, (g: Graph, v: never) => g.nodes.setValues(column, [0], v)],
        [`setValues(${column}, , [·])`, inputs, (g: Graph, v: never) => g.nodes.setValues(column, [0], [v])],
        [`setColumn(${column}, ·)`, inputs, (g: Graph, v: never) => g.nodes.setColumn(column, v)],
        [`setColumn(${column}, [·])`, inputs, (g: Graph, v: never) => g.nodes.setColumn(column, [v])],
      ] as const,
  ),
  ...['x', 'name', 'at', 'flag', 'when', 'count'].flatMap(
    column =>
      [
        [`${column}.get(·)`, ids, (g: Graph, v: never) => g.nodes.column(column).get(v)],
        [`${column}.isNull(·)`, ids, (g: Graph, v: never) => g.nodes.column(column).isNull(v)],
        [
          `${column}.set(·)`,
          ids,
          (g: Graph, v: never) => {
            const face = g.nodes.column(column)
            // Read first, so that the path for what is in place is taken.
            face.set(v, face.get(0))
          },
        ],
        [
          `${column}.set(, ·)`,
          inputs,
          (g: Graph, v: never) => {
            const face = g.nodes.column(column)
            face.get(0)
            face.set(0, v)
          },
        ],
      ] as const,
  ),
  ['nodes.set(, ·)', names, (g, v) => g.nodes.set(0, v, 1 as never)],
  ['nodes.assign(·)', ids, (g, v) => g.nodes.assign(v, { x: 1 })],
  ['nodes.assign(, ·)', inputs, (g, v) => g.nodes.assign(0, v)],
  ['nodes.define(·)', names, (g, v) => g.nodes.define(v, 'bool')],
  ['nodes.define(, ·)', settings, (g, v) => g.nodes.define('fresh', v)],
  ['nodes.drop(·)', names, (g, v) => g.nodes.drop(v)],
  ['setValues(·)', names, (g, v) => g.nodes.setValues(v, [0], [1] as never)],
  ['setValues(, ·)', inputs, (g, v) => g.nodes.setValues('x', v, [1])],
  ['setValues(, [·])', ids, (g, v) => g.nodes.setValues('x', [v], [1])],
  ['setColumn(·)', names, (g, v) => g.nodes.setColumn(v, [1] as never)],

  ...declared.flatMap(oddCalls),
  ['assignTo(·)', names, (g, v) => g.bfsSync(0).assignTo(v)],
  ['read(·)', ['IO', 'PARSE', ...settings], (_, v) => Graph.read(v)],
  ...(['format', 'directed', 'source', 'target', 'key', 'signal', 'offload'] as const).map(
    option =>
      [
        `read ${option}`,
        ['IO', ...settings],
        (_: Graph, v: never) => Graph.read('does-not-exist.csv', { [option]: v }),
      ] as const,
  ),
  ['attach(·)', ['CLOSED', ...settings], (_, v) => Snapshot.attach(v)],
  [
    'runtime.threads',
    ['LIMIT_EXCEEDED', ...settings],
    (_, v) => {
      const { threads } = runtime
      runtime.threads = v
      runtime.threads = threads
    },
  ],
]

/** Calls of an algorithm and of its blocking twin with a value in the place of each argument and option. */
function oddCalls(algorithm: Declared) {
  const options = [...algorithm.options.map(({ name }) => name), 'signal', 'onProgress', 'offload']
  const call = (g: Graph, method: string, args: unknown[]): unknown =>
    (g as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args)
  return [algorithm.name, `${algorithm.name}Sync`].flatMap(method => [
    ...algorithm.arguments.map(({ name, kind }, place) => {
      const codes = kind === 'Node' ? ids : settings
      return [
        `${method} ${name}`,
        codes,
        (g: Graph, v: never) => call(g, method, exampleArguments(algorithm).with(place, v)),
      ] as const
    }),
    ...options.map(
      option =>
        [
          `${method} ${option}`,
          settings,
          (g: Graph, v: never) =>
            endless(option, v) ||
            (option === 'onProgress' && isClass(v)) ||
            call(g, method, [...exampleArguments(algorithm), { [option]: v }]),
        ] as const,
    ),
  ])
}

/** Counts that a graph could hold, and this test could not. */
function tooMany(value: unknown): boolean {
  return value === 2 ** 32 - 1
}

/** What iterates until it is interrupted. */
function endless(option: string, value: unknown): boolean {
  return option === 'maxIterations' && typeof value === 'number' && value > 1e9
}

/** A callback that JavaScript itself refuses to call. */
function isClass(value: unknown): boolean {
  return value === odd['class'] || value === odd['revoked function']
}

function makeGraph(): Graph {
  const g = new Graph({
    nodes: {
      x: 'float64',
      name: 'utf8',
      at: 'vector<float32, 2>',
      flag: 'bool',
      when: 'timestamp',
      count: 'int64',
    },
    edges: { w: 'float64' },
  })
  g.addNodes([{ x: 1, name: 'a', at: [1, 2], flag: true, when: new Date(1), count: 1n }, {}])
  g.addEdge(0, 1, { w: 1 })
  return g
}

function shapeOf(g: Graph): unknown {
  return [g.version, g.nodeCount, g.edgeCount, g.nodes.schema, g.edges.schema, g.nodes.row(0), g.edges.row(0)]
}

describe('odd values', () => {
  for (const [name, codes, call] of calls) {
    it(`${name} answers any value with a result or ${codes.join(', ') || 'nothing else'}`, async () => {
      let g = makeGraph()
      for (const [what, value] of Object.entries(odd)) {
        const before = shapeOf(g)
        let failure: unknown
        try {
          await call(g, value as never)
        } catch (error) {
          failure = error
        }
        assert.deepEqual(g.validate(), [], what)
        if (failure !== undefined) {
          assert.deepEqual(shapeOf(g), before, what)
          if (!(failure instanceof Mine)) {
            assert.ok(failure instanceof GraphError, `${what}: ${String(failure)}`)
            assert.ok(codes.includes(failure.code), `${what}: ${failure.code}: ${failure.message}`)
            checkDetails(failure)
          } else assert.equal(what, 'proxy that throws')
        }
        // Not left locked.
        g.nodes.define('x', 'float64')
        if (failure !== undefined) continue
        g.close()
        g = makeGraph()
      }
      g.close()
    })
  }

  it('-0 is the id 0', () => {
    const g = makeGraph()
    assert.equal(g.hasNode(-0), true)
    assert.equal(g.nodes.get(-0, 'x'), 1)
    assert.deepEqual([...g.outNeighbors(-0)], [1])
    g.addEdges({ source: [-0], target: [1] })
    assert.equal(Object.is(g.source(1), 0), true)
    g.close()
  })
})
