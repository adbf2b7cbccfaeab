/**
 * Invariant: an algorithm gives the same result inline, on the pool and blocking; it runs on the graph as it
 * was at the call; what is wrong with the call rejects and never throws; cancelling settles at once.
 */

import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { type Column, Graph, runtime } from 'groggy'
import { fails, rejects, turn } from './support.js'

/** 0 → 1 → 2 → 0, 2 → 3, and 4 alone. */
function sample(): Graph {
  const g = new Graph()
  g.addNodes(5)
  g.addEdges({ source: [0, 1, 2, 2], target: [1, 2, 0, 3], w: [1, 2, 3, 10] })
  return g
}

function large(nodes: number, edges: number): Graph {
  const source = new Uint32Array(edges)
  const target = new Uint32Array(edges)
  let state = 12345
  for (let i = 0; i < edges; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    source[i] = state % nodes
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    target[i] = state % nodes
  }
  return Graph.fromEdges({ source, target }, { nodeCount: nodes })
}

describe('results', () => {
  it('algorithms give the known results of a small graph', async () => {
    using g = sample()
    const { scores, converged, iterations, residual } = await g.pageRank()
    assert.equal(scores.length, 5)
    assert.ok(Math.abs(scores.reduce((a, b) => a + b) - 1) < 1e-9)
    assert.ok(converged && iterations > 1 && residual <= 1e-6)
    const components = await g.connectedComponents()
    assert.deepEqual([...components.labels], [0, 0, 0, 0, 1])
    assert.deepEqual([...components.sizes], [4, 1])
    assert.equal(components.count, 2)
    const { depth, parent } = await g.bfs(0)
    assert.deepEqual([...depth], [0, 1, 2, 3, -1])
    assert.deepEqual([...parent], [0xffff_ffff, 0, 1, 2, 0xffff_ffff])
    assert.deepEqual([...(await g.bfs(0, { direction: 'in', maxDepth: 1 })).depth], [0, -1, 1, -1, -1])
    assert.deepEqual([...(await g.bfs(3, { direction: 'both' })).depth], [2, 2, 1, 0, -1])
    assert.deepEqual(
      [...(await g.shortestDistances(0, { weight: 'w' }))],
      [0, 1, 3, 13, Number.POSITIVE_INFINITY],
    )
    const path = await g.shortestPath(0, 3, { weight: 'w' })
    assert.deepEqual([...(path?.nodes ?? [])], [0, 1, 2, 3])
    assert.deepEqual([...(path?.edges ?? [])], [0, 1, 3])
    assert.equal(path?.distance, 13)
    assert.equal(await g.shortestPath(0, 4), undefined)
    assert.deepEqual(
      [...(await g.shortestDistances(0, { weight: Float64Array.of(1, 1, 1, 0.5) }))],
      [0, 1, 2, 2.5, Number.POSITIVE_INFINITY],
    )
    const weight = Float64Array.of(1, 2, 3, 10)
    assert.deepEqual((await g.pageRank({ weight })).scores, (await g.pageRank({ weight: 'w' })).scores)
  })

  it('results are the same inline, on the pool and blocking', async () => {
    using g = large(2000, 12_000)
    using s = g.snapshot()
    const { scores } = g.pageRankSync()
    for (const offload of ['auto', 'inline', 'pool'] as const) {
      assert.deepEqual((await g.pageRank({ offload })).scores, scores)
      assert.deepEqual((await s.pageRank({ offload })).scores, scores)
      assert.deepEqual((await g.bfs(0, { offload })).depth, s.bfsSync(0).depth)
      assert.deepEqual((await g.connectedComponents({ offload })).labels, s.connectedComponentsSync().labels)
      assert.deepEqual(await g.shortestDistances(0, { offload }), s.shortestDistancesSync(0))
      assert.deepEqual(await g.shortestPath(0, 9, { offload }), s.shortestPathSync(0, 9))
    }
  })

  it('prepare() builds the adjacency on the pool, and reads build nothing more', async () => {
    const adjacency = () => runtime.memory().byOwner['adjacency'] ?? 0
    using g = large(2000, 12_000)
    using s = g.snapshot()
    const before = adjacency()
    assert.equal(await g.prepare({ offload: 'pool' }), undefined)
    const built = adjacency()
    assert.ok(built - before >= 12_000 * 16, `${built - before} bytes`)
    await s.prepare()
    g.prepareSync()
    g.neighbors(5)
    g.hasEdge(1, 2)
    assert.equal(s.degree(5), g.degree(5))
    assert.deepEqual(s.outEdges(7), g.outEdges(7))
    // The marks of nodes that change are made at the first read, a bit each.
    assert.ok(adjacency() - built < 1024, `${adjacency() - built} bytes more`)
  })

  it('results hold the value for removed ids at removed ids', async () => {
    using g = sample()
    g.removeNode(1)
    assert.equal((await g.pageRank()).scores[1], Number.NaN)
    assert.equal((await g.connectedComponents()).labels[1], 0xffff_ffff)
    assert.equal((await g.bfs(0)).depth[1], -1)
    assert.equal((await g.shortestDistances(0))[1], Number.NaN)
  })

  it('assignTo() writes results to a column of their graph', async () => {
    using g = sample()
    const rank = await g.pageRank()
    const components = await g.connectedComponents()
    const bfs = await g.bfs(0)
    g.addNode()
    rank.assignTo('rank')
    components.assignTo('component')
    bfs.assignTo('depth')
    bfs.assignTo(g.nodes.column('depth'))
    g.edges.define('depth', 'int32')
    fails('INVALID_ARGUMENT', () => bfs.assignTo(g.edges.column('depth')))
    assert.deepEqual(g.nodes.schema, { rank: 'float64', component: 'uint32', depth: 'int32' })
    assert.deepEqual(g.nodes.column('rank').toArray(), [...rank.scores, undefined])
    assert.equal(g.nodes.get(3, 'depth'), 3)
    using s = g.snapshot()
    fails('INVALID_ARGUMENT', () => bfs.assignTo(s.nodes.column('depth') as Column))
    ;(await s.pageRank()).assignTo('again')
    assert.equal(g.nodes.column('again').nullCount, 0)
    g.removeNode(4)
    g.compact()
    fails('INVALID_ARGUMENT', () => rank.assignTo('rank'))
    g.close()
    fails('CLOSED', () => components.assignTo('component'))
  })
})

