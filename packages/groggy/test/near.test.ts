/**
 * Invariant: a query about what is near answers from the graph as it is now, after any change, as a snapshot of the same
 * version would; it takes no snapshot and merges nothing; a weight that became unfit is refused.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph, runtime } from 'groggy'
import { fails, inPlace } from './support.js'

function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
}

/** What near queries say about two nodes. */
function answers(of: Pick<Graph, 'kHopSync' | 'shortestPathSync' | 'hasPathSync'>, a: number, b: number) {
  return (['out', 'in', 'both'] as const).flatMap(direction => [
    of.kHopSync(a, 2, { direction }),
    of.kHopSync(b, 3, { direction, maxNodes: 7 }),
    of.hasPathSync(a, b, { direction }),
    of.shortestPathSync(a, b, { direction }),
    of.shortestPathSync(a, b, { direction, weight: 'w' }),
  ])
}

describe('a graph that changes', () => {
  for (const directed of [true, false]) {
    it(`a near query sees every change at once, ${directed ? 'directed' : 'undirected'}`, () => {
      const below = random(directed ? 3 : 4)
      using g = new Graph({ directed })
      g.addNodes(60)
      g.addEdges({
        source: Uint32Array.from({ length: 90 }, () => below(60)),
        target: Uint32Array.from({ length: 90 }, () => below(60)),
        w: Float64Array.from({ length: 90 }, () => below(5)),
      })
      const live = () => {
        for (;;) {
          const node = below(g.nodeBound)
          if (g.hasNode(node)) return node
        }
      }
      for (let turn = 0; turn < 60; turn++) {
        if (turn % 5 === 4) g.removeNode(live())
        else if (turn % 7 === 6) g.addNode()
        else g.addEdge(live(), live(), { w: below(5) })
        const [a, b] = [live(), live()]
        const found = answers(g, a, b)
        using version = g.snapshot()
        assert.deepEqual(answers(version, a, b), found)
      }
    })
  }

  it('a near query after a change runs where it was called, and says why', async () => {
    using g = Graph.fromEdges({ source: [0, 1, 2], target: [1, 2, 3] })
    g.addEdge(3, 0)
    assert.deepEqual([...(await g.kHop(3, 1)).nodes], [3, 0])
    assert.match(
      runtime.stats().operations['kHop']?.reason ?? '',
      /inline, because it touched only what is near/,
    )
  })

  it('what is far away is found too', async () => {
    const length = 40_000
    using g = Graph.fromEdges({
      source: Uint32Array.from({ length }, (_, i) => i),
      target: Uint32Array.from({ length }, (_, i) => i + 1),
    })
    assert.equal(g.kHopSync(0, length).nodes.length, length + 1)
    assert.equal(g.descendantsSync(0).length, length)
    assert.equal((await g.ancestors(length)).length, length)
    assert.equal(g.shortestPathSync(0, length)?.distance, length)
    assert.equal(await g.hasPath(0, length), true)
    assert.equal(await g.hasPath(length, 0), false)
  })
})

/** Runs `call`, which must refuse the weight of an edge. */
function refused(call: () => unknown, { edge, value }: { edge: number; value?: number }): void {
  const { details } = fails('INVALID_ARGUMENT', call)
  assert.equal(details['edge'], edge)
  if (value !== undefined) assert.equal(details['value'], value)
}

