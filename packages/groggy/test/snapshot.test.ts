/**
 * Invariant: a snapshot never changes, whatever happens to its graph, on this thread and on others; who holds
 * it is counted, and what was closed is closed.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { Graph, Snapshot } from 'groggy'
import { fails } from './support.js'

function sample(): Graph {
  const g = new Graph()
  g.addNodes([
    { name: 'a', age: 1, tall: true, born: new Date(1), v: Float32Array.of(1, 2) },
    { name: 'b', age: 2, tall: false, born: new Date(2), v: Float32Array.of(3, 4) },
    { name: 'c', age: 3 },
  ])
  g.addEdges({ source: [0, 1, 2, 0], target: [1, 2, 0, 2], w: [1, 2, 3, 4] })
  return g
}

/** All that can be read of it. */
function content(s: Graph | Snapshot): unknown {
  return {
    counts: [s.nodeCount, s.edgeCount, s.nodeBound, s.edgeBound, s.directed],
    nodes: [...s.nodes].map(id => [
      id,
      { ...s.nodes.row(id) },
      s.degree(id),
      [...s.neighbors(id)],
      [...s.inEdges(id)],
    ]),
    edges: [...s.edges].map(id => [id, { ...s.edges.row(id) }, s.source(id), s.target(id)]),
    schema: [{ ...s.nodes.schema }, { ...s.edges.schema }],
  }
}

describe('what is cloned or posted', () => {
  it('posting or cloning a graph, snapshot or column throws, and says what to post instead', () => {
    const g = new Graph({ nodes: { x: 'float64' } })
    g.addNodes([{ x: 1 }])
    const s = g.snapshot()
    const { port1, port2 } = new MessageChannel()
    for (const value of [g, s, g.nodes, s.edges, g.nodes.column('x'), s.nodes.column('x'), { deep: [g] }]) {
      for (const send of [() => structuredClone(value), () => port1.postMessage(value)]) {
        assert.throws(send, (error: Error) => {
          assert.equal(error.name, 'DataCloneError')
          assert.match(error.message, /snapshot\(\)\.share\(\)/)
          return true
        })
      }
    }
    port1.close()
    port2.close()
    // Results are data.
    assert.deepEqual(structuredClone(g.bfsSync(0)).depth, Int32Array.of(0))
  })
})

describe('a snapshot', () => {
  it('a snapshot stays as its graph was', () => {
    using g = sample()
    using s = g.snapshot()
    const before = content(s)
    assert.deepEqual(before, content(g))
    const age = g.nodes.column('age')
    age.get(0)
    age.set(0, 100)
    g.nodes.set(1, 'name', 'B')
    g.nodes.set(2, 'tall', true)
    g.nodes.setColumn('born', [new Date(9)])
    g.nodes.set(0, 'v', Float32Array.of(9, 9))
    g.nodes.set(0, 'fresh', 1)
    g.nodes.set(1, 'age', null)
    g.addNode({ name: 'd', age: 4 })
    g.addEdge(2, 1, { w: 9 })
    assert.deepEqual(content(s), before)
    using t = g.snapshot()
    const after = content(t)
    assert.notDeepEqual(after, before)
    g.removeNode(1)
    g.nodes.drop('v')
    g.compact()
    assert.deepEqual(content(s), before)
    assert.deepEqual(content(t), after)
    assert.equal(s.nodes.get(0, 'age'), 1)
    assert.deepEqual(s.validate(), [])
    assert.deepEqual(g.validate(), [])
  })

  it('a snapshot stays as it was through a thousand changes', () => {
    using g = new Graph({ nodes: { x: 'float64', s: 'utf8', b: 'bool' } })
    const x = g.nodes.column('x')
    const kept: [Snapshot, unknown][] = []
    for (let i = 0; i < 60; i++) {
      const id = g.addNode({ x: i, s: `s${i}`, b: i % 2 === 0 })
      const live = [...g.nodes]
      const pick = (n: number): number => live[n % live.length] ?? id
      for (let j = 0; j < 20; j++) x.set(pick(id * 7 + j), i * 100 + j)
      g.nodes.set(pick(id * 3), 'b', true)
      g.addEdge(id, pick(id * 5))
      if (i % 10 === 5) {
        const s = g.snapshot() as unknown as Snapshot
        kept.push([s, content(s)])
      }
      if (i % 15 === 14) g.removeNode(id >> 1)
    }
    for (const [s, was] of kept) {
      assert.deepEqual(content(s), was)
      s.close()
    }
    assert.deepEqual(g.validate(), [])
  })

  it('a snapshot cannot be changed', () => {
    using g = sample()
    using s = g.snapshot()
    const writer = s.nodes.column('age') as unknown as { set(id: number, value: number): void }
    fails('INVALID_ARGUMENT', () => writer.set(0, 5))
    assert.equal('set' in s.nodes, false)
    assert.equal('addNode' in s, false)
    fails('TYPE_MISMATCH', () => new (Snapshot as unknown as new () => Snapshot)())
  })

  it('a snapshot outlives its graph, and toGraph() makes one of it', () => {
    const g = sample()
    g.removeEdge(1)
    using s = g.snapshot()
    const was = content(s)
    g.close()
    assert.deepEqual(content(s), was)
    using h = s.toGraph()
    assert.deepEqual(content(h), was)
    h.nodes.set(0, 'age', 50)
    h.addEdge(0, 0)
    assert.deepEqual(content(s), was)
    assert.deepEqual(h.validate(), [])
  })

  it('a snapshot is shared by token and counts its holders', () => {
    using g = sample()
    const s = g.snapshot()
    assert.equal(s.refs.host, 1)
    const token = s.share()
    assert.equal(s.share(), token)
    using t = Snapshot.attach(token)
    assert.equal(s.refs.host, 2)
    s.close()
    assert.equal(t.refs.host, 1)
    assert.equal(t.nodes.get(1, 'age'), 2)
    t.close()
    fails('CLOSED', () => Snapshot.attach(token))
    fails('INVALID_ARGUMENT', () => Snapshot.attach('nonsense'))
    fails('TYPE_MISMATCH', () => Snapshot.attach(5 as never))
  })
})

