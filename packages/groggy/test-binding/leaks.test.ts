/**
 * Protects: no public operation and no error path leaves anything behind. Between two windows of 10 000
 * operations there is not one byte, allocation or reference more; the promise is less than 1 KB.
 *
 * Windows may differ once by what a table or queue grew to: then a third decides. A leak grows in each.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { Graph, GraphError, Snapshot } from 'groggy'
import { nameOf } from '../../../benchmarks/bridge/build/row.js'
import { rows, uncovered } from '../../../benchmarks/bridge/build/rows.js'
import { growth, type Live, live } from './allocations.js'

const WARM_UP = 2000
const WINDOW = 10_000

/** Runs an operation so many times; prepares and gives back all that it needs. */
type Run = (count: number) => Promise<void> | void

function nothing({ bytes, allocations, segments, handles }: Live): boolean {
  return bytes <= 0 && allocations <= 0 && segments <= 0 && handles <= 0
}

async function leavesNothing(run: Run): Promise<void> {
  await run(WARM_UP)
  await run(WINDOW)
  const seen: Live[] = []
  let before = await live()
  for (let window = 0; window < 3; window++) {
    await run(WINDOW)
    const after = await live()
    seen.push(growth(before, after))
    before = after
    if (seen.some(nothing)) return
  }
  assert.fail(`${WINDOW} operations leave each time: ${JSON.stringify(seen)}`)
}

test('every public operation is among the rows', () => {
  assert.deepEqual(uncovered(), { withoutRow: [], withoutOperation: [] })
})

for (const row of rows) {
  test(nameOf(row), () =>
    leavesNothing(async count => {
      for (let left = count; left > 0; ) {
        const session = row.open()
        const calls = Math.min(left, session.capacity ?? count)
        await session.run(calls)
        session.close()
        left -= calls
      }
    }),
  )
}

test('graphs that are kept are seen as a leak', async () => {
  const kept: Graph[] = []
  await assert.rejects(
    leavesNothing(count => {
      for (let i = 0; i < count / 100; i++) kept.push(new Graph())
    }),
    /leave each time/,
  )
  for (const graph of kept) graph.close()
})

/** Calls that fail, each with the code it must fail with. */
function failures(): [name: string, code: string, call: (graph: Graph) => unknown][] {
  const typed = new Float64Array(3)
  const detached = new Float64Array(3)
  structuredClone(detached, { transfer: [detached.buffer] })
  return [
    ['degree of an unknown node', 'NODE_NOT_FOUND', g => g.degree(99)],
    ['neighbors of a fraction', 'NODE_NOT_FOUND', g => g.neighbors(0.5)],
    ['source of an unknown edge', 'EDGE_NOT_FOUND', g => g.source(99)],
    ['get of an unknown column', 'ATTRIBUTE_NOT_FOUND', g => g.nodes.get(0, 'nothing')],
    ['set of another type', 'TYPE_MISMATCH', g => g.nodes.set(0, 'age', 'old')],
    ['set of a lone surrogate', 'TYPE_MISMATCH', g => g.nodes.set(0, 'name', '\ud800')],
    ['addEdge to an unknown node', 'NODE_NOT_FOUND', g => g.addEdge(0, 99)],
    [
      'addEdges with one bad row',
      'NODE_NOT_FOUND',
      g => g.addEdges({ source: [0, 1, 99], target: [1, 2, 0] }),
    ],
    ['addEdges of two lengths', 'INVALID_ARGUMENT', g => g.addEdges({ source: [0, 1], target: [1] })],
    ['addNodes of two lengths', 'INVALID_ARGUMENT', g => g.addNodes({ name: ['a'], age: typed })],
    ['addNodes with a wrong type', 'TYPE_MISMATCH', g => g.addNodes([{ name: 'a' }, { name: 5 }])],
    ['addNodes from a detached array', 'INVALID_ARGUMENT', g => g.addNodes({ age: detached })],
    [
      'setColumn longer than the ids',
      'INVALID_ARGUMENT',
      g => g.nodes.setColumn('age', new Float64Array(99)),
    ],
    ['removeNodes with one bad id', 'NODE_NOT_FOUND', g => g.removeNodes([0, 99])],
    ['nodeByKey without a key', 'INVALID_ARGUMENT', g => g.nodeByKey('a')],
    ['pageRankSync with a bad damping', 'INVALID_ARGUMENT', g => g.pageRankSync({ damping: 2 })],
    [
      'pageRankSync with an unknown weight',
      'ATTRIBUTE_NOT_FOUND',
      g => g.pageRankSync({ weight: 'nothing' }),
    ],
    ['bfsSync from an unknown node', 'NODE_NOT_FOUND', g => g.bfsSync(99)],
    ['addNodes past the ids', 'LIMIT_EXCEEDED', g => g.addNodes(2 ** 32)],
    ['assign with one wrong type', 'TYPE_MISMATCH', g => g.nodes.assign(0, { age: 5, fresh: 1, name: 7 })],
    ['setValues of a new column for an unknown node', 'NODE_NOT_FOUND', g => setNew(g, [0, 99])],
    ['define of another type', 'INVALID_ARGUMENT', g => g.nodes.define('age', 'bool')],
    ['pageRankSync with a negative weight', 'INVALID_ARGUMENT', g => weighted(g, [-1, 1])],
    ['addNode with a taken key', 'DUPLICATE_KEY', () => keyed.addNode({ key: 'a' })],
    ['addNodes with one key twice', 'DUPLICATE_KEY', () => keyed.addNodes({ key: ['c', 'c'] })],
    ['set of a taken key', 'DUPLICATE_KEY', () => keyed.nodes.set(0, 'key', 'b')],
    ['nodeByKey of an unknown key', 'KEY_NOT_FOUND', () => keyed.nodeByKey('c')],
    ['addEdges between unknown keys', 'KEY_NOT_FOUND', () => keyed.addEdges(unknownKeys, existing)],
    ['drop of the key', 'INVALID_ARGUMENT', () => keyed.nodes.drop('key')],
    [
      'addEdges with a duplicate',
      'DUPLICATE_EDGE',
      () => simple.addEdges({ source: [1, 0], target: [2, 1] }),
    ],
    ['addEdge that is a self-loop', 'DUPLICATE_EDGE', () => simple.addEdge(1, 1)],
    [
      'new Graph with an unknown type',
      'TYPE_MISMATCH',
      () => new Graph({ nodes: { a: 'bool', b: '?' } as never }),
    ],
    ['fromEdges to an unknown node', 'NODE_NOT_FOUND', () => Graph.fromEdges(edges, { nodeCount: 2 })],
    ['fromEdges with a duplicate', 'DUPLICATE_EDGE', () => Graph.fromEdges(twice, { multi: false })],
    ['attach of no token', 'INVALID_ARGUMENT', () => Snapshot.attach('nothing')],
  ]
}

