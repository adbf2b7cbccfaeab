/** Where a result of an algorithm came from: what lets it write its values to a column of that graph. */

import { describe, isReally } from '../arguments/describe.js'
import { nameError } from '../attributes/attribute-reader.js'
import { Column } from '../attributes/column.js'
import { COMPACTIONS } from '../bridge/numbers.js'
import { weakDeref } from '../bridge/primordials.js'
import { InvalidArgumentError } from '../errors/classes.js'
import { inOperation } from '../errors/graph-error.js'
import type { ColumnArray, ColumnData } from '../schema/schema.js'
import type { Views } from '../views/views.js'

/** Where a result was computed; its graph is not kept from being collected. */
export class Origin {
  readonly #graph: WeakRef<Views> | undefined
  /** How often ids had been renumbered: results are about the ids of then. */
  readonly #compactions: number | undefined

  /**
   * @param graph - the views of the graph; `undefined` for a snapshot whose graph is not known here.
   * @param views - what the algorithm ran on.
   */
  constructor(graph: WeakRef<Views> | undefined, views: Views) {
    this.#graph = graph
    this.#compactions = views.header[COMPACTIONS]
  }

  /** Writes `values`, by node id, to a node column. One crossing. */
  assignTo(column: string | Column, values: ColumnArray): void {
    const operation = 'assignTo'
    const face = isReally(Column, 'name', column) ? column : undefined
    const name = face?.name ?? column
    if (typeof name !== 'string') throw nameError(operation, name)
    const graph = this.#graph === undefined ? undefined : weakDeref(this.#graph)
    if (graph?.nodes === undefined) {
      throw new InvalidArgumentError(
        operation,
        `expected the graph of this result, got none (unknown or collected); use graph.nodes.setColumn(${describe(name)}, …)`,
        { argument: 'graph' },
      )
    }
    graph.requireMutable(operation)
    if (graph.header[COMPACTIONS] !== this.#compactions) {
      throw new InvalidArgumentError(
        operation,
        'expected the graph as it was, got one that was compacted since; run the algorithm again',
        { argument: 'graph' },
      )
    }
    if (face !== undefined && graph.nodes.column(name) !== face) {
      throw new InvalidArgumentError(
        operation,
        `expected a node column of the graph of this result, got column ${describe(name)} of something else; pass a column of that graph, or a name`,
        { argument: 'column' },
      )
    }
    try {
      graph.nodes.setColumn(name, values as ColumnData)
    } catch (error) {
      throw inOperation(error, operation)
    }
  }
}