describe('another thread', () => {
  it('a worker reads the memory of a snapshot while the main thread changes the graph', async () => {
    using g = sample()
    using s = g.snapshot()
    const index = new URL('../dist/index.js', import.meta.url).href
    const source = `
      import { parentPort, workerData } from 'node:worker_threads'
      import { Snapshot } from ${JSON.stringify(index)}
      using0(Snapshot.attach(workerData))
      async function using0(s) {
        const ages = []
        for (let i = 0; i < 1000; i++) ages.push(s.nodes.get(i % 3, 'age'))
        const rank = await s.pageRank({ offload: 'pool' })
        parentPort.postMessage({ ages, row: { ...s.nodes.row(1) }, degree: s.degree(0), refs: s.refs.host, sum: rank.scores.reduce((a, b) => a + b) })
        s.close()
      }
    `
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData: s.share(),
    })
    const answer = once(worker, 'message')
    for (let i = 0; i < 1000; i++) g.nodes.set(i % 3, 'age', -i)
    const [message] = (await answer) as [
      { ages: number[]; row: object; degree: number; refs: number; sum: number },
    ]
    await once(worker, 'exit')
    assert.ok(message.ages.every((age, i) => age === (i % 3) + 1))
    assert.deepEqual(message.row, {
      name: 'b',
      age: 2,
      tall: false,
      born: new Date(2),
      v: Float32Array.of(3, 4),
    })
    assert.equal(message.degree, 3)
    assert.equal(message.refs, 2)
    assert.ok(Math.abs(message.sum - 1) < 1e-9)
    assert.equal(s.refs.host, 1)
  })

  it('graphs made of one snapshot, and the graph it is of, grow apart', () => {
    using g = new Graph({ edges: { w: 'float64', kind: 'utf8' }, nodes: { name: 'utf8', tall: 'bool' } })
    g.addNodes(5)
    for (let i = 0; i < 10; i++) g.addEdge(0, 1, { w: i, kind: `kind ${i}` })
    using s = g.snapshot()
    using x = s.toGraph()
    using y = s.toGraph()
    const all = [g, x, y] as Graph[]
    // In turns, so that each appends where another has room.
    for (let turn = 0; turn < 3; turn++) {
      for (const [i, graph] of all.entries()) {
        graph.addNode({ name: `node ${i}`, tall: i === 1 })
        graph.addEdge(1 + i, 2, { w: 100 * i + turn, kind: `of ${i}` })
      }
    }
    using later = g.snapshot()
    x.addEdge(4, 4, { w: -1, kind: 'none' })
    for (const [i, graph] of [...all, later].entries()) {
      const own = i % 3
      for (let turn = 0; turn < 3; turn++) {
        const edge = 10 + turn
        assert.deepEqual([graph.source(edge), graph.target(edge)], [1 + own, 2])
        assert.deepEqual({ ...graph.edges.row(edge) }, { w: 100 * own + turn, kind: `of ${own}` })
        assert.deepEqual({ ...graph.nodes.row(5 + turn) }, { name: `node ${own}`, tall: own === 1 })
      }
      assert.deepEqual(graph.validate(), [])
    }
    assert.equal(s.edgeCount, 10)
    assert.deepEqual(s.validate(), [])
  })
})
