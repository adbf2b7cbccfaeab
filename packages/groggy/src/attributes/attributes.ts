/** Attributes of nodes and edges of a graph, for reading and writing: `g.nodes` and `g.edges`. */

import { describe, isArray, isObject } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { type NativeValue, native } from '../bridge/native.js'
import { NODES, type Side } from '../bridge/numbers.js'
import { bareList } from '../bridge/primordials.js'
import { inferType, type PackedColumn } from '../input/column-builder.js'
import { commonCount, readColumn } from '../input/column-input.js'
import { type Ids, packIds } from '../input/ids.js'
import { misfit } from '../schema/fit.js'
import {
  type AttributeOf,
  type ColumnData,
  type ColumnTypeName,
  type InputOf,
  type NameOf,
  parseType,
  type RowInput,
  type Schema,
  type Value,
  type ValueOf,
} from '../schema/schema.js'
import { codecOf } from '../views/column-codec.js'
import type { ColumnTable } from '../views/column-table.js'
import type { ColumnViews } from '../views/column-views.js'
import type { Views } from '../views/views.js'
import { AttributeReader, faceOf, nameError } from './attribute-reader.js'
import type { Column } from './column.js'
import { checkValue, storeValue } from './column-access.js'

/** A value that may be set. */
interface Assignment {
  /** `undefined` when it is to be created, with `type`. */
  readonly column: ColumnViews | undefined
  readonly name: string
  readonly value: NativeValue
  readonly type: number
}

/**
 * The attributes of the nodes or edges of a graph: `g.nodes`, `g.edges`.
 *
 * Values are checked against their column's type exactly; nothing is cast or rounded. A column that does not
 * exist is created by the first write of a value, with the type of that value.
 */
export class Attributes<S extends Schema> extends AttributeReader<S> {
  readonly #views: Views
  readonly #side: Side
  readonly #table: ColumnTable
  readonly #owner: object

  /** @internal */
  constructor(views: Views, side: Side, owner: object) {
    super(views, side, owner)
    this.#views = views
    this.#side = side
    this.#table = views.columns(side)
    this.#owner = owner
  }

  /**
   * A column that can also be written: the attribute of every id, for loops and for its memory.
   *
   * Cost: O(1), a name look-up; no crossing. The same object each time.
   *
   * @param name - the column's name.
   * @returns the column.
   * @throws {AttributeNotFoundError} when there is no such column; {@link ClosedError} after close.
   * @example
   * ```ts
   * const age = g.nodes.column('age')
   * for (const id of g.nodes) age.set(id, 1 + (age.get(id) ?? 0))
   * ```
   */
  override column<K extends NameOf<S>>(name: K): Column<AttributeOf<S, K>> {
    return super.column(name) as Column<AttributeOf<S, K>>
  }

