/**
 * Invariant: whatever a host does while its input is read, at whichever look at it - changes the graph, closes it,
 * takes a buffer away or shrinks it, throws - a bulk call ends with the right result or with a typed error and an
 * unchanged graph, and the graph is sound.
 *
 * For each call, the deed is done at the first look, then at the second, until a run never comes to it.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Graph, GraphError, runtime } from 'groggy'
import { type Handle, native } from '../dist/bridge/native.js'
import { HEADER_WORDS, LOCK } from '../dist/bridge/numbers.js'
import { adopt } from '../dist/graph/graph.js'
import { type Buffers, bulkCalls } from './bulk-calls.js'
import { bytesLeft } from './collect.js'
import { Tripwire } from './tripwire.js'
import { picture, small } from './workout.js'

const DIRECTED_MULTI_LOOPS = 7

class Mine extends Error {}

interface Deed {
  readonly name: string
  act(graph: Graph, buffers: Buffers): void
  /** It changes the graph, which must be refused at least once it is worked on. */
  readonly changes?: boolean
  /** Buffers that can be resized. */
  readonly resizable?: boolean
}

const deeds: readonly Deed[] = [
  {
    name: 'throws',
    act: () => {
      throw new Mine('mine')
    },
  },
  { name: 'adds a node', changes: true, act: graph => busyOr(() => graph.addNode()) },
  { name: 'removes an edge', changes: true, act: graph => busyOr(() => graph.removeEdge(0)) },
  { name: 'sets a value', changes: true, act: graph => busyOr(() => graph.nodes.set(0, 'x', 99)) },
  { name: 'closes the graph', act: graph => graph.close() },
  { name: 'transfers the buffers', act: (_, buffers) => transfer(buffers) },
  { name: 'shrinks the buffers', resizable: true, act: (_, buffers) => shrink(buffers) },
]

/** A change in the middle is refused: that may pass unseen, like any error that a getter swallows. */
function busyOr(change: () => unknown): void {
  try {
    change()
  } catch (error) {
    assert.equal((error as GraphError).code, 'BUSY')
    busy++
    return
  }
  changedMeanwhile = true
}
let changedMeanwhile = false
/** How many looks found the graph locked. */
let busy = 0

/** The fault of this check: the lock is taken off while somebody reads. */
function forgetLock(handle: Handle): void {
  const words = new Uint32Array(native.header(handle) ?? new ArrayBuffer(HEADER_WORDS * 4))
  words[LOCK] = 0
}

function buffersOf(resizable: boolean): Buffers {
  const buffer = (length: number) =>
    resizable
      ? new (ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer)(length, {
          maxByteLength: 2 * length,
        })
      : new ArrayBuffer(length)
  const numbers = new Float64Array(buffer(24))
  const ids = new Uint32Array(buffer(12))
  numbers.set([7, 8, 9])
  ids.set([0, 1, 2])
  return { numbers, ids }
}

function transfer({ numbers, ids }: Buffers): void {
  structuredClone(0, { transfer: [numbers.buffer as ArrayBuffer, ids.buffer as ArrayBuffer] })
}

function shrink({ numbers, ids }: Buffers): void {
  for (const { buffer } of [numbers, ids]) (buffer as unknown as { resize(length: number): void }).resize(0)
}

for (const { name, call } of bulkCalls) {
  for (const deed of deeds) {
    test(`${name} leaves a valid graph when its caller ${deed.name}`, () => {
      using untouched = small()
      const before = picture(untouched)
      const afterAll = small()
      let refused = false
      try {
        call(
          afterAll,
          new Tripwire(Number.POSITIVE_INFINITY, () => undefined),
          buffersOf(deed.resizable ?? false),
        )
      } catch (error) {
        assert.ok(error instanceof GraphError, String(error))
        refused = true
      }
      const after = picture(afterAll)
      assert.deepEqual(afterAll.validate(), [])
      afterAll.close()
      assert.ok(!refused || deed.resizable, 'the input itself is good')

      busy = 0
      for (let at = 1; ; at++) {
        const handle = native.createGraph(DIRECTED_MULTI_LOOPS)
        using graph = small(adopt(handle))
        const buffers = buffersOf(deed.resizable ?? false)
        const wire = new Tripwire(at, () => {
          if (process.env['GROGGY_FAULT'] === 'lock-forgotten') forgetLock(handle)
          deed.act(graph, buffers)
        })
        changedMeanwhile = false
        let problem: unknown
        try {
          call(graph, wire, buffers)
        } catch (error) {
          problem = error
        }
        if (!wire.tripped) {
          assert.ok(!deed.changes || busy > 0, 'the graph was never locked while its input was read')
          assert.ok(at > 1, 'no look was ever taken')
          break
        }
        assert.ok(at < 1000, 'looks without end')
        if (problem !== undefined && !(problem instanceof Mine) && !(problem instanceof GraphError)) {
          throw new Error(`at look ${at}: an error that is not ours: ${problem}`, { cause: problem })
        }
        if (graph.closed) {
          assert.equal(problem instanceof GraphError ? problem.code : problem, 'CLOSED', `at look ${at}`)
          continue
        }
        assert.deepEqual(graph.validate(), [], `at look ${at}`)
        // Before the call begins its work nothing is locked: the change was then as good as one before the call.
        if (changedMeanwhile) continue
        const found = picture(graph)
        if (problem !== undefined)
          assert.equal(found, before, `the graph has changed, at look ${at}: ${problem}`)
        else assert.equal(found, after, `another result, at look ${at}`)
        graph.addNode()
        assert.deepEqual(graph.validate(), [], 'the graph goes on working')
      }
    })
  }
}

test('hostile calls leave no native memory behind', async () => {
  assert.equal(runtime.inPlace, true)
  assert.equal(await bytesLeft(), 0)
})