describe('the graph', () => {
  it('a graph may change or be closed while an algorithm runs on it', async () => {
    const g = large(20_000, 200_000)
    const expected = g.pageRankSync().scores
    const running = g.pageRank({ offload: 'pool' })
    g.addNodes(10)
    g.addEdges({ source: [0, 1, 2], target: [3, 4, 5] })
    g.removeNode(7)
    g.nodes.set(0, 'x', 1)
    const other = g.connectedComponents({ offload: 'pool' })
    g.close()
    assert.deepEqual((await running).scores, expected)
    assert.equal((await other).labels.length, 20_010)
  })
})

describe('what is wrong', () => {
  it('a wrong argument of an async algorithm rejects and does not throw', async () => {
    using g = sample()
    await rejects('INVALID_ARGUMENT', g.pageRank({ damping: 1.5 }))
    await rejects('INVALID_ARGUMENT', g.pageRank({ damping: Number.NaN }))
    await rejects('INVALID_ARGUMENT', g.pageRank({ maxIterations: -1 }))
    await rejects('TYPE_MISMATCH', g.pageRank({ damping: '1' as never }))
    await rejects('TYPE_MISMATCH', g.pageRank('options' as never))
    await rejects('TYPE_MISMATCH', g.pageRank(null as never))
    await rejects('TYPE_MISMATCH', g.pageRank({ signal: {} as never }))
    await rejects('TYPE_MISMATCH', g.pageRank({ onProgress: 5 as never }))
    await rejects('INVALID_ARGUMENT', g.pageRank({ offload: 'moon' as never }))
    await rejects('ATTRIBUTE_NOT_FOUND', g.pageRank({ weight: 'nope' }))
    await rejects('INVALID_ARGUMENT', g.pageRank({ weight: Float64Array.of(1) }))
    await rejects('TYPE_MISMATCH', g.pageRank({ weight: [1, 2, 3, 4] as never }))
    await rejects('INVALID_ARGUMENT', g.pageRank({ personalization: Float64Array.of(1) }))
    await rejects('NODE_NOT_FOUND', g.bfs(99))
    await rejects('TYPE_MISMATCH', g.bfs('0' as never))
    await rejects('INVALID_ARGUMENT', g.bfs(0, { direction: 'up' as never }))
    await rejects('INVALID_ARGUMENT', g.bfs(0, { maxDepth: -1 }))
    await rejects('NODE_NOT_FOUND', g.shortestPath(0, 99))
    await rejects('NODE_NOT_FOUND', g.shortestDistances(-1))
    fails('NODE_NOT_FOUND', () => g.bfsSync(99))
    fails('INVALID_ARGUMENT', () => g.pageRankSync({ damping: 2 }))
  })

  it('a weight that is not allowed is reported with its edge', async () => {
    using g = sample()
    for (const offload of ['inline', 'pool'] as const) {
      const error = await rejects(
        'INVALID_ARGUMENT',
        g.shortestDistances(0, { weight: Float64Array.of(1, 1, -1, 1), offload }),
      )
      assert.equal(error.details['edge'], 2)
      assert.match(error.message, /edge 2/)
    }
    g.edges.set(3, 'w', null)
    assert.equal((await rejects('INVALID_ARGUMENT', g.pageRank({ weight: 'w' }))).details['edge'], 3)
    g.removeEdge(3)
    await g.pageRank({ weight: 'w' })
  })
})