const folder = mkdtempSync(path.join(tmpdir(), 'groggy-leaks-'))
after(() => rmSync(folder, { recursive: true }))
const malformed = path.join(folder, 'malformed.csv')
writeFileSync(malformed, 'source,target\n0,1\n"1,2\n')
const keyed = new Graph({ key: 'key' })
keyed.addNodes({ key: ['a', 'b'] })
const simple = new Graph({ multi: false, selfLoops: false })
simple.addNodes(3)
simple.addEdge(0, 1)
const unknownKeys = { source: ['a', 'c'], target: ['b', 'd'] }
const existing = { createMissing: false }
const edges = { source: [0, 1], target: [1, 2], weight: [1, 2] }
const twice = { source: [0, 0], target: [1, 1], weight: [1, 2] }
const setNew = (graph: Graph, ids: number[]) => graph.nodes.setValues('fresh', ids, [1, 2])
const weighted = (graph: Graph, weights: number[]) =>
  graph.pageRankSync({ weight: Float64Array.from(weights) })

function small(): Graph {
  const graph = new Graph()
  graph.addNodes([
    { name: 'a', age: 1 },
    { name: 'b', age: 2 },
    { name: 'c', age: 3 },
  ])
  graph.addEdges({ source: [0, 1], target: [1, 2], weight: [1, 2] })
  return graph
}

function coded(error: unknown, code: string): void {
  assert.ok(error instanceof GraphError, String(error))
  assert.equal(error.code, code, error.message)
}

for (const [name, code, call] of failures()) {
  test(`error: ${name}`, () =>
    leavesNothing(count => {
      using graph = small()
      for (let i = 0; i < count; i++) {
        try {
          call(graph)
        } catch (error) {
          coded(error, code)
          continue
        }
        assert.fail(`${name} did not fail`)
      }
    }))
}

test('error: use after close', () =>
  leavesNothing(count => {
    const graph = small()
    graph.close()
    for (let i = 0; i < count; i++) assert.throws(() => graph.addNode(), { code: 'CLOSED' })
  }))

test('error: a change from within a callback', () =>
  leavesNothing(count => {
    using graph = small()
    for (let i = 0; i < count; i++) {
      assert.throws(() => graph.forEachNeighbor(0, () => graph.addNode()), { code: 'BUSY' })
    }
  }))

test('error: a getter that throws while rows are read', () =>
  leavesNothing(count => {
    using graph = small()
    const row = {
      get name(): string {
        throw new RangeError('mine')
      },
    }
    for (let i = 0; i < count; i++) assert.throws(() => graph.addNodes([row]), RangeError)
    assert.equal(graph.nodeCount, 3)
  }))

for (const offload of ['inline', 'pool'] as const) {
  test(`rejected, ${offload}`, () =>
    leavesNothing(async count => {
      using graph = small()
      for (let i = 0; i < count; i++) {
        await assert.rejects(graph.pageRank({ damping: 2, offload }), { code: 'INVALID_ARGUMENT' })
      }
    }))

  test(`a file that cannot be read, ${offload}`, () =>
    leavesNothing(async count => {
      for (let i = 0; i < count / 10; i++) {
        await assert.rejects(Graph.read('no such file.csv', { offload }), { code: 'IO' })
        await assert.rejects(Graph.read(malformed, { offload }), { code: 'PARSE' })
      }
    }))

  test(`not awaited, ${offload}`, () =>
    leavesNothing(async count => {
      using graph = small()
      for (let i = 0; i < count; i++) {
        const last = graph.connectedComponents({ offload })
        if (i % 500 === 499) await last
      }
      await graph.pageRank({ offload })
    }))
}

test('aborted before, while and after it runs', () =>
  leavesNothing(async count => {
    using graph = small()
    for (let i = 0; i < count; i++) {
      const abort = new AbortController()
      if (i % 3 === 0) abort.abort(new Error('mine'))
      const running = graph.pageRank({
        signal: abort.signal,
        offload: 'pool',
        onProgress: fraction => assert.ok(fraction <= 1),
      })
      if (i % 3 === 1) abort.abort(new Error('mine'))
      await running.catch((error: unknown) => assert.equal((error as Error).message, 'mine'))
      abort.abort()
    }
  }))

test('the graph is closed while a task runs', () =>
  leavesNothing(async count => {
    for (let i = 0; i < count / 10; i++) {
      const graph = small()
      const running = graph.pageRank({ offload: 'pool' })
      graph.close()
      assert.equal((await running).scores.length, 3)
    }
  }))
