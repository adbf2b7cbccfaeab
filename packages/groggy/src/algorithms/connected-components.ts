/** Connected components: what the method takes and gives. */

import { type OptionNames, optionNames } from '../arguments/options.js'
import type { Column } from '../attributes/column.js'
import { type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { Origin } from './origin.js'

/** Options of `connectedComponents`. */
export interface ConnectedComponentsOptions extends TaskOptions {}

/** The names of {@link ConnectedComponentsOptions}. */
export const connectedComponentsNames: OptionNames = optionNames<ConnectedComponentsOptions>({
  ...taskOptions,
})

/** What `connectedComponents` gives. */
export class Components {
  /** Component by node id, length `nodeBound`, dense from 0 by first id. Removed ids hold 0xFFFFFFFF. Yours to keep. */
  readonly labels: Uint32Array
  /** How many components there are. */
  readonly count: number
  /** Nodes by component, length `count`. */
  readonly sizes: Uint32Array
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [labels, count, sizes] = result as [Uint32Array, number, Uint32Array]
    this.labels = labels
    this.count = count
    this.sizes = sizes
    this.#origin = origin
  }

  /**
   * Writes the labels to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is uint32.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the labels do not fit.
   * @example
   * ```ts
   * (await g.connectedComponents()).assignTo('component')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assign('assignTo', column, this.labels)
  }
}
