/**
 * Invariant: on a keyed graph every live node has a key of its own, and edges find or make their ends by key;
 * a call that would break this changes nothing.
 */

import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { Graph } from 'groggy'
import { fails } from './support.js'

const open: Graph[] = []
function keyed(): Graph {
  const g = new Graph({ key: 'name' })
  open.push(g)
  return g
}
afterEach(() => {
  for (const g of open.splice(0)) {
    assert.deepEqual(g.validate(), [])
    g.close()
  }
})

describe('text keys', () => {
  it('text keys find their nodes', () => {
    const g = keyed()
    const [alice = 0, bob = 0] = g.addNodes([{ name: 'Alice' }, { name: 'Bøb' }])
    assert.equal(g.nodeByKey('Alice'), alice)
    assert.equal(g.nodeByKey('Bøb'), bob)
    assert.equal(g.keyOf(bob), 'Bøb')
    assert.equal(g.hasKey('Carol'), false)
    assert.match(fails('KEY_NOT_FOUND', () => g.nodeByKey('Carol')).message, /Carol/)
    fails('TYPE_MISMATCH', () => g.nodeByKey(5 as never))
    g.removeNode(alice)
    assert.equal(g.hasKey('Alice'), false)
    assert.equal(g.addNode({ name: 'Alice' }), 2)
    assert.equal(g.nodeByKey('Alice'), 2)
  })

  it('edges take text keys as ends, and make missing nodes unless told otherwise', () => {
    const g = keyed()
    const e = g.addEdge('a', 'b', { w: 1 })
    assert.deepEqual([g.source(e), g.target(e)], [g.nodeByKey('a'), g.nodeByKey('b')])
    g.addEdges({ source: ['b', 'c'], target: ['c', 'a'], w: [2, 3] })
    g.addEdges([{ source: 'c', target: 'd', w: 4 }])
    assert.equal(g.nodeCount, 4)
    assert.deepEqual(g.edges.column('w').toArray(), [1, 2, 3, 4])
    fails('KEY_NOT_FOUND', () => g.addEdge('a', 'x', undefined, { createMissing: false }))
    fails('KEY_NOT_FOUND', () => g.addEdges({ source: ['x'], target: ['a'] }, { createMissing: false }))
    assert.equal(g.nodeCount, 4)
    assert.equal(g.edgeCount, 4)
    g.addEdge(0, 1)
    g.addEdge(0, 'b')
    fails('TYPE_MISMATCH', () => g.addEdges({ source: ['a', 5 as never], target: ['b', 'b'] }))
    fails('TYPE_MISMATCH', () => g.addEdges({ source: ['\ud800'], target: ['b'] }))
  })

  it('a key is required and unique', () => {
    const g = keyed()
    g.addNodes([{ name: 'a' }])
    fails('DUPLICATE_KEY', () => g.addNodes([{ name: 'b' }, { name: 'a' }]))
    fails('DUPLICATE_KEY', () => g.addNodes([{ name: 'b' }, { name: 'b' }]))
    fails('INVALID_ARGUMENT', () => g.addNodes([{ name: 'b' }, {}]))
    fails('INVALID_ARGUMENT', () => g.addNode())
    fails('INVALID_ARGUMENT', () => g.addNodes(3))
    assert.equal(g.nodeCount, 1)
    const b = g.addNode({ name: 'b' })
    fails('DUPLICATE_KEY', () => g.nodes.set(b, 'name', 'a'))
    fails('DUPLICATE_KEY', () => g.nodes.assign(b, { x: 1, name: 'a' }))
    assert.equal('x' in g.nodes.schema && g.nodes.get(b, 'x') !== undefined, false)
    g.nodes.set(b, 'name', 'c')
    assert.equal(g.nodeByKey('c'), b)
    assert.equal(g.hasKey('b'), false)
    assert.equal(g.nodes.get(b, 'name'), 'c')
    fails('INVALID_ARGUMENT', () => g.nodes.drop('name'))
    assert.equal(g.nodes.column('name').values, undefined)
  })
})

describe('int64 keys', () => {
  it('int64 keys find their nodes and make edges', () => {
    const g = new Graph({ key: 'id', nodes: { id: 'int64' } })
    open.push(g as unknown as Graph)
    g.addNodes({ id: BigInt64Array.of(5n, -7n) })
    assert.equal(g.nodeByKey(-7n), 1)
    g.addEdge(5n, 9n)
    g.addEdges({ source: BigInt64Array.of(9n), target: [5n] })
    g.addEdges([{ source: 9n, target: -7n }])
    assert.equal(g.nodeCount, 3)
    assert.equal(g.keyOf(2), 9n)
    g.nodes.column('id').set(2, 10n)
    assert.equal(g.nodeByKey(10n), 2)
    fails('TYPE_MISMATCH', () => g.addEdge('x', 5n))
    fails('TYPE_MISMATCH', () => g.nodeByKey('x'))
  })
})

describe('graphs without a key', () => {
  it('a graph without a key takes ids only', () => {
    const g = new Graph()
    g.addNodes(2)
    fails('TYPE_MISMATCH', () => g.addEdge('a', 'b'))
    fails('TYPE_MISMATCH', () => g.addEdges({ source: ['a'], target: ['b'] }))
    fails('TYPE_MISMATCH', () => g.addEdges([{ source: 1n, target: 0 }]))
    fails('INVALID_ARGUMENT', () => g.nodeByKey('a'))
    fails('INVALID_ARGUMENT', () => g.keyOf(0))
    g.close()
  })

  it('a key of another type is refused', () => {
    fails('INVALID_ARGUMENT', () => new Graph({ key: 'x', nodes: { x: 'float64' } }))
    fails('TYPE_MISMATCH', () => new Graph({ key: 5 as never }))
  })
})

describe('graphs that forbid parallel edges or self-loops', () => {
  it('a forbidden edge refuses the whole call, or is skipped when asked', () => {
    const g = new Graph({ directed: false, multi: false, selfLoops: false })
    g.addNodes(3)
    const e = g.addEdge(0, 1)
    fails('DUPLICATE_EDGE', () => g.addEdge(1, 0))
    fails('DUPLICATE_EDGE', () => g.addEdge(2, 2))
    fails('DUPLICATE_EDGE', () => g.addEdges({ source: [1, 2], target: [2, 1] }))
    assert.equal(g.edgeCount, 1)
    const skip = { onDuplicate: 'skip' } as const
    assert.equal(g.addEdge(1, 0, undefined, skip), 0xffff_ffff)
    assert.deepEqual(
      [...g.addEdges({ source: [1, 0, 2, 2], target: [2, 1, 2, 1], w: [1, 2, 3, 4] }, skip)],
      [1, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
    )
    assert.equal(g.edges.get(1, 'w'), 1)
    assert.equal(g.edges.get(e, 'w'), undefined)
    fails('INVALID_ARGUMENT', () => g.addEdge(0, 2, undefined, { onDuplicate: 'ignore' as never }))
    fails('TYPE_MISMATCH', () => g.addEdge(0, 2, undefined, 'skip' as never))
    assert.deepEqual(g.validate(), [])
    g.close()
  })
})
