/**
 * Ids and keys from the user, in bulk: arrays of them into what crosses.
 *
 * Whether an id is live is asked natively, once for all; here it is a number that an id can be.
 */

import { lengthOfList, type Place, typedArray } from '../arguments/arrays.js'
import { isArray } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { allocate } from '../bridge/allocate.js'
import type { PackedEndpoints } from '../bridge/native.js'
import { NODES, NONE, type Side } from '../bridge/numbers.js'
import { LimitExceededError, type TypeMismatchError } from '../errors/classes.js'
import { bigintFits } from '../schema/fit.js'
import { Kind } from '../schema/schema.js'
import { isWellFormed, packText } from '../schema/text.js'
import type { Views } from '../views/views.js'
import { NO_DOUBLES, NO_STRINGS, roomFor, UNKNOWN } from './column-builder.js'

/** Ids as the user gives them. */
export type Ids = Uint32Array | readonly number[]

/** The most nodes or edges that there are ids for. */
const MAX_IDS = NONE

/** Whether a number can be an id. */
function isId(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value && value !== NONE
}

/** Ids as they cross. Reads the user's array: call it under the lock. */
export function packIds(
  views: Views,
  operation: string,
  side: Side,
  argument: string,
  ids: unknown,
): Uint32Array {
  let list: ArrayLike<unknown>
  if (isArray(ids)) list = ids
  else {
    const array = typedArray(operation, { argument }, ids)
    if (array instanceof Uint32Array) return array
    if (array === undefined || array instanceof BigInt64Array || array instanceof BigUint64Array) {
      throw typeMismatch(operation, 'a list of ids', ids, 'use a Uint32Array or an array of numbers', {
        argument,
        expected: 'Uint32Array',
      })
    }
    list = array
  }
  const count = isArray(ids) ? lengthOfList(operation, { argument }, ids) : list.length
  const packed = allocate(operation, argument, count * 4, () => new Uint32Array(count))
  for (let row = 0; row < count; row++) {
    const id: unknown = list[row]
    if (!isId(id)) throw views.idError(operation, side, id, row)
    packed[row] = id
  }
  return packed
}

/** A number of new nodes, checked; `argument` is what it was given as. */
export function checkCount(
  operation: string,
  count: unknown,
  argument: 'count' | 'nodeCount' = 'count',
): number {
  if (typeof count !== 'number') {
    const [what, remedy] =
      argument === 'count'
        ? ['a count, rows or columns', 'pass a number, an array of objects, or an object of arrays']
        : ['a number for nodeCount', 'use a whole number from 0']
    throw typeMismatch(operation, what, count, remedy, { argument, expected: 'number' })
  }
  if (!Number.isInteger(count) || count < 0) {
    const what = `a whole number for ${argument}`
    throw invalidArgument(operation, what, count, 'use a whole number from 0', {
      argument,
      expected: 'a whole number from 0',
    })
  }
  if (count > MAX_IDS) {
    throw new LimitExceededError(
      operation,
      `expected at most ${MAX_IDS} nodes, got ${count}; split the graph`,
      { what: 'nodes', requested: count, limit: MAX_IDS },
    )
  }
  return count
}

/** What the endpoints of a graph can be. */
function endpointKinds(views: Views): string {
  return views.keyName === undefined ? 'node ids' : 'node ids or keys'
}

/**
 * One end of many edges, put row by row: ids, or keys when the graph has one. The first row decides.
 */
export class EndpointBuilder {
  readonly name: 'source' | 'target'
  /** The same fields as a {@link ColumnBuilder}, so that readers of rows treat both alike. */
  kind = UNKNOWN
  next = 0
  readonly doubles: Float64Array = NO_DOUBLES
  /** Keys that are text. */
  strings: (string | undefined)[] = NO_STRINGS
  readonly #views: Views
  readonly #operation: string
  readonly #count: number
  #ids: Uint32Array | undefined = undefined
  #bigints: BigInt64Array | undefined = undefined

  constructor(views: Views, operation: string, name: 'source' | 'target', count: number) {
    this.name = name
    this.#views = views
    this.#operation = operation
    this.#count = count
  }

  put(row: number, value: unknown): void {
    if (this.next !== row) throw this.#missing(this.next)
    if (row === 0) this.#begin(value)
    this.next = row + 1
    if (this.#ids !== undefined) {
      if (!isId(value)) throw this.#refused(row, value)
      this.#ids[row] = value
    } else if (this.#bigints !== undefined) {
      if (typeof value !== 'bigint' || !bigintFits(value)) throw this.#mixed(row, value)
      this.#bigints[row] = value
    } else {
      if (typeof value !== 'string') throw this.#mixed(row, value)
      this.strings[row] = value
    }
  }

