/** `groggy rank FILE`: the nodes by PageRank. */

import { highest } from '../highest.js'
import { readInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { print, printJson, table } from '../output.js'
import { placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { count, milliseconds, plural } from '../quantities.js'

/** Options of the command. */
export interface RankOptions extends InputOptions {
  readonly top: number
  readonly damping: number
  readonly tolerance: number
  readonly maxIterations: number
  readonly weight?: string
}

/** Runs the command. */
export async function rank(file: string, options: RankOptions, signal: AbortSignal): Promise<void> {
  const { graph: opened, names } = await readInput(file, options, signal)
  using graph = opened
  const { damping, tolerance, maxIterations, weight } = options
  const ranked = await withProgress('ranking', onProgress =>
    placed('pageRank', () =>
      graph.pageRank({ damping, tolerance, maxIterations, weight, signal, onProgress }),
    ),
  )
  const { scores, iterations, residual, converged } = ranked.result
  const top = highest(scores, options.top).map((id, index) => ({
    rank: index + 1,
    ...names.named(id),
    score: scores[id] ?? Number.NaN,
  }))
  if (options.json === true) {
    const { ms, place } = ranked
    const { nodeCount: nodes, edgeCount: edges } = graph
    printJson({ file, nodes, edges, damping, tolerance, iterations, residual, converged, ms, place, top })
    return
  }
  print(
    table(
      ['rank', 'node', 'score', 'edges'],
      top.map(({ rank, id, name, score }) => [
        count(rank),
        name,
        score.toExponential(4),
        count(graph.degree(id)),
      ]),
      ['right', 'left', 'right', 'right'],
    ),
  )
  const ending = converged ? 'converged' : `not converged (change ${residual.toExponential(1)})`
  print()
  print(
    `${plural(graph.nodeCount, 'node')} ranked in ${milliseconds(ranked.ms)} ${where(ranked)}, ` +
      `${plural(iterations, 'iteration')}, ${ending}`,
  )
}
