/**
 * The columns of one side of a graph or snapshot, by name, as the native schema lists them.
 */

import { ColumnViews } from './column-views.js'
import { describe } from './describe.js'
import { InvalidArgumentError } from './errors.js'
import type { BufferList } from './memory.js'
import { EDGES, native, type Side } from './native.js'
import { bareList, mapGet, mapSet } from './primordials.js'
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

const { fromEntries } = Object

export class ColumnTable {
  readonly #views: Views
  readonly #side: Side
  /** By name, in the order of their definition. */
  #columns = new Map<string, ColumnViews>()
  #list: readonly ColumnViews[] = bareList()
  #emptyRow: Readonly<Record<string, undefined>> | undefined = undefined
  /** Whether the native schema has to be read before the list is used. */
  #stale = true

  constructor(views: Views, side: Side) {
    this.#views = views
    this.#side = side
  }

  /** The names of the columns, in the order of their definition; one crossing after a change of the schema, else none. */
  get names(): string[] {
    const { list } = this
    const names: string[] = []
    for (let i = 0; i < list.length; i++) names.push(list[i]?.name ?? '')
    return names
  }

  /** Every column, in the order of their definition: a list without a prototype. Crosses as {@link names}. */
  get list(): readonly ColumnViews[] {
    if (this.#stale || !this.#views.ready) this.#reload()
    return this.#list
  }

  /** A row without values: a property for each column. Crosses as {@link names}. */
  get emptyRow(): Readonly<Record<string, undefined>> {
    if (this.#stale || !this.#views.ready) this.#reload()
    this.#emptyRow ??= fromEntries(this.names.map(name => [name, undefined]))
    return this.#emptyRow
  }

  /** The column of a name. */
  find(name: string): ColumnViews | undefined {
    if (this.#stale || !this.#views.ready) this.#reload()
    return mapGet(this.#columns, name)
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
  invalidate(buffers: BufferList): BufferList {
    this.#stale = true
    return this.drop(buffers)
  }

  /**
   * Brings the list up to date with the native schema. A column that is still there keeps its object; one
   * that is gone, or is of another type now, is marked dropped.
   */
  #reload(): void {
    if (!this.#views.ready) this.#views.settle()
    if (!this.#stale) return
    const old = this.#columns
    const list = native.schema(this.#views.handle, this.#side)
    const columns = new Map<string, ColumnViews>()
    const all = bareList<ColumnViews>()
    for (let i = 0; i + 2 < list.length; i += 3) {
      const name = String(list[i])
      const code = Number(list[i + 1])
      const index = Number(list[i + 2])
      let column = mapGet(old, name)
      if (column === undefined || column.type.code !== code) {
        column = new ColumnViews(this.#views, this.#side, name, typeOfCode(code), index)
      }
      column.index = index
      mapSet(columns, name, column)
      all[all.length] = column
    }
    const before = this.#list
    for (let i = 0; i < before.length; i++) {
      const column = before[i]
      if (column !== undefined && mapGet(columns, column.name) !== column) column.dropped = true
    }
    this.#columns = columns
    this.#list = all
    this.#emptyRow = undefined
    this.#stale = false
  }

  /** Forgets the views of every column; adds their buffers, to be detached. */
  drop(buffers: BufferList): BufferList {
    const list = this.#list
    for (let i = 0; i < list.length; i++) list[i]?.drop(buffers)
    return buffers
  }

  /** Forgets what is known of the rows of every column. */
  forget(): void {
    const list = this.#list
    for (let i = 0; i < list.length; i++) list[i]?.forget()
  }
}
