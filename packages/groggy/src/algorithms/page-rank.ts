/** PageRank: what it takes and what it gives. */

import { type OptionNames, optionNames } from '../arguments/options.js'
import type { Column } from '../attributes/column.js'
import { type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { Views } from '../views/views.js'
import { numberOption, perNodeOption, type Weight, weightOption, wholeOption } from './arguments.js'
import type { Origin } from './origin.js'

/** Options of `pageRank`. */
export interface PageRankOptions extends TaskOptions {
  /** Probability of following an edge rather than jumping, in [0, 1). Default 0.85. */
  readonly damping?: number | undefined
  /** Absolute L1 change at which iteration stops; 0 runs all iterations. Default 1e-6. */
  readonly tolerance?: number | undefined
  /** The most iterations. Default 100. */
  readonly maxIterations?: number | undefined
  /** Where jumps go: a share for each node, by id, length `nodeBound`, not negative, not all 0. Default: evenly. */
  readonly personalization?: Float64Array | undefined
  /** Edge weights, not negative. Default: 1 each. */
  readonly weight?: Weight | undefined
}

/** The names of {@link PageRankOptions}. */
export const pageRankNames: OptionNames = optionNames<PageRankOptions>({
  damping: true,
  tolerance: true,
  maxIterations: true,
  personalization: true,
  weight: true,
  ...taskOptions,
})

/** What `pageRank` gives. */
export class PageRankResult {
  /** Probability by node id, length `nodeBound`; they sum to 1. Removed ids hold NaN. Yours to keep. */
  readonly scores: Float64Array
  /** Iterations that were run. */
  readonly iterations: number
  /** L1 change of the last iteration. */
  readonly residual: number
  /** Whether the change fell to the tolerance. */
  readonly converged: boolean
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [scores, iterations, residual, converged] = result as [Float64Array, number, number, boolean]
    this.scores = scores
    this.iterations = iterations
    this.residual = residual
    this.converged = converged
    this.#origin = origin
  }

  /**
   * Writes the scores to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is float64.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the scores do not fit.
   * @example
   * ```ts
   * ;(await g.pageRank()).assignTo('rank')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assign('assignTo', column, this.scores)
  }
}

/** The arguments of `pageRank` as they cross. */
export function pageRankArguments(views: Views, options: PageRankOptions): readonly unknown[] {
  const operation = 'pageRank'
  return [
    numberOption(operation, 'damping', options.damping, 0.85),
    numberOption(operation, 'tolerance', options.tolerance, 1e-6),
    wholeOption(operation, 'maxIterations', options.maxIterations, 100),
    perNodeOption(operation, 'personalization', views, options.personalization),
    weightOption(operation, views, options.weight),
  ]
}
