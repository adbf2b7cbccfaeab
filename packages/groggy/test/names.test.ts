/**
 * Invariant: text that UTF-8 cannot hold crosses nowhere, neither as a key nor as the name of a column; two
 * different names never become one.
 */

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Graph } from 'groggy'
import { fails } from './support.js'

it('a lone surrogate is refused as a key', () => {
  using g = new Graph({ key: 'k' })
  g.addNode({ k: '\ufffd' })
  fails('TYPE_MISMATCH', () => g.nodeByKey('\ud800'))
  fails('TYPE_MISMATCH', () => g.hasKey('\udc00'))
  assert.equal(g.nodeByKey('\ufffd'), 0)
})

it('a lone surrogate is refused as a column name, however the column is made', () => {
  using g = new Graph()
  const e = g.addEdge(g.addNode(), g.addNode())
  const name = 'a\ud800'
  const before = g.version
  fails('INVALID_ARGUMENT', () => g.nodes.define(name, 'bool'))
  fails('INVALID_ARGUMENT', () => g.nodes.set(0, name, 1))
  fails('INVALID_ARGUMENT', () => g.edges.assign(e, { [name]: 1 }))
  fails('INVALID_ARGUMENT', () => g.addNodes([{ [name]: 1 }]))
  fails('INVALID_ARGUMENT', () => g.addNodes({ [name]: Float64Array.of(1) }))
  fails('INVALID_ARGUMENT', () => g.addEdge(0, 1, { [name]: 'x' }))
  fails('INVALID_ARGUMENT', () => g.nodes.setValues(name, [0], [1]))
  fails('INVALID_ARGUMENT', () => g.nodes.setColumn(name, [1, 2]))
  fails('INVALID_ARGUMENT', () => new Graph({ nodes: { [name]: 'bool' } }))
  fails('INVALID_ARGUMENT', () => new Graph({ key: name }))
  assert.equal(g.version, before)
  assert.deepEqual([g.nodes.schema, g.edges.schema], [{}, {}])
})

it('messages cut long values and long lists of names', () => {
  const long = 'key '.repeat(100_000)
  using g = new Graph({ key: long })
  const key = 'x'.repeat(1_000_000)
  const errors = [
    fails('KEY_NOT_FOUND', () => g.nodeByKey(key)),
    fails('INVALID_ARGUMENT', () => g.addNode({})),
    fails('INVALID_ARGUMENT', () => g.nodes.drop(long)),
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.get(g.addNode({ [long]: 'a' }), key as never)),
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.drop(key)),
    fails('DUPLICATE_KEY', () => g.addNodes([{ [long]: key }, { [long]: key }])),
    fails('TYPE_MISMATCH', () => g.nodes.set(0, long, 1)),
  ]
  for (const { message } of errors) assert.ok(message.length < 500, message.slice(0, 1000))
  g.addNodes(Object.fromEntries([[long, ['b']], ...Array.from({ length: 1000 }, (_, n) => [`c${n}`, [n]])]))
  for (const call of [() => g.nodes.drop(key), () => g.nodes.column('none')]) {
    const { message } = fails('ATTRIBUTE_NOT_FOUND', call)
    assert.match(message, /"c18" and 981 more/)
    assert.ok(message.length < 700, message)
  }
})

it('columns may be typed by an interface', () => {
  interface Roads {
    source: Uint32Array
    target: Uint32Array
    length: Float64Array
  }
  interface Towns {
    name: string[]
  }
  const roads: Roads = { source: Uint32Array.of(0), target: Uint32Array.of(1), length: Float64Array.of(2.5) }
  const towns: Towns = { name: ['Thun', 'Olten'] }
  using g = Graph.fromEdges(roads)
  g.addNodes(towns)
  g.addEdges(roads)
  assert.deepEqual([g.nodeCount, g.edgeCount, g.edges.get(1, 'length')], [4, 2, 2.5])
})

it('fromEdges() skips forbidden edges when asked', () => {
  const edges = { source: [0, 0, 1], target: [1, 1, 1] }
  fails('DUPLICATE_EDGE', () => Graph.fromEdges(edges, { multi: false }))
  using g = Graph.fromEdges(edges, { multi: false, selfLoops: false, onDuplicate: 'skip' })
  assert.equal(g.edgeCount, 1)
})
