/** The parts of a tour that are the same for every graph. */

import { type Components, type Graph, type PageRankResult, runtime } from 'groggy'
import { type LoopDelay, watchLoop } from 'groggy-operations'
import { largestComponents } from '../commands/components.js'
import { highest } from '../highest.js'
import { heading, print, table } from '../output.js'
import { type Placed, placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { bytes, count, milliseconds, plural, share } from '../quantities.js'

/** What a tour asks of a graph, whatever its columns are. */
export type AnyGraph = Pick<
  Graph,
  'nodeCount' | 'edgeCount' | 'degree' | 'pageRank' | 'connectedComponents' | 'directed'
>

/** How nodes appear in tables. */
export interface NodeColumns {
  readonly head: readonly string[]
  cells(id: number): readonly string[]
}

/** Native bytes by owner, to be compared with later. */
export function nativeBytesByOwner(): Readonly<Record<string, number>> {
  return runtime.memory().byOwner
}

/** Owners of memory that grows with the values of attributes; `results` are the tour's own, the rest is structure. */
const VALUES: readonly string[] = ['columns', 'text']
const NOT_OF_THE_GRAPH = 'results'

/** Bytes an edge, of structure and of values; what algorithms run on is built by then. */
export function printMemory(graph: AnyGraph, before: Readonly<Record<string, number>>): void {
  const held = Object.entries(nativeBytesByOwner())
    .map(([owner, now]) => ({ owner, held: now - (before[owner] ?? 0) }))
    .filter(({ owner, held }) => held > 0 && owner !== NOT_OF_THE_GRAPH)
    .sort((a, b) => b.held - a.held)
  const structure = held.filter(({ owner }) => !VALUES.includes(owner))
  const values = held.filter(({ owner }) => VALUES.includes(owner))
  const line = (name: string, parts: typeof held): string[] => {
    const sum = parts.reduce((total, { held }) => total + held, 0)
    const perEdge = (sum / Math.max(1, graph.edgeCount)).toFixed(1)
    return [name, bytes(sum), perEdge, parts.map(({ owner, held }) => `${owner} ${bytes(held)}`).join(', ')]
  }
  const rows = [line('structure', structure), line('attributes', values), line('together', held).with(3, '')]
  print(table(['native memory', '', 'bytes an edge', ''], rows, ['left', 'right', 'right', 'left']))
}

/** The largest components. */
export async function tourComponents(
  graph: AnyGraph,
  nodes: NodeColumns,
  signal: AbortSignal,
): Promise<Placed<Components>> {
  heading('Connected components')
  const found = await withProgress('finding components', onProgress =>
    placed('connectedComponents', () => graph.connectedComponents({ signal, onProgress })),
  )
  const { count: components } = found.result
  print(
    `${plural(components, 'component')}, found in ${milliseconds(found.ms)} ${where(found)}; the largest:`,
  )
  print()
  const rows = largestComponents(found.result, 5).map(({ size, first }) => [
    count(size),
    share(size, graph.nodeCount),
    ...nodes.cells(first),
  ])
  print(
    table(['nodes', 'share', ...nodes.head], rows, [
      'right',
      'right',
      ...nodes.head.map(() => 'left' as const),
    ]),
  )
  return found
}

/** The ten highest by PageRank, and how late the event loop was meanwhile. */
export async function tourRank(
  graph: AnyGraph,
  nodes: NodeColumns,
  signal: AbortSignal,
): Promise<{
  readonly ranked: Placed<PageRankResult>
  readonly delay: LoopDelay
  readonly top: readonly number[]
}> {
  heading('What is central: PageRank')
  const { result: ranked, delay } = await withProgress('ranking', onProgress =>
    watchLoop(() => placed('pageRank', () => graph.pageRank({ signal, onProgress }))),
  )
  const { scores, iterations, converged } = ranked.result
  print(
    `${plural(graph.nodeCount, 'node')} ranked in ${milliseconds(ranked.ms)} ${where(ranked)}, ` +
      `${plural(iterations, 'iteration')}${converged ? '' : ', not converged'}; the highest:`,
  )
  print()
  const top = highest(scores, 10)
  const rows = top.map((id, index) => [
    String(index + 1),
    (scores[id] ?? Number.NaN).toExponential(2),
    count(graph.degree(id)),
    ...nodes.cells(id),
  ])
  const alignments = ['right', 'right', 'right', ...nodes.head.map(() => 'left' as const)] as const
  print(table(['', 'score', 'edges', ...nodes.head], rows, alignments))
  return { ranked, delay, top }
}