describe('cancelling', () => {
  it('an aborted algorithm rejects with the reason of the signal, before and during the work', async () => {
    using g = large(50_000, 1_000_000)
    const reason = new Error('enough')
    await assert.rejects(g.pageRank({ signal: AbortSignal.abort(reason) }), error => error === reason)
    assert.throws(
      () => g.pageRankSync({ signal: AbortSignal.abort(reason) }),
      error => error === reason,
    )
    const controller = new AbortController()
    const running = g.pageRank({
      signal: controller.signal,
      tolerance: 0,
      maxIterations: 100_000,
      offload: 'pool',
    })
    setTimeout(() => controller.abort(reason), 30)
    await assert.rejects(running, error => error === reason)
    // The graph is as usable as before.
    assert.equal((await g.bfs(0, { offload: 'pool' })).depth[0], 0)
  })

  it('an algorithm leaves no listener on its signal', async () => {
    using g = sample()
    const { signal } = new AbortController()
    const running = g.pageRank({ signal, offload: 'pool' })
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    await running
    await g.pageRank({ signal, offload: 'pool', damping: 5 }).catch(() => undefined)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('tasks that share a signal add one listener to it', async () => {
    using g = sample()
    const warnings: Error[] = []
    const warned = (warning: Error): void => {
      warnings.push(warning)
    }
    process.on('warning', warned)
    const controller = new AbortController()
    const { signal } = controller
    const endless = { signal, offload: 'pool', tolerance: 0, maxIterations: 1e9 } as const
    const first = g.pageRank({ signal, offload: 'pool' })
    const running = Array.from({ length: 20 }, () => g.pageRank(endless))
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    await first
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    const reason = new Error('enough')
    controller.abort(reason)
    for (const result of await Promise.allSettled(running)) {
      assert.ok(result.status === 'rejected' && result.reason === reason)
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    await turn()
    process.off('warning', warned)
    assert.deepEqual(warnings, [])
  })

  it('cancelling works on a signal whose properties were replaced', async () => {
    using g = sample()
    const controller = new AbortController()
    const { signal } = controller
    const mine = () => {
      throw new RangeError('mine')
    }
    for (const name of ['addEventListener', 'removeEventListener']) {
      Object.defineProperty(signal, name, { value: mine })
    }
    for (const name of ['aborted', 'reason']) Object.defineProperty(signal, name, { get: mine })
    await g.pageRank({ signal, offload: 'pool' })
    const reason = new Error('enough')
    const running = g.pageRank({ signal, offload: 'pool', maxIterations: 1e9, tolerance: 0 })
    controller.abort(reason)
    await assert.rejects(running, error => error === reason)
    await assert.rejects(g.pageRank({ signal }), error => error === reason)
    assert.throws(
      () => g.pageRankSync({ signal }),
      error => error === reason,
    )
  })
})

describe('progress', () => {
  it('onProgress is called on the event loop, in the context of the call, and ends at 1', async () => {
    using g = large(20_000, 200_000)
    const storage = new AsyncLocalStorage<string>()
    for (const offload of ['pool', 'inline'] as const) {
      const seen: [number, string, string | undefined][] = []
      await storage.run('mine', () =>
        g.pageRank({
          tolerance: 0,
          maxIterations: 200,
          offload,
          onProgress: (fraction, stage) => seen.push([fraction, stage, storage.getStore()]),
        }),
      )
      assert.equal(seen.at(-1)?.[0], 1)
      for (const [i, [fraction, stage, store]] of seen.entries()) {
        assert.ok(fraction >= 0 && fraction <= 1 && fraction >= (seen[i - 1]?.[0] ?? 0))
        assert.equal(typeof stage, 'string')
        assert.equal(store, 'mine')
      }
    }
  })

  it('an onProgress that throws cancels the work and rejects with its error', async () => {
    using g = large(20_000, 200_000)
    const mine = new Error('mine')
    for (const offload of ['pool', 'inline'] as const) {
      await assert.rejects(
        g.pageRank({
          offload,
          onProgress: () => {
            throw mine
          },
        }),
        error => error === mine,
      )
    }
  })
})

describe('the runtime', () => {
  it('runtime tells its threads and why work ran where it did', async () => {
    const { threads } = runtime
    assert.ok(threads >= 1)
    runtime.threads = 2
    assert.equal(runtime.threads, 2)
    runtime.threads = threads
    fails('INVALID_ARGUMENT', () => {
      runtime.threads = 0
    })
    fails('TYPE_MISMATCH', () => {
      runtime.threads = '2' as never
    })
    using g = sample()
    await g.pageRank()
    const stats = runtime.stats().operations['pageRank']
    assert.ok(stats !== undefined && stats.calls > 0)
    assert.equal(stats.calls, stats.inline + stats.pool)
    const memory = runtime.memory()
    assert.ok(memory.liveBytes > 0)
    assert.equal(typeof memory.externalBytes, 'number')
  })
})