  /**
   * Changes one attribute of a node or edge; `null` or `undefined` makes it missing.
   *
   * Cost: O(1), a name look-up and a write in place; one crossing for strings, for keys, to make a value missing and to
   * create the column. The first write after a snapshot copies the column.
   *
   * @param id - a live id.
   * @param name - the column's name; a new one is created with the type of the value.
   * @param value - a value that fits the column's type exactly.
   * @throws {TypeMismatchError} when the value does not fit.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} when `id` is not live.
   * @throws {DuplicateKeyError} when another node has that key.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.set(alice, 'age', 26)
   * ```
   */
  set<K extends NameOf<S>>(id: number, name: K, value: InputOf<AttributeOf<S, K>>): void {
    const column = this.#views.closed ? undefined : this.#table.find(name)
    if (column !== undefined) faceOf(column, this.#owner).set(id, value as InputOf<Value>)
    else this.#store(id, this.#check('set', id, name, value))
  }

  /**
   * Changes several attributes of a node or edge; all or none.
   *
   * Cost: O(properties), one crossing. The first write of a column after a snapshot copies it.
   *
   * @param id - a live id.
   * @param values - attributes by name: own enumerable properties; `null` or `undefined` makes one missing.
   * @throws as {@link set}; nothing was changed then.
   * @example
   * ```ts
   * g.nodes.assign(alice, { age: 27, name: 'Alice B' })
   * ```
   */
  assign<R extends object>(id: number, values: R & RowInput<S>): void {
    const views = this.#views
    views.requireMutable('assign')
    views.requireLive('assign', this.#side, id)
    if (!isObject(values)) {
      throw typeMismatch('assign', 'an object of attributes', values, 'use { name: value }', {
        argument: 'values',
        expected: 'object',
      })
    }
    const read: [string, unknown][] = []
    views.locked('assign', () => {
      const row = values as Readonly<Record<string, unknown>>
      for (const name of Object.keys(row)) read.push([name, row[name]])
    })
    const list = bareList<string | NativeValue>()
    for (const [name, value] of read) {
      const { column, value: fitting, type } = this.#check('assign', id, name, value)
      if (column === undefined && fitting === undefined) continue
      list[list.length] = column?.index ?? name
      list[list.length] = type
      list[list.length] = fitting
    }
    if (list.length > 0) views.change(() => native.assign(views.handle, this.#side, id, list))
  }

  /**
   * Creates a column. Defining one again with the type it has changes nothing.
   *
   * Cost: one crossing; memory comes with the first values.
   *
   * @param name - the column's name.
   * @param type - its type: see {@link ColumnTypeName}.
   * @returns the column.
   * @throws {TypeMismatchError} for an unknown type; {@link InvalidArgumentError} when the column has another one.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * const embedding = g.nodes.define('embedding', 'vector<float32, 384>')
   * ```
   */
  define<T extends ColumnTypeName>(name: NameOf<S>, type: T): Column<ValueOf<T>> {
    this.#views.requireMutable('define')
    if (typeof name !== 'string') throw nameError('define', name)
    const { code } = parseType('define', name, type)
    this.#table.findOrCreatable('define', name)
    this.#views.change(() => native.define(this.#views.handle, this.#side, name, code))
    return super.column(name) as unknown as Column<ValueOf<T>>
  }

  /**
   * Removes a column with all its values. Views of it that were handed out stay readable.
   *
   * Cost: one crossing.
   *
   * @param name - the column's name.
   * @throws {AttributeNotFoundError} when there is no such column.
   * @throws {InvalidArgumentError} for the key column.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.drop('age')
   * ```
   */
  drop(name: NameOf<S>): void {
    this.#views.requireMutable('drop')
    if (typeof name !== 'string') throw nameError('drop', name)
    this.#views.change(() => native.drop(this.#views.handle, this.#side, name))
  }

  /**
   * Changes one attribute of many nodes or edges; all or none.
   *
   * Cost: O(ids), one crossing. Typed arrays of the column's own type are copied once; arrays are packed
   * first. Runs on the event loop. What is passed is copied, never kept.
   *
   * @param name - the column's name; a new one is created with the type of the first value.
   * @param ids - live ids; when one is named twice, its last value counts.
   * @param values - one value an id; `null` or `undefined` makes it missing.
   * @throws {TypeMismatchError} naming the row whose value does not fit.
   * @throws {NodeNotFoundError} or {@link EdgeNotFoundError} naming the id that is not live.
   * @throws {InvalidArgumentError} when lengths differ, or for detached, resizable or shared memory.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.setValues('age', [alice, bob], [25, 30])
   * ```
   */
  setValues<K extends NameOf<S>>(name: K, ids: Ids, values: ColumnData<AttributeOf<S, K>>): void {
    const operation = 'setValues'
    const views = this.#views
    const side = this.#side
    const [read, packed] = this.#reading(operation, name, () => {
      // Plain arrays may be proxies: both are read before a typed array is looked at.
      const early = isArray(ids) ? packIds(views, operation, side, 'ids', ids) : undefined
      const column = readColumn(operation, name, values, this.#table.findOrCreatable(operation, name)?.type)
      return [column, early ?? packIds(views, operation, side, 'ids', ids)] as const
    })
    commonCount(operation, [
      { name: 'ids', count: packed.length },
      { name, count: read.count },
    ])
    if (read.packed === undefined) {
      for (const id of packed) views.requireLive(operation, side, id)
      return
    }
    const { type, values: array, lengths, validity } = read.packed
    views.change(() =>
      native.setValues(views.handle, side, name, type.code, packed, array, lengths, validity),
    )
  }

  /**
   * Replaces a whole column: the value at index `i` goes to id `i`, the ids past the end become missing.
   *
   * Cost: O(n), one crossing. Typed arrays of the column's own type are copied once; arrays are packed
   * first. Runs on the event loop. What is passed is copied, never kept.
   *
   * @param name - the column's name; a new one is created with the type of the values.
   * @param values - values by id, at most `nodeBound` or `edgeBound` of them; those of removed ids are ignored.
   * @throws {TypeMismatchError} naming the row whose value does not fit.
   * @throws {InvalidArgumentError} when there are more values than ids, or for detached, resizable or shared memory.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.nodes.setColumn('rank', (await g.pageRank()).scores)
   * ```
   */
  setColumn<K extends NameOf<S>>(name: K, values: ColumnData<AttributeOf<S, K>>): void {
    const operation = 'setColumn'
    const views = this.#views
    views.requireOpen(operation)
    const bound = views.header[2 * this.#side + 1] ?? 0
    const checkCount = (count: number): void => {
      views.requireOpen(operation)
      if (count <= bound) return
      const what = this.#side === NODES ? 'nodeBound' : 'edgeBound'
      throw invalidArgument(
        operation,
        `at most ${bound} values for column ${describe(name)}`,
        count,
        `give at most ${what} values`,
        { attribute: name, expected: bound },
      )
    }
    const read = this.#reading(operation, name, () =>
      readColumn(operation, name, values, this.#table.findOrCreatable(operation, name)?.type, checkCount),
    )
    if (read.packed !== undefined) this.#writeColumn(operation, read.packed, read.count)
  }

  #writeColumn(operation: string, column: PackedColumn, count: number): void {
    const { name, type, values, lengths, validity } = column
    const { handle } = this.#views
    this.#views.change(
      () => native.setColumn(handle, this.#side, name, type.code, values, lengths, validity, count),
      operation,
    )
  }

  /** Runs `read`, which may call the user's code, under the lock. */
  #reading<T>(operation: string, name: unknown, read: () => T): T {
    const views = this.#views
    views.requireMutable(operation)
    if (typeof name !== 'string') throw nameError(operation, name)
    const result = views.locked(operation, read)
    views.requireOpen(operation)
    return result
  }

  #check(operation: string, id: number, name: string, value: unknown): Assignment {
    this.#views.requireMutable(operation)
    if (typeof name !== 'string') throw nameError(operation, name)
    const column = this.#table.findOrCreatable(operation, name)
    if (column !== undefined) {
      return { column, name, value: checkValue(column, operation, id, value), type: 0 }
    }
    this.#views.requireLive(operation, this.#side, id)
    if (value === undefined || value === null) {
      return { column, name, value: undefined, type: 0 }
    }
    const type = inferType(operation, name, value)
    const fitting = codecOf(type).toNative(value, type, operation, name)
    if (fitting === undefined) throw misfit(operation, name, type.name, value)
    return { column, name, value: fitting, type: type.code }
  }

  #store(id: number, { column, name, value, type }: Assignment): void {
    if (column !== undefined) storeValue(column, id, value)
    else if (value !== undefined) {
      this.#views.change(() => native.setValue(this.#views.handle, this.#side, name, type, id, value))
    }
  }
}
