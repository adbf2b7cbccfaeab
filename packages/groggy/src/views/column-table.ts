/**
 * The columns of one side of a graph or snapshot, by name, as the native schema lists them.
 */

import { invalidArgument } from '../arguments/expected.js'
import type { BufferList } from '../bridge/buffers.js'
import { native } from '../bridge/native.js'
import { EDGES, type Side } from '../bridge/numbers.js'
import { bareList, mapDelete, mapGet, mapSet } from '../bridge/primordials.js'
import { typeOfCode } from '../schema/schema.js'
import { ColumnViews } from './column-views.js'
import type { Views } from './views.js'

/** Refuses a column of edges whose name rows and columns of edges use for their ends. */
export function checkEdgeName(operation: string, name: string): void {
  if (name !== 'source' && name !== 'target') return
  throw invalidArgument(
    operation,
    'a column name other than "source" and "target", which name the ends of an edge',
    name,
    'choose another name',
    { attribute: name, expected: 'another name' },
  )
}

const { fromEntries } = Object

export class ColumnTable {
  readonly #views: Views
  readonly #side: Side
  #columns = new Map<string, ColumnViews>()
  /** By their place in the native schema. */
  #byIndex: (ColumnViews | undefined)[] = bareList()
  /** Those of {@link #byIndex}, once they were asked for. */
  #list: readonly ColumnViews[] | undefined = undefined
  #emptyRow: Readonly<Record<string, undefined>> | undefined = undefined
  /** How many columns had come and gone when the native schema was read last. */
  #known = 0
  /** Whether the native schema has to be read before the list is used. */
  #stale = true
  /** The columns with something to forget: of thousands, mostly few. */
  #holding: ColumnViews[] = bareList()

  constructor(views: Views, side: Side) {
    this.#views = views
    this.#side = side
  }

  /** The names of the columns, in the order of their definition; one crossing after a change of the schema, else none. */
  get names(): string[] {
    const { list } = this
    const names: string[] = []
    for (let i = 0; i < list.length; i++) names[i] = list[i]?.name ?? ''
    return names
  }

  /** Every column, in the order of their definition: a list without a prototype. Crosses as {@link names}. */
  get list(): readonly ColumnViews[] {
    if (this.#stale || !this.#views.ready) this.#reload()
    this.#list ??= this.#listed()
    return this.#list
  }

  #listed(): readonly ColumnViews[] {
    const list = bareList<ColumnViews>()
    for (let i = 0; i < this.#byIndex.length; i++) {
      const column = this.#byIndex[i]
      if (column !== undefined) list[list.length] = column
    }
    return list
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
   * Brings the columns up to date with the native schema, of which it reads what came and went since the last time.
   * A column that is gone is marked dropped. May be stopped at any point and begun again.
   */
  #reload(): void {
    if (!this.#views.ready) this.#views.settle()
    if (!this.#stale) return
    const read = native.schema(this.#views.handle, this.#side, this.#known)
    this.#list = undefined
    this.#emptyRow = undefined
    if (read[1] === true) this.#replace(read)
    else for (let i = 2; i + 2 < read.length; i += 3) this.#renew(Number(read[i]), read[i + 1], read[i + 2])
    this.#known = Number(read[0])
    this.#stale = false
  }

  /** What stood at `index` is gone; now there is a column of that name and type, or none. */
  #renew(index: number, name: unknown, code: unknown): void {
    const columns = this.#columns
    const gone = this.#byIndex[index]
    if (gone !== undefined) {
      gone.dropped = true
      // A new column of its name may stand elsewhere.
      if (mapGet(columns, gone.name) === gone) mapDelete(columns, gone.name)
    }
    const column = typeof name === 'string' ? this.#made(index, name, Number(code)) : undefined
    this.#byIndex[index] = column
    if (column !== undefined) mapSet(columns, column.name, column)
  }

  /** Takes all columns from `read`. One that is still there keeps its object. */
  #replace(read: readonly unknown[]): void {
    const columns = new Map<string, ColumnViews>()
    const byIndex = bareList<ColumnViews | undefined>()
    for (let i = 2; i + 2 < read.length; i += 3) {
      const index = Number(read[i])
      const name = String(read[i + 1])
      const code = Number(read[i + 2])
      let column = mapGet(this.#columns, name)
      if (column === undefined || column.type.code !== code) column = this.#made(index, name, code)
      column.index = index
      mapSet(columns, name, column)
      byIndex[index] = column
    }
    const before = this.#byIndex
    for (let i = 0; i < before.length; i++) {
      const column = before[i]
      if (column !== undefined && mapGet(columns, column.name) !== column) column.dropped = true
    }
    this.#columns = columns
    this.#byIndex = byIndex
  }

  #made(index: number, name: string, code: number): ColumnViews {
    return new ColumnViews(this.#views, this.#side, name, typeOfCode(code), index)
  }

  /** Notes that `column` will have something to forget. */
  hold(column: ColumnViews): void {
    this.#holding[this.#holding.length] = column
  }

  /** Forgets the views of every column; adds their buffers, to be detached. */
  drop(buffers: BufferList): BufferList {
    const holding = this.#holding
    for (let i = 0; i < holding.length; i++) holding[i]?.drop(buffers)
    if (holding.length > 0) this.#holding = bareList()
    return buffers
  }

  /** Forgets what is known of the rows of every column. */
  forget(): void {
    const holding = this.#holding
    for (let i = 0; i < holding.length; i++) holding[i]?.forget()
  }
}
