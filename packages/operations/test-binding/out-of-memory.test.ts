/**
 * Invariant: when memory is refused, whichever request it is and whether or not it comes back, an operation ends
 * with its result or with `OUT_OF_MEMORY`, and then has changed nothing; the graph is sound and usable, nothing is
 * left behind, and the process lives.
 *
 * Every operation runs once for each of its native requests, from the first on, until it runs clean: with that
 * request alone refused, and with all later ones refused as well. Those of the catalogue, and others on a graph that a
 * snapshot shares memory with.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Graph, GraphError, Snapshot } from 'groggy'
import { algorithms, Context, type Operation, operations, resultOf } from 'groggy-operations'
import { growth, type Live, live, testing } from './allocations.js'

/** So many that what their number sizes is past what the reserve serves. */
const NODES = 2200
const ids = Uint32Array.from({ length: NODES }, (_, id) => id)
const texts = Array.from(ids, id => `text ${id % 1000}`)
const keys = Array.from(ids, id => `key ${id}`)
const numbers = Float64Array.from(ids)
/** The largest request, in bytes, that the reserve serves when the system refuses. */
const RESERVE_SERVES = 8192
/** A name, and a number of columns, past that. */
const longName = 'long '.repeat(2000)
const manyColumns = (values: readonly number[]): Record<string, readonly number[]> =>
  Object.fromEntries(Array.from({ length: 600 }, (_, column) => [`column ${column}`, values]))

/** Values for a column that a snapshot shares, a text column, the key, and new ones that the reserve does not serve. */
const assigned = {
  age: 7,
  name: 'x'.repeat(20_000),
  key: 'another',
  fresh: 8,
  text: 'y'.repeat(20_000),
  bits: true,
}

/** A path with columns, an adjacency, a snapshot of an earlier version, and changes since. */
interface Prepared extends Disposable {
  readonly graph: Graph
  readonly snapshot: Snapshot
}

function prepare(): Prepared {
  const graph = new Graph({ key: 'key' })
  graph.addNodes({ key: keys, age: numbers, name: texts })
  graph.addEdges({ source: ids.subarray(1), target: ids.subarray(0, -1), weight: numbers.subarray(1) })
  const snapshot = graph.snapshot()
  graph.neighbors(0)
  graph.addEdge(0, 2, { weight: 1 })
  graph.removeEdge(1)
  return {
    graph,
    snapshot,
    [Symbol.dispose]() {
      snapshot.close()
      graph.close()
    },
  }
}

/** A vector that the reserve does not serve. */
const floats = new Float32Array(RESERVE_SERVES / 4 + 1)

/** A node that has two such vectors. */
function withVectors(): Graph {
  const graph = new Graph() as Graph
  graph.addNodes({ v: [floats], w: [floats] })
  return graph
}

/** Closes what an operation made. */
function closed(made: Graph | Snapshot): void {
  made.close()
}

