/** Whether the library does here what it does everywhere: each part once, on a graph whose answers are known. */

import { Graph, runtime } from 'groggy'
import { monitor } from 'groggy/monitor'

/** How one part did. */
export interface SelfCheck {
  readonly name: string
  /** `switched off` by `GROGGY_DISABLE`: nothing is known of it. */
  readonly status: 'passed' | 'failed' | 'switched off'
  /** What it answered instead. */
  readonly problem?: string
  readonly ms: number
}

/** How all parts did. */
export interface SelfTest {
  /** None has failed. */
  readonly passed: boolean
  readonly checks: readonly SelfCheck[]
}

/** 0 → 1 → 2 → 0 and 3 → 4: two components. */
function known(): Graph {
  const graph = new Graph()
  graph.addNodes({ x: Float64Array.of(0, 1, 2, 3, 4), name: ['a', 'b', 'c', 'd', 'é'] })
  graph.addEdges({ source: [0, 1, 2, 3], target: [1, 2, 0, 4], weight: [1, 2, 3, 4] })
  return graph as Graph
}

type Part = readonly [name: string, ask: (graph: Graph) => unknown, wanted: unknown]

const parts: readonly Part[] = [
  ['counts', graph => [graph.nodeCount, graph.edgeCount, graph.degree(0)], [5, 4, 2]],
  ['neighbors', graph => [...graph.outNeighbors(1), ...graph.inNeighbors(1)], [2, 0]],
  ['numbers', graph => graph.nodes.get(3, 'x' as never), 3],
  ['text', graph => graph.nodes.get(4, 'name' as never), 'é'],
  ['components, here', async graph => (await graph.connectedComponents({ offload: 'inline' })).count, 2],
  ['components, on the pool', async graph => (await graph.connectedComponents({ offload: 'pool' })).count, 2],
  [
    'PageRank sums to 1',
    graph =>
      graph
        .pageRankSync()
        .scores.reduce((sum, score) => sum + score, 0)
        .toFixed(6),
    '1.000000',
  ],
  ['shortest path', graph => graph.shortestPathSync(0, 2, { weight: 'weight' })?.distance, 3],
  ['snapshot', snapshotIsOlder, [5, 6]],
  ['errors', errorOf, 'NODE_NOT_FOUND'],
  ['structure', graph => graph.validate(), []],
]

function snapshotIsOlder(graph: Graph): number[] {
  using snapshot = graph.snapshot()
  graph.addNode()
  return [snapshot.nodeCount, graph.nodeCount]
}

function errorOf(graph: Graph): unknown {
  try {
    return graph.degree(99)
  } catch (error) {
    return codeOf(error)
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** What the library answers; `null` when that is switched off. */
export function ask<T>(question: () => T): T | null {
  try {
    return question()
  } catch (error) {
    if (codeOf(error) === 'DISABLED') return null
    throw error
  }
}

function off(name: string): SelfCheck {
  return { name, status: 'switched off', ms: 0 }
}

/** Runs every part, then looks whether something was left or a promise broken. */
export async function selfTest(): Promise<SelfTest> {
  const before = ask(() => runtime.memory().liveBytes)
  const watching = ask(() => monitor.start() ?? true)
  const checks: SelfCheck[] = []
  for (const part of parts) checks.push(await check(part))
  const violations = ask(() => monitor.validate().map(({ message }) => message))
  ask(() => monitor.stop())
  checks.push(
    violations === null || watching === null
      ? off('promises of the bridge')
      : told('promises of the bridge', violations, [], 0),
  )
  // Buffers that were detached are given back in the next turn of the event loop.
  await new Promise(resolve => setImmediate(resolve))
  await new Promise(resolve => setImmediate(resolve))
  const now = ask(() => runtime.memory().liveBytes)
  // Something of before may have gone meanwhile: fewer is as good as none.
  checks.push(
    before === null || now === null ? off('bytes left') : told('bytes left', Math.max(0, now - before), 0, 0),
  )
  return { passed: checks.every(({ status }) => status !== 'failed'), checks }
}

async function check([name, ask, wanted]: Part): Promise<SelfCheck> {
  const start = performance.now()
  try {
    using graph = known()
    return told(name, await ask(graph), wanted, performance.now() - start)
  } catch (error) {
    const status = codeOf(error) === 'DISABLED' ? 'switched off' : 'failed'
    return { name, status, problem: String(error), ms: performance.now() - start }
  }
}

function told(name: string, found: unknown, wanted: unknown, ms: number): SelfCheck {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return { name, status: 'passed', ms }
  const problem = `found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`
  return { name, status: 'failed', problem, ms }
}
