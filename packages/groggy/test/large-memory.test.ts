/**
 * Invariant: memory that is past the largest buffer of Node is read and written by flat calls; only `values`, which is
 * such a buffer, is refused.
 *
 * The memory is asked for and hardly touched: little of it becomes resident.
 */

import assert from 'node:assert/strict'
import { constants } from 'node:buffer'
import { it } from 'node:test'
import { Graph } from 'groggy'
import { fails } from './support.js'

// Node 22 has larger buffers than a test should ask for; sanitizers touch all memory.
const skip = constants.MAX_LENGTH > 2 ** 32 || process.env['GROGGY_SANITIZER'] !== undefined

it('a column larger than the largest buffer has everything but `values`', { skip }, () => {
  const last = 2 ** 29 + 10
  using g = Graph.fromEdges({ source: [0], target: [last] })
  const x = g.nodes.define('x', 'float64')
  assert.deepEqual([g.nodes.get(5, 'x'), x.get(last), x.isNull(7)], [undefined, undefined, true])
  g.nodes.set(5, 'x', 1.5)
  x.set(last, 2.5)
  g.nodes.assign(7, { x: 3 })
  g.nodes.setValues('x', [8], [4])
  assert.deepEqual(
    [5, 6, 7, 8, last].map(id => x.get(id)),
    [1.5, undefined, 3, 4, 2.5],
  )
  assert.deepEqual([g.nodes.row(5), x.isNull(5), x.nullCount], [{ x: 1.5 }, false, last + 1 - 4])
  fails('LIMIT_EXCEEDED', () => x.values)
  // A write after it would copy the column.
  using snapshot = g.snapshot()
  assert.deepEqual([snapshot.nodes.get(5, 'x'), snapshot.nodes.get(6, 'x')], [1.5, undefined])
  fails('LIMIT_EXCEEDED', () => snapshot.nodes.column('x').values)
})

it('degrees larger than the largest buffer can be read', { skip }, () => {
  const last = 2 ** 30 + 10
  using g = Graph.fromEdges({ source: [0, 0], target: [last, 1] })
  assert.deepEqual([g.degree(0), g.inDegree(last), g.outDegree(last), g.degree(2)], [2, 1, 0, 0])
  g.addEdge(last, 1)
  assert.deepEqual([g.degree(last), g.degree(1)], [2, 2])
})