const onPrepared: Record<string, (prepared: Prepared) => unknown> = {
  addNode: ({ graph }) => graph.addNode({ key: 'new' }),
  'addNodes, a column of each type': ({ graph }) =>
    graph.addNodes({
      key: keys.map(key => `new ${key}`),
      bool: keys.map((_, row) => row % 2 === 0),
      int32: Int32Array.from(ids),
      uint32: ids,
      int64: BigInt64Array.from(ids, BigInt),
      float32: Float32Array.from(ids),
      float64: numbers,
      utf8: texts,
      timestamp: keys.map((_, row) => new Date(row)),
      vector: keys.map(() => new Float32Array(2)),
      missing: keys.map((_, row) => (row % 2 === 0 ? row : undefined)),
    }),
  addEdge: ({ graph }) => graph.addEdge(1, 2, { weight: 2 }),
  addEdges: ({ graph }) => graph.addEdges({ source: ids, target: ids, weight: numbers }),
  'addEdges by key': ({ graph }) => graph.addEdges({ source: keys, target: keys }, { createMissing: false }),
  'addEdges, making nodes': ({ graph }) =>
    graph.addEdges({ source: keys, target: keys.map(key => `new ${key}`) }),
  'nodes.set': ({ graph }) => graph.nodes.set(0, 'age', 7),
  'nodes.set, a text': ({ graph }) => graph.nodes.set(0, 'name', 'x'.repeat(20_000)),
  'nodes.set, a new column': ({ graph }) => graph.nodes.set(0, 'fresh', 7),
  'nodes.assign': ({ graph }) => graph.nodes.assign(0, assigned),
  'nodes.set, a vector and nothing in its place': () => {
    using small = withVectors()
    small.nodes.set(0, 'v', floats)
    small.nodes.set(0, 'v', undefined)
  },
  'nodes.assign, vectors': () => {
    using small = withVectors()
    small.nodes.assign(0, { v: floats, w: floats, fresh: floats })
    small.nodes.assign(0, { v: undefined, w: null })
  },
  'nodes.setValues': ({ graph }) => graph.nodes.setValues('age', ids, numbers),
  'nodes.setValues, texts': ({ graph }) => graph.nodes.setValues('name', ids, texts),
  'nodes.setColumn': ({ graph }) => graph.nodes.setColumn('age', numbers),
  'edges.setColumn, a new one': ({ graph }) => graph.edges.setColumn('label', texts),
  'nodes.define': ({ graph }) => graph.nodes.define('defined', 'float64'),
  'new Graph, a long name of its key': () => closed(new Graph({ key: longName })),
  'nodes.define, a long name': ({ graph }) => {
    graph.nodes.define(longName, 'float64')
    closed(graph.snapshot())
  },
  'nodes.set, a long name': ({ graph }) => graph.nodes.set(0, longName, 7),
  'addNodes, a long name': ({ graph }) => graph.addNodes({ key: ['new'], [longName]: [7] }),
  'addEdges, many columns': () => {
    using small = new Graph({ multi: false })
    small.addNodes(2)
    const edges = { source: [0, 0], target: [1, 1], ...manyColumns([7, 8]) }
    small.addEdges(edges, { onDuplicate: 'skip' })
    small.addEdges({ source: [1], target: [0], ...manyColumns([9]) })
  },
  'snapshot, many columns': () => {
    using small = new Graph()
    small.addNodes(manyColumns([7]))
    using snapshot = small.snapshot()
    closed(snapshot.toGraph())
  },
  'nodes.drop': ({ graph }) => graph.nodes.drop('age'),
  removeNodes: ({ graph }) => graph.removeNodes(ids.subarray(0, 100)),
  removeEdges: ({ graph }) => graph.removeEdges(ids.subarray(10, 100)),
  compact: ({ graph }) => graph.compact(),
  snapshot: ({ graph }) => closed(graph.snapshot()),
  toGraph: ({ snapshot }) => closed(snapshot.toGraph()),
  'share and attach': ({ snapshot }) => closed(Snapshot.attach(snapshot.share())),
  neighbors: ({ graph }) => graph.neighbors(0),
  'neighbors of a snapshot': ({ snapshot }) => snapshot.neighbors(0),
  hasEdge: ({ graph }) => graph.hasEdge(0, 2),
  edgesBetween: ({ graph }) => graph.edgesBetween(0, 2),
  'column values': ({ graph }) => graph.nodes.column('age').values,
  ...Object.fromEntries(
    algorithms.flatMap(algorithm =>
      [{}, ...(algorithm.options.some(({ kind }) => kind === 'Weight') ? [{ weight: 'weight' }] : [])].map(
        options => [
          `${algorithm.name} ${JSON.stringify(options)}`,
          ({ graph }: Prepared) => resultOf(algorithm, graph, [900, 0], options),
        ],
      ),
    ),
  ),
}

/** Operations with so many requests that only those are refused which the reserve does not serve. */
const onlyLarge = new Set(['addEdges, many columns', 'snapshot, many columns'])

/** Operations that consist of two of the graph's, of which the first may be done. */
const inTwoSteps = new Set(['nodes.define, a long name'])

/** What can be read of a graph, its ends at least. */
function picture(graph: Graph): unknown {
  if (graph.closed) return 'closed'
  const { nodeCount, edgeCount, nodeBound, edgeBound, nodes, edges } = graph
  const ids = [0, 1, 2, nodeBound - 1].filter(id => graph.hasNode(id))
  const read = ids.map(id => [nodes.row(id), graph.degree(id)])
  return [
    nodeCount,
    edgeCount,
    nodeBound,
    edgeBound,
    nodes.schema,
    edges.schema,
    read,
    [...edges].slice(0, 1),
  ]
}

