/**
 * Invariant: a graph answers about its nodes and edges what was put in, right after each change, whether the
 * answer is read in place or by a flat call; reads of counters and degrees never cross the boundary.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph } from 'groggy'
import { crossings, fails, inPlace } from './support.js'

describe('a directed multigraph', () => {
  const g = new Graph()
  const [a = 0, b = 0, c = 0] = g.addNodes(3)
  const ab = g.addEdge(a, b)
  const ab2 = g.addEdge(a, b)
  const ca = g.addEdge(c, a)
  const aa = g.addEdge(a, a)

  it('ids come in order and counts follow', () => {
    assert.deepEqual([a, b, c, ab, ab2, ca, aa], [0, 1, 2, 0, 1, 2, 3])
    assert.equal(g.nodeCount, 3)
    assert.equal(g.edgeCount, 4)
    assert.equal(g.nodeBound, 3)
    assert.equal(g.edgeBound, 4)
    assert.equal(g.directed, true)
  })

  it('endpoints and degrees are right; a self-loop counts twice', () => {
    assert.equal(g.source(ca), c)
    assert.equal(g.target(ca), a)
    assert.equal(g.degree(a), 5)
    assert.equal(g.outDegree(a), 3)
    assert.equal(g.inDegree(a), 2)
    assert.equal(g.degree(b), 2)
  })

  it('neighbours are distinct, edges are listed one by one', () => {
    assert.deepEqual([...g.neighbors(a)], [a, b, c])
    assert.deepEqual([...g.outNeighbors(a)], [a, b])
    assert.deepEqual([...g.inNeighbors(a)], [a, c])
    assert.deepEqual([...g.outEdges(a)], [aa, ab, ab2])
    assert.deepEqual([...g.inEdges(a)].sort(), [ca, aa])
    assert.deepEqual([...g.edgesBetween(a, b)], [ab, ab2])
    assert.deepEqual([...g.edgesBetween(b, a)], [])
    const seen: [number, number][] = []
    g.forEachNeighbor(a, (neighbor, edge) => seen.push([neighbor, edge]))
    assert.deepEqual(seen, [
      [a, aa],
      [b, ab],
      [b, ab2],
    ])
  })

  it('hasEdge() of a directed graph holds one way', () => {
    assert.equal(g.hasEdge(a, b), true)
    assert.equal(g.hasEdge(b, a), false)
    assert.equal(g.hasEdge(a, a), true)
  })
})

describe('an undirected graph', () => {
  const g = new Graph({ directed: false })
  g.addNodes(3)
  const e = g.addEdge(1, 0)
  const loop = g.addEdge(2, 2)

  it('an undirected edge is seen from both ends; a self-loop counts twice in the degree, once in lists', () => {
    assert.equal(g.edgeCount, 2)
    assert.equal(g.directed, false)
    assert.equal(g.degree(0), 1)
    assert.equal(g.degree(2), 2)
    assert.equal(g.inDegree(2), 2)
    assert.deepEqual([...g.neighbors(0)], [1])
    assert.deepEqual([...g.inNeighbors(0)], [1])
    assert.deepEqual([...g.neighbors(2)], [2])
    assert.deepEqual([...g.outEdges(2)], [loop])
    assert.deepEqual([...g.edgesBetween(0, 1)], [e])
    assert.equal(g.hasEdge(0, 1), true)
    assert.equal(g.hasEdge(1, 0), true)
    assert.equal(g.source(e), 1)
  })
})

describe('removal', () => {
  it('removal frees no id before compact(), which returns the new ids', () => {
    const g = new Graph()
    g.addNodes(4)
    g.addEdges({ source: [0, 1, 2, 3], target: [1, 2, 3, 0] })
    g.removeNode(1)
    assert.equal(g.nodeCount, 3)
    assert.equal(g.nodeBound, 4)
    assert.equal(g.edgeCount, 2)
    assert.equal(g.hasNode(1), false)
    assert.deepEqual([...g.nodes], [0, 2, 3])
    assert.deepEqual([...g.edges], [2, 3])
    assert.equal(g.degree(2), 1)
    assert.equal(fails('NODE_NOT_FOUND', () => g.degree(1)).details['node'], 1)
    assert.equal(fails('EDGE_NOT_FOUND', () => g.source(0)).details['edge'], 0)
    assert.deepEqual([...g.neighbors(0)], [3])
    assert.equal(g.addNode(), 4)
    const { nodes, edges } = g.compact()
    const none = 0xffff_ffff
    assert.deepEqual([...nodes], [0, none, 1, 2, 3])
    assert.deepEqual([...edges], [none, none, 0, 1])
    assert.deepEqual([...g.neighbors(0)], [2])
    assert.deepEqual(g.validate(), [])
  })

  it('removing many removes all or none', () => {
    const g = new Graph()
    g.addNodes(5)
    fails('NODE_NOT_FOUND', () => g.removeNodes([0, 1, 9]))
    assert.equal(g.nodeCount, 5)
    g.removeNodes(Uint32Array.of(0, 1))
    assert.equal(g.nodeCount, 3)
    g.addEdges([
      { source: 2, target: 3 },
      { source: 3, target: 4 },
    ])
    fails('EDGE_NOT_FOUND', () => g.removeEdges([0, 7]))
    g.removeEdges([0, 1])
    assert.equal(g.edgeCount, 0)
    assert.deepEqual(g.validate(), [])
  })
})

describe('ids that are none', () => {
  const g = new Graph()
  g.addNodes(2)
  const e = g.addEdge(0, 1)

  for (const id of [-1, 0.5, 2, Number.NaN, 2 ** 32, 2 ** 53, Number.POSITIVE_INFINITY, 0xffff_ffff]) {
    it(`the id ${id} is refused as not found`, () => {
      for (const read of [
        () => g.degree(id),
        () => g.inDegree(id),
        () => g.outDegree(id),
        () => g.neighbors(id),
        () => g.inNeighbors(id),
        () => g.outNeighbors(id),
        () => g.inEdges(id),
        () => g.outEdges(id),
        () => g.edgesBetween(id, 0),
        () => g.edgesBetween(0, id),
        () => g.forEachNeighbor(id, () => undefined),
        () => g.removeNode(id),
        () => g.removeNodes([id]),
        () => g.addEdge(id, 0),
        () => g.addEdge(0, id),
        () => g.addEdges({ source: [id], target: [0] }),
        () => g.addEdges([{ source: 0, target: id }]),
      ]) {
        fails('NODE_NOT_FOUND', read)
      }
      for (const read of [
        () => g.source(id),
        () => g.target(id),
        () => g.removeEdge(id),
        () => g.removeEdges([id]),
      ]) {
        fails('EDGE_NOT_FOUND', read)
      }
      assert.equal(g.hasNode(id), false)
      assert.equal(g.hasEdge(id, 0), false)
      assert.equal(g.hasEdge(0, id), false)
    })
  }

  for (const value of ['0', null, undefined, 0n, {}, [0], Symbol('0'), true] as unknown[]) {
    it(`${String(value)} is refused as an id by its type`, () => {
      const id = value as number
      for (const read of [
        () => g.degree(id),
        () => g.neighbors(id),
        () => g.edgesBetween(0, id),
        () => g.forEachNeighbor(id, () => undefined),
        () => g.source(id),
        () => g.target(id),
        () => g.removeNode(id),
        () => g.removeNodes([id]),
        () => g.removeEdges([id]),
        () => g.addEdge(id, 0),
        () => g.addEdges({ source: [id], target: [0] }),
      ]) {
        fails('TYPE_MISMATCH', read)
      }
      assert.equal(g.hasNode(id), false)
      assert.equal(g.hasEdge(id, 0), false)
    })
  }

  it('refused ids leave the graph unchanged', () => {
    assert.equal(g.nodeCount, 2)
    assert.equal(g.edgeCount, 1)
    assert.equal(g.source(e), 0)
    assert.deepEqual(g.validate(), [])
  })
})

describe('reads between changes', () => {
  it('reads between changes are right', () => {
    const g = Graph.fromEdges({
      source: Uint32Array.from({ length: 2000 }, (_, i) => i),
      target: Uint32Array.from({ length: 2000 }, (_, i) => (i * 7 + 1) % 2000),
    })
    g.neighbors(0)
    for (let i = 0; i < 500; i++) {
      const e = g.addEdge(i, 1999 - i)
      assert.ok(g.neighbors(i).includes(1999 - i))
      assert.ok(g.hasEdge(i, 1999 - i))
      assert.ok(g.outEdges(i).includes(e))
      if (i % 3 === 0) {
        g.removeEdge(e)
        assert.ok(!g.outEdges(i).includes(e))
      }
      if (i % 50 === 0) {
        const id = g.addNode()
        assert.equal(g.degree(id), 0)
        assert.deepEqual([...g.neighbors(id)], [])
      }
    }
    assert.deepEqual(g.validate(), [])
  })
})

describe('crossings', () => {
  const ids = Uint32Array.from({ length: 5000 }, (_, i) => i)

  it('reading in place crosses nothing', { skip: !inPlace }, () => {
    const g = Graph.fromEdges({ source: ids, target: ids.toReversed() })
    let sum = 0
    const read = (): void => {
      sum += g.nodeCount + g.edgeCount + g.nodeBound + g.edgeBound + g.version
      sum += g.degree(1) + g.inDegree(1) + g.outDegree(1) + g.source(1) + g.target(1)
      sum += g.neighbors(1).length + g.outNeighbors(1).length + g.inEdges(1).length + g.outEdges(1).length
      sum += g.edgesBetween(0, 1).length + Number(g.hasNode(1)) + Number(g.hasEdge(0, 1))
      g.forEachNeighbor(1, neighbor => {
        sum += neighbor
      })
      for (const id of g.nodes) sum += id
    }
    read()
    assert.equal(crossings(read), 0)
    assert.ok(sum > 0)
  })

  it('adding and reading edge by edge crosses nothing more once a small graph was read', {
    skip: !inPlace,
  }, () => {
    for (const directed of [true, false]) {
      using g = new Graph({ directed })
      g.addNodes(100)
      for (let i = 0; i < 300; i++) g.addEdge(i % 100, (i * 37 + 11) % 100)
      const read = (): void => {
        for (let id = 0; id < 100; id++) {
          g.neighbors(id)
          g.hasEdge(id, 11)
          g.degree(id)
          g.forEachNeighbor(id, () => undefined)
        }
      }
      read()
      assert.equal(crossings(read), 0)
      // Changed again: asked by calls at first, and soon read in place once more.
      g.addEdge(0, 99)
      g.addNode()
      for (let i = 0; i < 200; i++) assert.ok(g.neighbors(0).includes(99))
      assert.equal(crossings(read), 0)
    }
  })

  it('a bulk call crosses once', () => {
    const g = new Graph({ nodes: { age: 'float64', name: 'utf8' }, edges: { weight: 'float64' } })
    const rows = [{ age: 1, name: 'a' }, { age: 2 }]
    const bulk = (): void => {
      g.addNodes(rows)
    }
    bulk()
    assert.equal(crossings(bulk), inPlace ? 1 : 2)
  })
})
