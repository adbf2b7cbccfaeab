/**
 * Invariant: `graph.validate()` finds and names every broken invariant, whatever the host did before; and it
 * finds nothing in a graph that is sound.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Graph } from 'groggy'
import { type Handle, native } from '../dist/bridge/native.js'
import { adopt } from '../dist/graph/graph.js'

/** The function of this build that no release has. */
interface Testing {
  testCorrupt(handle: Handle): string[]
  testCorrupt(handle: Handle, invariant: string): void
}
const testing = native as unknown as Testing

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

describe('a broken graph', () => {
  it('is told from a sound one', () => {
    const { graph } = rich()
    assert.deepEqual(graph.validate(), [])
    graph.close()
  })

  for (const invariant of testing.testCorrupt(0)) {
    it(`is found when '${invariant}' does not hold`, () => {
      const { graph, handle } = rich()
      const snapshot = graph.snapshot()
      testing.testCorrupt(handle, invariant)
      const found = graph.validate()
      assert.ok(
        found.some(violation => violation.startsWith(`${invariant}: `)),
        `${found.length} violations: ${found.join('; ')}`,
      )
      assert.equal(snapshot.nodeCount, 3)
      snapshot.close()
      graph.close()
    })
  }
})