/** A call, and the graphs that it may change. */
interface Opened extends Disposable {
  readonly graphs: readonly Graph[]
  call(): unknown
  /** Fails unless what it works on is of use after all. */
  goesOn(): unknown
}

function openPrepared(call: (prepared: Prepared) => unknown): Opened {
  const prepared = prepare()
  const { graph, snapshot } = prepared
  return {
    graphs: [graph],
    call: () => call(prepared),
    goesOn() {
      graph.addNode({ key: 'after' })
      assert.deepEqual([...snapshot.neighbors(1)], [0, 2])
      assert.equal(snapshot.edgeCount, NODES - 1)
    },
    [Symbol.dispose]: () => prepared[Symbol.dispose](),
  }
}

function openOperation({ setup, run, teardown }: Operation): Opened {
  const context = new Context()
  const own = setup(context) as never
  const call = async (i: number) => {
    const made = await run(own, i, {})
    if (made instanceof Graph || made instanceof Snapshot) made.close()
  }
  const found: readonly unknown[] = [own, Object(own).graph, ...context.made()]
  return {
    graphs: found.filter(one => one instanceof Graph && !one.closed) as Graph[],
    call: () => call(0),
    goesOn: () => call(1),
    [Symbol.dispose]() {
      teardown?.(own)
      context.close()
    },
  }
}

/** Runs with the k-th request refused. Returns whether one was. */
async function runs(name: string, open: () => Opened, nth: number, andAfter: boolean): Promise<boolean> {
  using opened = open()
  const { graphs } = opened
  const before = graphs.map(picture)
  let failure: unknown
  testing.testFailAllocation(nth, onlyLarge.has(name) ? RESERVE_SERVES + 1 : 0, andAfter)
  try {
    await opened.call()
  } catch (error) {
    failure = error
  }
  const [, refused] = testing.testFailed()
  if (failure !== undefined) {
    assert.ok(refused, `failed without need: ${failure}`)
    assert.ok(failure instanceof GraphError && failure.code === 'OUT_OF_MEMORY', `request ${nth}: ${failure}`)
    if (!inTwoSteps.has(name)) assert.deepEqual(graphs.map(picture), before, `request ${nth}: half done`)
  }
  for (const graph of graphs) if (!graph.closed) assert.deepEqual(graph.validate(), [], `request ${nth}`)
  await opened.goesOn()
  return refused
}

/** What is alive, slots of the reserve included: those are none of the allocator's that counts. */
interface Held extends Live {
  readonly reserved: number
}

async function held(): Promise<Held> {
  const all = await live()
  return { ...all, reserved: testing.testFailed()[2] }
}

/** Whether the second has more than the first. */
function leaves(before: Held, now: Held): boolean {
  const more = growth(before, now)
  return more.bytes > 0 || more.allocations > 0 || more.segments > 0 || now.reserved > before.reserved
}

/** Operations that ask for nothing in a graph as it is prepared. */
const needNothing = new Set(['nodes.drop', 'removeEdges', 'hasEdge'])

async function refusesEach(name: string, open: () => Opened): Promise<number> {
  const seen: Held[] = []
  let refused = 0
  // What tables have grown to stays; a leak grows in each round.
  for (const andAfter of [false, true, false, true]) {
    for (let nth = 1; await runs(name, open, nth, andAfter); nth++) refused++
    seen.push(await held())
    const [before, now] = seen.slice(-2)
    if (seen.length > 1 && before !== undefined && now !== undefined && !leaves(before, now)) break
    assert.ok(seen.length < 4, `left behind: ${JSON.stringify(seen)}`)
  }
  return refused
}

for (const [name, call] of Object.entries(onPrepared)) {
  test(`${name} leaves everything as it was wherever memory is refused`, async () => {
    const refused = await refusesEach(name, () => openPrepared(call))
    assert.ok(refused > 0 || needNothing.has(name), 'nothing was refused')
  })
}

for (const operation of operations) {
  test(`${operation.name} leaves everything as it was wherever memory is refused`, async () => {
    await refusesEach(operation.name, () => openOperation(operation))
  })
}
