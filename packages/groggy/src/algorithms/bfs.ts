/** Breadth-first search: what it takes and what it gives. */

import { type OptionNames, optionNames } from '../arguments/options.js'
import type { Column } from '../attributes/column.js'
import { NODES } from '../bridge/native.js'
import { type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { Views } from '../views/views.js'
import { countOption, type Direction, directionOption } from './arguments.js'
import type { Origin } from './origin.js'

/** Options of `bfs`. */
export interface BfsOptions extends TaskOptions {
  /** Which edges are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
  /** How deep to go. Default: as far as there are nodes. */
  readonly maxDepth?: number | undefined
}

/** The names of {@link BfsOptions}. */
export const bfsNames: OptionNames = optionNames<BfsOptions>({
  direction: true,
  maxDepth: true,
  ...taskOptions,
})

/** What `bfs` gives. */
export class BfsResult {
  /** Edges from the source by node id, length `nodeBound`; −1 where not reached or removed. Yours to keep. */
  readonly depth: Int32Array
  /** The node before, by node id: the smallest id at `depth − 1`; 0xFFFFFFFF where there is none. Yours to keep. */
  readonly parent: Uint32Array
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [depth, parent] = result as [Int32Array, Uint32Array]
    this.depth = depth
    this.parent = parent
    this.#origin = origin
  }

  /**
   * Writes the depths to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is int32.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the depths do not fit.
   * @example
   * ```ts
   * (await g.bfs(alice)).assignTo('depth')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assign('assignTo', column, this.depth)
  }
}

/** The arguments of `bfs` as they cross. */
export function bfsArguments(views: Views, source: number, options: BfsOptions): readonly unknown[] {
  views.requireLive('bfs', NODES, source)
  return [source, directionOption('bfs', options.direction), countOption('bfs', 'maxDepth', options.maxDepth)]
}
