/**
 * The columns of one side of a graph or snapshot, by name, as the native schema lists them.
 */

import { ColumnViews } from './column-views.js'
import { describe } from './describe.js'
import { InvalidArgumentError } from './errors.js'
import { EDGES, native, type Side } from './native.js'
import { typeOfCode } from './schema.js'
import type { Views } from './views.js'

/** Refuses a column of edges whose name rows and columns of edges use for their ends. */
export function checkEdgeName(operation: string, name: string): void {
  if (name !== 'source' && name !== 'target') return
  throw new InvalidArgumentError(
    operation,
    `${operation}: a column of edges cannot be named ${describe(name)}: rows and columns of edges give their ends by that name; take another one`,
    { attribute: name, value: name, expected: 'another name' },
  )
}

export class ColumnTable {
  readonly #views: Views
  readonly #side: Side
  /** By name, in the order of their definition. */
  #columns = new Map<string, ColumnViews>()
  #list: readonly ColumnViews[] = []
  #emptyRow: Readonly<Record<string, undefined>> | undefined = undefined
  /** Whether the native schema has to be read before the list is used. */
  #stale = true

  constructor(views: Views, side: Side) {
    this.#views = views
    this.#side = side
  }

  /** Every column by name; one crossing after a change of the schema, else none. */
  get all(): ReadonlyMap<string, ColumnViews> {
    if (this.#stale) this.#reload()
    return this.#columns
  }

  /** Every column, in the order of their definition; crosses as {@link all}. */
  get list(): readonly ColumnViews[] {
    if (this.#stale) this.#reload()
    return this.#list
  }

  /** A row without values: a property for each column. Crosses as {@link all}. */
  get emptyRow(): Readonly<Record<string, undefined>> {
    if (this.#stale) this.#reload()
    this.#emptyRow ??= Object.fromEntries(this.#list.map(column => [column.name, undefined]))
    return this.#emptyRow
  }

  /** The column of a name. */
  find(name: string): ColumnViews | undefined {
    if (this.#stale) this.#reload()
    return this.#columns.get(name)
  }

  /**
   * The column of a name that is about to be written; `undefined` when it will be a new one.
   *
   * @throws {ClosedError} when a getter of what is written has closed the graph.
   * @throws {InvalidArgumentError} for a new column whose name would hide an end of edges.
   */
  findOrCreatable(operation: string, name: string): ColumnViews | undefined {
    this.#views.requireOpen(operation)
    const column = this.find(name)
    if (column === undefined && this.#side === EDGES) checkEdgeName(operation, name)
    return column
  }

  /** Notes that the schema has changed; the views of every column, to be detached. */
  invalidate(): ArrayBuffer[] {
    this.#stale = true
    return this.drop()
  }

  /**
   * Brings the list up to date with the native schema. A column that is still there keeps its object; one
   * that is gone, or is of another type now, is marked dropped.
   */
  #reload(): void {
    const old = this.#columns
    const list = native.schema(this.#views.handle, this.#side)
    const columns = new Map<string, ColumnViews>()
    for (let i = 0; i + 2 < list.length; i += 3) {
      const name = String(list[i])
      const code = Number(list[i + 1])
      const index = Number(list[i + 2])
      let column = old.get(name)
      if (column === undefined || column.type.code !== code) {
        column = new ColumnViews(this.#views, this.#side, name, typeOfCode(code), index)
      }
      column.index = index
      columns.set(name, column)
    }
    for (const [name, column] of old) {
      if (columns.get(name) !== column) column.dropped = true
    }
    this.#columns = columns
    this.#list = [...columns.values()]
    this.#emptyRow = undefined
    this.#stale = false
  }

  /** Forgets the views of every column; their buffers, to be detached. */
  drop(): ArrayBuffer[] {
    const buffers: ArrayBuffer[] = []
    for (const column of this.#columns.values()) {
      for (const buffer of column.drop()) buffers.push(buffer)
    }
    return buffers
  }
}
