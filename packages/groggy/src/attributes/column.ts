/**
 * A column: one attribute of every node or edge, read and written in place.
 */

import { inPlace, native } from '../bridge/native.js'
import { COLUMN_EPOCH, LENGTH, NULL_COUNT, VERSION_F64 } from '../bridge/numbers.js'
import { type ColumnTypeName, type InputOf, Kind, type Value } from '../schema/schema.js'
import { readTime } from '../views/column-codec.js'
import type { ColumnViews, ValuesArray } from '../views/column-views.js'
import { INSPECT, shown, UNCLONEABLE } from '../views/lifetime.js'
import { allValues, checkValue, hasValue, readMillis, readValue, storeValue } from './column-access.js'

/** A typed array without its writers: what {@link Column.values} gives. */
export type ReadonlyArrayView<A extends ValuesArray> = {
  readonly [P in Exclude<keyof A, 'copyWithin' | 'fill' | 'reverse' | 'set' | 'sort'>]: A[P]
}

/** What {@link Column.values} gives for a column of `T`. */
export type ValuesOf<T extends Value> = T extends number
  ?
      | ReadonlyArrayView<Int32Array>
      | ReadonlyArrayView<Uint32Array>
      | ReadonlyArrayView<Float32Array>
      | ReadonlyArrayView<Float64Array>
  : T extends bigint | Date
    ? ReadonlyArrayView<BigInt64Array>
    : T extends Float32Array
      ? ReadonlyArrayView<Float32Array>
      : never

/** A column that cannot be changed: one of a snapshot. */
export type ReadonlyColumn<T extends Value> = Omit<Column<T>, 'set'>

/** Keeps a graph or snapshot from its finalizer while one of its columns is in use. */
const owners = new WeakMap<Column, object>()

/**
 * One attribute of every node or edge of a graph, by id: `g.nodes.column('age')`.
 *
 * Reading and writing a number costs what reading and writing an array costs: the memory is native and is
 * accessed in place. A column object stays valid while the graph grows, and always reads the present.
 */
export class Column<T extends Value = Value> {
  /** @internal */
  readonly uncloneable: symbol = UNCLONEABLE
  readonly #column: ColumnViews

  /** @internal */
  constructor(column: ColumnViews, owner: object) {
    this.#column = column
    owners.set(this, owner)
  }

  /** @internal */
  [INSPECT](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const facts = () => ({ name: this.name, type: this.type, nullCount: this.nullCount })
    return shown('Column', facts, depth, options, inspect)
  }

  /**
   * The value of a node or edge.
   *
   * Cost: O(1), read in place: no crossing (a string that was not read before is decoded). Numbers ≈ 3 ns.
   *
   * @param id - a live id.
   * @returns the value, or `undefined` when it is missing. Vectors are copies.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live.
   * @throws {AttributeNotFoundError} when the column was dropped; {@link ClosedError} after close.
   * @example
   * ```ts
   * const age = g.nodes.column('age')
   * age.get(alice) // 25
   * ```
   */
  get(id: number): T | undefined {
    const column = this.#column
    if (typeof id === 'number') {
      if (column.isReadable(id)) return column.codec.read(column, id) as T
      if (column.isKnownMissing(id)) return undefined
    }
    return readValue(column, 'get', id) as T | undefined
  }

  /**
   * The value of a timestamp column as milliseconds since 1970: what `get(id)?.getTime()` gives, without making a Date.
   *
   * Cost: O(1), read in place: no crossing. Making a Date costs several times as much.
   *
   * @param id - a live id.
   * @returns the milliseconds, or `undefined` when the value is missing.
   * @throws {TypeMismatchError} when this is not a timestamp column.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live.
   * @throws {AttributeNotFoundError} when the column was dropped; {@link ClosedError} after close.
   * @example
   * ```ts
   * const born = g.nodes.define('born', 'timestamp')
   * born.set(alice, new Date(0))
   * born.millis(alice) // 0
   * ```
   */
  millis(id: number): T extends Date ? number | undefined : never
  millis(id: number): number | undefined {
    const column = this.#column
    if (column.type.kind === Kind.timestamp && typeof id === 'number') {
      if (column.isReadable(id)) return readTime(column, id)
      if (column.isKnownMissing(id)) return undefined
    }
    return readMillis(column, 'millis', id)
  }

  /**
   * Changes the value of a node or edge; `null` or `undefined` makes it missing.
   *
   * Cost: O(1), written in place: no crossing for fixed-width types; a flat call for strings, to make a value
   * missing, and for rows that are beyond the column's memory. The first write after a snapshot copies the column.
   *
   * @param id - a live id.
   * @param value - a value that fits the column's type exactly; nothing is cast or rounded.
   * @throws {TypeMismatchError} when the value does not fit.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @throws {InvalidArgumentError} on a column of a snapshot.
   * @example
   * ```ts
   * g.nodes.column('age').set(alice, 26)
   * ```
   */
  set(id: number, value: InputOf<T>): void {
    const column = this.#column
    if (typeof id === 'number' && column.codec.put(column, id, value)) {
      // No call between the write and this: nothing can stop the program in between.
      const { clock } = column.views
      clock[VERSION_F64] = (clock[VERSION_F64] ?? 0) + 1
    } else storeValue(column, id, checkValue(column, 'set', id, value))
  }