describe('weights', () => {
  function weighted(type: 'float64' | 'int32') {
    const g = new Graph({ edges: { w: type } })
    g.addNodes(3)
    g.addEdges({ source: [0, 1, 0], target: [1, 2, 2], w: [1, 1, 5] })
    return g
  }
  const ends = [0, 2] as const

  for (const type of ['float64', 'int32'] as const) {
    it(`a weight that becomes negative or missing is refused until it is corrected, ${type}`, () => {
      using g = weighted(type)
      const distance = () => g.shortestPathSync(...ends, { weight: 'w' })?.distance
      assert.equal(distance(), 2)
      const w = g.edges.column('w')
      w.set(2, -1)
      refused(distance, { edge: 2, value: -1 })
      w.set(2, 1)
      assert.equal(distance(), 1)
      g.edges.set(1, 'w', null as never)
      refused(distance, { edge: 1 })
      g.edges.set(1, 'w', 3)
      assert.equal(distance(), 1)
      g.edges.setColumn('w', type === 'int32' ? Int32Array.of(1, -2, 5) : Float64Array.of(1, -2, 5))
      refused(distance, { edge: 1, value: -2 })
      g.removeEdge(1)
      assert.equal(distance(), 5)
      g.addEdge(1, 2, { w: -3 })
      refused(distance, { edge: 3, value: -3 })
    })
  }

  it('a weight that is set in a hot loop, or through values, is checked again', () => {
    for (const type of ['float64', 'float32', 'int32', 'uint32'] as const) {
      using g = new Graph({ edges: { w: type } })
      g.addNodes(3)
      g.addEdges({ source: [0, 1, 0], target: [1, 2, 2], w: [1, 1, 5] })
      const w = g.edges.column('w')
      const distance = () => g.shortestPathSync(...ends, { weight: 'w' })?.distance
      for (let i = 0; i < 5; i++) w.set(1, 1)
      assert.equal(distance(), 2)
      if (type !== 'uint32') {
        w.set(1, -5)
        refused(distance, { edge: 1, value: -5 })
        w.set(1, 1)
        assert.equal(distance(), 2)
        // Where memory is copied, values are the user's own.
        if (!inPlace) continue
        ;(w.values as unknown as Float64Array)[1] = -3
        refused(distance, { edge: 1, value: -3 })
      }
    }
  })

  it('a path avoids an infinite weight, and a rank refuses it, whichever ran first', () => {
    using g = weighted('float64')
    assert.equal(g.shortestPathSync(...ends, { weight: 'w' })?.distance, 2)
    assert.ok(g.pageRankSync({ weight: 'w' }).converged)
    g.edges.column('w').set(0, Number.POSITIVE_INFINITY)
    assert.equal(g.shortestPathSync(...ends, { weight: 'w' })?.distance, 5)
    refused(() => g.pageRankSync({ weight: 'w' }), { edge: 0 })
  })

  it('NaN is refused', () => {
    using g = weighted('float64')
    assert.equal(g.shortestPathSync(...ends, { weight: 'w' })?.distance, 2)
    g.edges.column('w').set(1, Number.NaN)
    refused(() => g.shortestPathSync(...ends, { weight: 'w' }), { edge: 1 })
  })
})

describe('columns', () => {
  it('a missing value is read in place, and as missing, after every kind of change', () => {
    using g = new Graph({ nodes: { x: 'float64', t: 'timestamp' } })
    g.addNodes({ x: [1, null, 3], t: [new Date(5), null, new Date(7)] })
    const [x, t] = [g.nodes.column('x'), g.nodes.column('t')]
    const all = () => [0, 1, 2].map(id => [x.get(id), t.get(id)?.getTime(), t.millis(id)])
    const gone = [undefined, undefined, undefined]
    for (let i = 0; i < 3; i++) assert.deepEqual(all(), [[1, 5, 5], gone, [3, 7, 7]])
    x.set(1, 2)
    t.set(1, new Date(6))
    assert.deepEqual(all(), [
      [1, 5, 5],
      [2, 6, 6],
      [3, 7, 7],
    ])
    x.set(0, null as never)
    t.set(0, null as never)
    assert.deepEqual(all(), [gone, [2, 6, 6], [3, 7, 7]])
    g.removeNode(0)
    fails('NODE_NOT_FOUND', () => x.get(0))
    fails('NODE_NOT_FOUND', () => t.millis(0))
    fails('NODE_NOT_FOUND', () => t.millis(1.5))
    fails('TYPE_MISMATCH', () => (x as unknown as typeof t).millis(1))
    g.addNode()
    assert.equal(t.millis(3), undefined)
    g.close()
    fails('CLOSED', () => t.millis(1))
  })

  it('ids can be iterated more than once, left early, and with the helpers of the host', () => {
    using g = new Graph()
    g.addNodes(4)
    g.removeNode(2)
    assert.deepEqual([...g.nodes], [0, 1, 3])
    for (const id of g.nodes) {
      if (id === 1) break
    }
    const ids = g.nodes[Symbol.iterator]()
    assert.equal(ids[Symbol.iterator](), ids)
    assert.deepEqual(ids.next(), { value: 0, done: false })
    assert.deepEqual(ids.return?.(), { value: undefined, done: true })
    assert.deepEqual(ids.next(), { value: undefined, done: true })
    assert.ok(Object.getPrototypeOf([][Symbol.iterator]()) instanceof Object)
    assert.equal('map' in ids, 'map' in [][Symbol.iterator]())
    const rest = g.nodes[Symbol.iterator]()
    rest.next()
    g.close()
    fails('CLOSED', () => rest.next())
  })
})
