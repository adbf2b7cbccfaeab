/** Attributes of nodes and edges, for reading: `nodes` and `edges` of graphs and snapshots. */

import { describe } from '../arguments/describe.js'
import { expected, typeMismatch } from '../arguments/expected.js'
import { NODES, type Side } from '../bridge/numbers.js'
import { AttributeNotFoundError, type TypeMismatchError } from '../errors/classes.js'
import {
  type AttributeOf,
  type ColumnTypeName,
  Kind,
  type Known,
  type NameOf,
  type RowOf,
  type Schema,
  type Value,
} from '../schema/schema.js'
import type { ColumnTable } from '../views/column-table.js'
import type { ColumnViews } from '../views/column-views.js'
import { INSPECT, shown, UNCLONEABLE } from '../views/lifetime.js'
import type { Views } from '../views/views.js'
import { Column, type ReadonlyColumn } from './column.js'
import { NumberColumn } from './number-column.js'
import { TextColumn } from './text-column.js'

/** What the user sees of a column; the same object each time. */
export function faceOf(column: ColumnViews, owner: object): Column {
  column.face ??= makeFace(column, owner)
  return column.face as Column
}

function makeFace(column: ColumnViews, owner: object): Column {
  switch (column.type.kind) {
    case Kind.int32:
    case Kind.uint32:
    case Kind.float32:
    case Kind.float64:
      return new NumberColumn(
        column as ConstructorParameters<typeof NumberColumn>[0],
        owner,
      ) as unknown as Column
    case Kind.utf8:
      return new TextColumn(column as ConstructorParameters<typeof TextColumn>[0], owner) as unknown as Column
    default:
      return new Column(column, owner)
  }
}

/**
 * The attributes of the nodes or edges of a graph or snapshot, for reading.
 *
 * Iterating gives the live ids, ascending: `for (const id of g.nodes) …`.
 */
export class AttributeReader<S extends Schema> implements Iterable<number> {
  /** @internal */
  readonly uncloneable: symbol = UNCLONEABLE
  readonly #views: Views
  readonly #side: Side
  readonly #table: ColumnTable
  readonly #owner: object

  /** @internal */
  constructor(views: Views, side: Side, owner: object) {
    this.#views = views
    this.#side = side
    this.#table = views.columns(side)
    this.#owner = owner
  }

  /** @internal */
  [INSPECT](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return shown('Attributes', () => this.schema, depth, options, inspect)
  }

  /**
   * The value of one attribute of a node or edge.
   *
   * Cost: O(1), a name look-up and a read in place; no crossing. Use a {@link column} in loops.
   *
   * @param id - a live id.
   * @param name - the column's name.
   * @returns the value, or `undefined` when it is missing. Vectors are copies.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live.
   * @throws {AttributeNotFoundError} when there is no such column; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.get(alice, 'age') // 25
   * ```
   */
  get<K extends NameOf<S>>(id: number, name: K): AttributeOf<S, K> | undefined {
    const column = this.#views.closed ? undefined : this.#table.find(name)
    const face = column === undefined ? this.#column('get', name) : faceOf(column, this.#owner)
    return face.get(id) as AttributeOf<S, K> | undefined
  }

  /**
   * A column: the attribute of every id, for loops and for its memory.
   *
   * Cost: O(1), a name look-up; no crossing. The same object each time.
   *
   * @param name - the column's name.
   * @returns the column.
   * @throws {AttributeNotFoundError} when there is no such column; {@link ClosedError} after close.
   * @example
   * ```ts
   * const age = g.nodes.column('age')
   * for (const id of g.nodes) age.get(id)
   * ```
   */
  column<K extends NameOf<S>>(name: K): ReadonlyColumn<AttributeOf<S, K>> {
    return this.#column('column', name) as unknown as ReadonlyColumn<AttributeOf<S, K>>
  }

