/**
 * Protects: from the first algorithm call after a load of ten million edges to its result, the event loop goes on:
 * the 99th percentile of its delay is at most 10 ms; and running work stops within 50 ms of its cancellation. What others on the machine take
 * is not counted.
 */

import assert from 'node:assert/strict'
import { openSync, readSync } from 'node:fs'
import { test } from 'node:test'
import { Graph, runtime } from 'groggy'

const NODES = 1_000_000
const EDGES = 10_000_000
/** Neither time nor memory mean anything under a sanitizer. */
const skip = process.env['GROGGY_SANITIZER'] !== undefined

function load(): Graph {
  const source = new Uint32Array(EDGES)
  const target = new Uint32Array(EDGES)
  let state = 1
  for (let edge = 0; edge < EDGES; edge++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    source[edge] = (state >>> 8) % NODES
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    target[edge] = (state >>> 8) % NODES
  }
  return Graph.fromEdges({ source, target }, { directed: false, nodeCount: NODES })
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

test('PageRank on ten million edges leaves the event loop free, takes 28 bytes an edge at most, and can be cancelled', {
  skip,
}, async t => {
  using graph = load()
  // Where the system does not tell what others took, an idle loop of the same moment does.
  const idle = await delayOf(() => pause(300))
  const limit = Math.max(10, 3 * idle)
  // The very first call builds the adjacency too. On a busy machine another attempt may decide.
  const percentiles: number[] = []
  for (let attempt = 0; attempt < 3 && !percentiles.some(ms => ms <= limit); attempt++) {
    if (attempt > 0) graph.addEdge(0, attempt)
    percentiles.push(await delayOf(() => graph.pageRank()))
  }
  t.diagnostic(`event-loop delay, 99th percentile: ${percentiles.map(ms => ms.toFixed(2))} ms`)
  assert.ok(Math.min(...percentiles) <= limit, `${percentiles} ms, and idle ${idle} ms`)

  const { byOwner } = runtime.memory()
  const structure = (byOwner['topology'] ?? 0) + (byOwner['adjacency'] ?? 0)
  t.diagnostic(`${(structure / EDGES).toFixed(2)} bytes an edge`)
  assert.ok(structure / EDGES <= 28, `${structure / EDGES} bytes an edge`)

  const times: number[] = []
  for (let attempt = 0; attempt < 3 && !times.some(ms => ms <= 50); attempt++) {
    times.push(await workAfterCancelling(graph))
  }
  t.diagnostic(
    `cancelled, and its threads free again, after ${times.map(ms => ms.toFixed(1))} ms of work each`,
  )
  assert.ok(Math.min(...times) <= 50, `${times} ms`)
})

const queue = process.platform === 'linux' ? openSync('/proc/thread-self/schedstat', 'r') : undefined
const counts = Buffer.alloc(100)

/** Milliseconds by the clock, without those in which this thread was ready to run and others had the core. */
function ownTime(): number {
  if (queue === undefined) return performance.now()
  const length = readSync(queue, counts, 0, counts.length, 0)
  const [, queuedNs] = counts.toString('latin1', 0, length).split(' ')
  return performance.now() - Number(queuedNs) / 1e6
}

/** The 99th percentile of the delay of the event loop while `work` runs, in ms. */
async function delayOf(work: () => Promise<unknown>): Promise<number> {
  await pause(20)
  const delays: number[] = []
  let last = ownTime()
  const look = (): void => {
    const now = ownTime()
    delays.push(now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  await work()
  look()
  // Among so few, one that is late is the percentile.
  while (delays.length < 50) await pause(1)
  clearInterval(timer)
  return delays.sort((one, other) => one - other)[Math.floor(0.99 * delays.length)] as number
}

/**
 * Milliseconds of work in each thread, from a cancellation until work is over. The promise is settled at once; then the
 * next task has a turn.
 */
async function workAfterCancelling(graph: Graph): Promise<number> {
  const abort = new AbortController()
  const reason = new Error('enough')
  const long = { tolerance: 0, maxIterations: 500, offload: 'pool', signal: abort.signal } as const
  const running = Array.from({ length: runtime.threads }, () => graph.pageRank(long))
  await pause(200)
  const before = process.cpuUsage()
  abort.abort(reason)
  for (const work of running) await assert.rejects(work, error => error === reason)
  await graph.bfs(0, { maxDepth: 0, offload: 'pool' })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / runtime.threads
}
