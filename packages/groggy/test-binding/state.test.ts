/**
 * Invariant: `validate()` of a graph and of a snapshot finds and names every broken invariant, whatever the host did
 * before; and it finds nothing in one that is sound.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Graph, Snapshot } from 'groggy'
import { type Handle, native } from '../dist/bridge/native.js'
import { adopt } from '../dist/graph/graph.js'

/** The function of this build that no release has. */
interface Testing {
  testCorrupt(handle: Handle): string[]
  /** A snapshot's handle gives that of another one, which is broken. */
  testCorrupt(handle: Handle, invariant: string): Handle | undefined
}
const testing = native as unknown as Testing
/** What the package keeps to itself. */
const { of: snapshotOf } = Snapshot as unknown as { of(handle: Handle): Snapshot }

const DIRECTED_MULTI_LOOPS = 7
const UTF8 = 6

/** A graph with a key, texts, missing values, a removal, rows shared with a snapshot. */
function rich(): { graph: Graph; handle: Handle } {
  const handle = native.createGraph(DIRECTED_MULTI_LOOPS, 'key', UTF8)
  const graph: Graph = adopt(handle)
  graph.addNodes([{ key: 'a', age: 1 }, { key: 'bb', age: 2 }, { key: 'c' }])
  graph.addEdges({ source: [0, 1], target: [1, 2], label: ['red', 'red'] })
  graph.connectedComponentsSync()
  graph.addEdges({ source: [2, 2], target: [0, 2] })
  graph.removeEdge(0)
  graph.neighbors(0)
  return { graph, handle }
}

const invariants = testing.testCorrupt(0)

function names(found: string[], invariant: string): void {
  assert.ok(
    found.some(violation => violation.startsWith(`${invariant}: `)),
    `${found.length} violations: ${found.join('; ')}`,
  )
}

describe('a broken graph', () => {
  it('validate() finds nothing in a sound graph', () => {
    const { graph } = rich()
    assert.deepEqual(graph.validate(), [])
    graph.close()
  })

  for (const invariant of invariants) {
    it(`validate() reports a graph whose '${invariant}' does not hold`, () => {
      const { graph, handle } = rich()
      const snapshot = graph.snapshot()
      testing.testCorrupt(handle, invariant)
      names(graph.validate(), invariant)
      assert.equal(snapshot.nodeCount, 3)
      snapshot.close()
      graph.close()
    })
  }
})

describe('a snapshot', () => {
  it('validate() finds nothing in a sound snapshot, before and after its adjacency is built', () => {
    const { graph } = rich()
    using snapshot = graph.snapshot()
    assert.deepEqual(snapshot.validate(), [])
    snapshot.neighbors(0)
    snapshot.nodeByKey('bb')
    assert.deepEqual(snapshot.validate(), [])
    graph.close()
    assert.deepEqual(snapshot.validate(), [])
  })

  // Rows that differ from the compressed ones are a graph's only.
  for (const invariant of invariants.filter(name => name !== 'dirtyNodes')) {
    it(`validate() reports a snapshot whose '${invariant}' does not hold`, () => {
      const { graph, handle: live } = rich()
      const sound = native.snapshot(live)
      const handle = testing.testCorrupt(sound, invariant)
      assert.ok(handle !== undefined)
      using snapshot = snapshotOf(handle)
      names(snapshot.validate(), invariant)
      native.close(sound)
      assert.deepEqual(graph.validate(), [])
      graph.close()
    })
  }
})