  /**
   * All attributes of a node or edge.
   *
   * Cost: O(columns), read in place; no crossing. A copy.
   *
   * @param id - a live id.
   * @returns an object with every column of this side, `undefined` where the value is missing.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.row(alice) // { name: 'Alice', age: 25 }
   * ```
   */
  row(id: number): RowOf<S> {
    this.#views.requireLive('row', this.#side, id)
    const table = this.#table
    // Every property is the row's own from the start: writing it runs no setter, whatever Object.prototype
    // has become.
    const row: Record<string, Value | undefined> = { ...table.emptyRow }
    const { list } = table
    for (let i = 0; i < list.length; i++) {
      const column = list[i]
      if (column !== undefined) row[column.name] = faceOf(column, this.#owner).get(id)
    }
    return row as RowOf<S>
  }

  /**
   * The columns with their types, in the order of their definition.
   *
   * Cost: O(columns); one crossing after a change of the schema, else none. A copy.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.schema // { name: 'utf8', age: 'float64' }
   * ```
   */
  get schema(): Known<S> & Schema {
    this.#views.requireOpen('schema')
    const entries: [string, ColumnTypeName][] = []
    const { list } = this.#table
    for (let i = 0; i < list.length; i++) {
      const column = list[i]
      if (column !== undefined) entries.push([column.name, column.type.name])
    }
    return fromEntries(entries) as Known<S> & Schema
  }

  /**
   * The live ids, ascending. Ids that are added while iterating are not visited, those removed are skipped.
   *
   * Cost: O(bound) over the whole iteration, read in place; no crossing.
   *
   * @returns an iterator over ids.
   * @throws {ClosedError} when the graph is closed, also in the middle.
   * @example
   * ```ts
   * for (const id of g.nodes) g.nodes.get(id, 'age')
   * ```
   */
  [Symbol.iterator](): IterableIterator<number> {
    return new Ids(this.#views, this.#side)
  }

  #column(operation: string, name: string): Column {
    this.#views.requireOpen(operation)
    const column = this.#table.find(name)
    if (column !== undefined) return faceOf(column, this.#owner)
    const side = this.#side === NODES ? 'nodes' : 'edges'
    if (typeof name !== 'string') throw nameError(operation, name)
    const known = this.#table.names
    throw new AttributeNotFoundError(
      operation,
      expected(
        known.length === 0
          ? `a column of ${side} (there are none yet)`
          : `one of the columns ${listed(known)}`,
        describe(name),
        'set, define and the bulk writers create columns',
      ),
      { attribute: name, side, known },
    )
  }
}

/** What generators and the iterators of arrays inherit from, with the helpers that the host has. */
const Iterator_ = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))

/** Goes through the live ids. A class of its own: a generator costs more than twice as much a step. */
class Ids implements IterableIterator<number> {
  readonly #views: Views
  readonly #side: Side
  #bound: number
  #next = 0

  constructor(views: Views, side: Side) {
    views.requireOpen('iterate')
    this.#views = views
    this.#side = side
    this.#bound = views.header[2 * side + 1] ?? 0
  }

  static {
    Object.setPrototypeOf(Ids.prototype, Iterator_)
  }

  next(): IteratorResult<number, undefined> {
    const views = this.#views
    const side = this.#side
    while (this.#next < this.#bound) {
      const id = this.#next++
      if (id < (side === NODES ? views.liveNodesBelow : views.liveEdgesBelow) || views.isLive(side, id)) {
        return { value: id, done: false }
      }
      views.requireOpen('iterate')
    }
    return { value: undefined, done: true }
  }

  return(): IteratorResult<number, undefined> {
    this.#bound = 0
    return { value: undefined, done: true }
  }

  [Symbol.iterator](): this {
    return this
  }
}

/** The first names, of which there may be very many. */
function listed(names: readonly string[]): string {
  const most = 20
  const first = names.slice(0, most).map(describe)
  return first.join(', ') + (names.length > most ? ` and ${names.length - most} more` : '')
}

const { fromEntries } = Object

export function nameError(operation: string, name: unknown): TypeMismatchError {
  return typeMismatch(operation, 'the name of a column', name, 'use a string', {
    argument: 'name',
    expected: 'string',
  })
}