  /**
   * The column's name.
   *
   * Cost: O(1), no crossing.
   *
   * @example
   * ```ts
   * g.nodes.column('age').name // 'age'
   * ```
   */
  get name(): string {
    return this.#column.name
  }

  /**
   * The column's type, as in the schema.
   *
   * Cost: O(1), no crossing.
   *
   * @example
   * ```ts
   * g.nodes.column('age').type // 'float64'
   * ```
   */
  get type(): ColumnTypeName {
    return this.#column.type.name
  }

  /**
   * How many live nodes or edges have no value.
   *
   * Cost: O(1) in place while nothing was removed, else one crossing.
   *
   * @throws {AttributeNotFoundError} when the column was dropped; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.column('age').nullCount // 1
   * ```
   */
  get nullCount(): number {
    const column = this.#column
    if (!column.isLoaded || !column.views.ready) {
      column.requireUsable('nullCount')
      column.load()
    }
    const { header } = column.views
    const bound = header[2 * column.side + 1] ?? 0
    if (column.isLoaded && header[2 * column.side] === bound) {
      return (column.header[NULL_COUNT] ?? 0) + bound - (column.header[LENGTH] ?? 0)
    }
    return native.nullCount(column.views.handle, column.side, column.index)
  }

  /**
   * Whether a live node or edge has no value.
   *
   * Cost: O(1), read in place: no crossing.
   *
   * @param id - a live id.
   * @returns whether the value is missing.
   * @throws as {@link get}.
   * @example
   * ```ts
   * if (g.nodes.column('age').isNull(bob)) console.log('unknown')
   * ```
   */
  isNull(id: number): boolean {
    const column = this.#column
    if (column.views.isLive(column.side, id) && column.isLoaded) return !column.isPresent(id)
    return !hasValue(column, 'isNull', id)
  }

  /**
   * The values of all ids as a new array: index is id, `undefined` where missing or removed.
   *
   * Cost: O(n), a copy; read in place without crossing (strings are decoded, each distinct one once while
   * the cache holds it). Runs on the event loop.
   *
   * @returns an array of length `nodeBound` or `edgeBound`. Yours to keep.
   * @throws {AttributeNotFoundError} when the column was dropped; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.column('age').toArray() // [25, undefined]
   * ```
   */
  toArray(): (T | undefined)[] {
    const column = this.#column
    column.requireUsable('toArray')
    const bound = column.views.header[2 * column.side + 1] ?? 0
    return allValues(column, bound) as (T | undefined)[]
  }

  /**
   * The column's memory, zero-copy: index is id, rows without a value hold anything.
   *
   * A view stays readable whatever happens to the graph later. It has the length that the column had, and
   * may or may not show later writes: ask again after a change. Writing through it is unsupported, and
   * harmless to the graph. Timestamps are milliseconds as bigint; vectors stand one after another.
   *
   * Memory that you move with `values.buffer.transfer()` is yours, also on another thread, and may show later
   * writes like the view did. If the thread of the graph ends first, it stays until the process ends.
   *
   * Cost: O(1), one crossing, zero-copy; later calls give the same view while it is current, without
   * crossing. The next snapshot after a view was handed out copies the column. Copies: the values of a
   * snapshot, of rows that a snapshot holds, and all where the host refuses external buffers.
   *
   * @returns a typed array, or `undefined` for `bool`, `utf8` and the key column.
   * @throws {LimitExceededError} past 4 GiB on Node 20.
   * @throws {AttributeNotFoundError} when the column was dropped; {@link ClosedError} after close.
   * @example
   * ```ts
   * let sum = 0
   * for (const age of g.nodes.column('age').values ?? []) sum += age
   * ```
   */
  get values(): ValuesOf<T> | undefined {
    const column = this.#column
    column.requireUsable('values')
    const { kind } = column.type
    if (kind === Kind.bool || kind === Kind.utf8 || column.isKey) return undefined
    const epoch = column.views.header[COLUMN_EPOCH]
    // A copy is of one version; a view in place is of one length.
    const exportedFor = inPlace && column.load() ? column.header[LENGTH] : column.views.version('values')
    const cached = column.exported
    // A user may have transferred the buffer away: its views are then empty.
    const intact = cached !== undefined && (cached.values.length > 0 || exportedFor === 0)
    if (intact && cached.epoch === epoch && cached.what === exportedFor)
      return cached.values as unknown as ValuesOf<T>
    const values = column.exportValues()
    column.exported =
      values === undefined
        ? undefined
        : { values, epoch: column.views.header[COLUMN_EPOCH], what: exportedFor }
    return values as unknown as ValuesOf<T> | undefined
  }

  /** Shown by `console.log`. */
  get [Symbol.toStringTag](): string {
    return 'Column'
  }
}