  #begin(value: unknown): void {
    const keyed = this.#views.keyName !== undefined
    const count = this.#count
    if (keyed && typeof value === 'string') {
      this.kind = Kind.utf8
      this.strings = roomFor(count)
    } else if (keyed && typeof value === 'bigint') {
      this.kind = Kind.int64
      this.#bigints = allocate(this.#operation, this.name, count * 8, () => new BigInt64Array(count))
    } else {
      this.kind = Kind.uint32
      this.#ids = allocate(this.#operation, this.name, count * 4, () => new Uint32Array(count))
    }
  }

  #refused(row: number, value: unknown): Error {
    if (typeof value === 'number') return this.#views.idError(this.#operation, NODES, value, row)
    if (typeof value === 'string' || typeof value === 'bigint') {
      if (this.#views.keyName !== undefined) return this.#mixed(row, value)
      return typeMismatch(
        this.#operation,
        `a node id for ${this.name}`,
        value,
        "pass node ids, or create the graph with { key: 'name' } to use keys",
        { argument: this.name, row, expected: 'number' },
      )
    }
    return this.#mixed(row, value)
  }

  #mixed(row: number, value: unknown): TypeMismatchError {
    const kinds = endpointKinds(this.#views)
    return typeMismatch(this.#operation, `${kinds} for ${this.name}`, value, 'use one kind in all rows', {
      argument: this.name,
      row,
      expected: kinds,
    })
  }

  #missing(row: number): TypeMismatchError {
    const remedy = 'every edge needs a source and a target'
    return typeMismatch(
      this.#operation,
      `a ${this.name}`,
      'undefined',
      remedy,
      { argument: this.name, row, expected: endpointKinds(this.#views) },
      'nothing',
    )
  }

  /** The endpoints as they cross. */
  pack(): PackedEndpoints {
    if (this.next !== this.#count) throw this.#missing(this.next)
    if (this.#bigints !== undefined) return this.#bigints
    if (this.kind !== Kind.utf8) return this.#ids ?? new Uint32Array(0)
    const text = packText(this.#operation, this.strings)
    if (!('row' in text)) return [text.bytes, text.lengths]
    const what = `a ${this.name} without lone surrogates`
    throw typeMismatch(this.#operation, what, this.strings[text.row], 'toWellFormed() replaces them', {
      argument: this.name,
      row: text.row,
      expected: 'well-formed text',
    })
  }
}

/** Throws unless `value` can be an end of an edge. Whether a node has it as its key is for the native side to say. */
export function checkEnd(
  views: Views,
  operation: string,
  name: 'source' | 'target',
  value: number | string | bigint,
): void {
  if (typeof value === 'number') {
    views.requireLive(operation, NODES, value)
    return
  }
  if (views.keyName !== undefined) {
    if (typeof value === 'string' ? isWellFormed(value) : typeof value === 'bigint' && bigintFits(value))
      return
  }
  // Says what is wrong with it.
  const builder = new EndpointBuilder(views, operation, name, 1)
  builder.put(0, value)
  builder.pack()
}

/** One end of many edges as it was read. */
interface ReadEndpoints {
  readonly name: string
  readonly count: number
  readonly packed: PackedEndpoints
  readonly place: Place
}

/** One end of many edges from an array. Runs the user's code only for a plain array. */
export function packEndpoints(
  views: Views,
  operation: string,
  name: 'source' | 'target',
  data: unknown,
): ReadEndpoints {
  const place: Place = { argument: name }
  let list: ArrayLike<unknown>
  if (isArray(data)) list = data
  else {
    const array = typedArray(operation, place, data)
    if (array instanceof Uint32Array) return { name, count: array.length, packed: array, place }
    if (array instanceof BigInt64Array && views.keyName !== undefined) {
      return { name, count: array.length, packed: array, place }
    }
    if (array === undefined) {
      const kinds = endpointKinds(views)
      throw typeMismatch(operation, `a list for ${name}`, data, `use a Uint32Array or an array of ${kinds}`, {
        argument: name,
        expected: kinds,
      })
    }
    list = array
  }
  const count = isArray(data) ? lengthOfList(operation, place, data) : list.length
  const builder = new EndpointBuilder(views, operation, name, count)
  for (let row = 0; row < count; row++) builder.put(row, list[row])
  return { name, count, packed: builder.pack(), place }
}
