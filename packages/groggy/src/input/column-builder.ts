/**
 * Values one by one into one column as it crosses: inference, fit, missing rows.
 *
 * The type is the graph's when the column exists, else that of the first value. Values are copied as they
 * are put, so what the caller does to them later changes nothing.
 */

import { types } from 'node:util'
import { typedArray } from '../arguments/arrays.js'
import { describe } from '../arguments/describe.js'
import { typeMismatch } from '../arguments/expected.js'
import { allocate } from '../bridge/allocate.js'
import { EMPTY_BYTES } from '../bridge/buffers.js'
import type { PackedColumns, PackedValues } from '../bridge/native.js'
import { bigintFits, misfit, numberFits, timeOf, toVector } from '../schema/fit.js'
import { type ColumnType, checkName, Kind, scalarType, vectorType } from '../schema/schema.js'
import { packText } from '../schema/text.js'

/** One column as it crosses. */
export interface PackedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly values: PackedValues
  /** Byte lengths of text; `undefined` for every other type. */
  readonly lengths: Uint32Array | undefined
  /** Bit `i` of byte `i >> 3` is set when the row is present; `undefined` when all are. */
  readonly validity: Uint8Array | undefined
}

/** Puts a column on the flat list that crosses. */
export function pushColumn(list: PackedColumns, column: PackedColumn): void {
  list.push(column.name, column.type.code, column.values, column.lengths, column.validity)
}

/** What has a column type of its own. */
const VALUE_TYPES = ['number', 'bigint', 'boolean', 'string', 'Date', 'Float32Array']

/** The type of a column that begins with `value`; an error names what has no type. */
export function inferType(operation: string, attribute: string, value: unknown, row?: number): ColumnType {
  checkName(operation, attribute)
  switch (typeof value) {
    case 'number':
      return scalarType(Kind.float64)
    case 'bigint':
      return scalarType(Kind.int64)
    case 'boolean':
      return scalarType(Kind.bool)
    case 'string':
      return scalarType(Kind.utf8)
    default:
  }
  if (types.isDate(value)) return scalarType(Kind.timestamp)
  const isFloats = types.isFloat32Array(value)
  const floats = isFloats ? typedArray(operation, { attribute }, value) : undefined
  if (floats !== undefined && floats.length > 0) return vectorType(floats.length)
  throw typeMismatch(
    operation,
    `a value that a column can hold for ${describe(attribute)}`,
    value,
    'use a number, bigint, boolean, string, Date or Float32Array',
    { attribute, expected: [...VALUE_TYPES], row },
    isFloats ? 'an empty Float32Array' : undefined,
  )
}

/** How many bytes a row takes while it is built. */
function rowBytes(type: ColumnType): number {
  switch (type.kind) {
    case Kind.bool:
      return 1
    case Kind.int64:
    case Kind.timestamp:
    case Kind.float64:
      return 8
    case Kind.vector:
      return 4 * type.dimension
    default:
      return 4
  }
}

function makeValues(type: ColumnType, count: number): PackedValues {
  switch (type.kind) {
    case Kind.bool:
      return new Uint8Array(count)
    case Kind.int32:
      return new Int32Array(count)
    case Kind.uint32:
      return new Uint32Array(count)
    case Kind.int64:
    case Kind.timestamp:
      return new BigInt64Array(count)
    case Kind.float32:
      return new Float32Array(count)
    case Kind.float64:
      return new Float64Array(count)
    case Kind.vector:
      return new Float32Array(count * type.dimension)
    default:
      return EMPTY_BYTES
  }
}

/** The values of a column that is not float64. */
export const NO_DOUBLES = new Float64Array(0)
/** The values of a column that is not utf8. */
export const NO_STRINGS: (string | undefined)[] = []
/** An array this long is still a flat one; what is past it is appended. */
const FLAT_ROWS = 1 << 24

/** Room for the strings of `count` rows, to be written by row in ascending order. */
export function roomFor(count: number): (string | undefined)[] {
  return new Array<string | undefined>(Math.min(count, FLAT_ROWS)).fill(undefined)
}

/** The kind of a column whose type no value has shown yet. */
export const UNKNOWN = -1
/** What {@link ColumnBuilder.next} is once a row was left out. */
const SPARSE = -1

export class ColumnBuilder {
  readonly name: string
  /** The kind of its type, once known. */
  kind: number
  /**
   * The row that comes next, while none was left out; {@link SPARSE} after that. Readers of rows write the
   * commonest values themselves: for `next` in a column of float64 or utf8, and then move it on.
   */
  next = 0
  /** The values of a float64 column. */
  doubles: Float64Array = NO_DOUBLES
  /** The values of a utf8 column: by row, as long as {@link roomFor} or longer. */
  strings: (string | undefined)[] = NO_STRINGS

  readonly #operation: string
  readonly #count: number
  #type: ColumnType | undefined = undefined
  /** The values of every other column. */
  #values: PackedValues = EMPTY_BYTES
  /** Which rows are present, once one was left out. */
  #validity: Uint8Array | undefined = undefined

  /** A column of `count` rows; `type` when the graph has it already. */
  constructor(operation: string, name: string, count: number, type: ColumnType | undefined) {
    this.#operation = operation
    this.name = name
    this.#count = count
    this.kind = UNKNOWN
    if (type !== undefined) this.#become(type)
  }

  #become(type: ColumnType): void {
    this.#type = type
    this.kind = type.kind
    const count = this.#count
    if (type.kind === Kind.utf8) {
      this.strings = roomFor(count)
      return
    }
    const what = `the column ${describe(this.name)}`
    const values = allocate(this.#operation, what, count * rowBytes(type), () => makeValues(type, count))
    if (type.kind === Kind.float64) this.doubles = values as Float64Array
    else this.#values = values
  }

  /** Puts the value of `row`; rows come in ascending order, and those left out are missing. */
  put(row: number, value: unknown): void {
    if (value === undefined || value === null) return
    if (this.kind === UNKNOWN) this.#become(inferType(this.#operation, this.name, value, row))
    if (row === this.next) this.next = row + 1
    else this.#mark(row)
    this.#write(row, value)
  }

  #write(row: number, value: unknown): void {
    const { kind } = this
    switch (kind) {
      case Kind.bool:
        if (typeof value !== 'boolean') break
        this.#values[row] = value ? 1 : 0
        return
      case Kind.int32:
      case Kind.uint32:
      case Kind.float32:
        if (typeof value !== 'number' || !numberFits(value, kind)) break
        this.#values[row] = value
        return
      case Kind.float64:
        if (typeof value !== 'number') break
        this.doubles[row] = value
        return
      case Kind.int64:
        if (typeof value !== 'bigint' || !bigintFits(value)) break
        this.#values[row] = value
        return
      case Kind.utf8:
        if (typeof value !== 'string') break
        while (this.strings.length < row) this.strings.push(undefined)
        this.strings[row] = value
        return
      case Kind.timestamp: {
        const time = timeOf(value)
        if (Number.isNaN(time)) break
        this.#values[row] = BigInt(time)
        return
      }
      default: {
        const dimension = this.#type?.dimension ?? 0
        const floats = toVector(value, dimension, this.#operation, this.name)
        if (floats === undefined) break
        ;(this.#values as Float32Array).set(floats, row * dimension)
        return
      }
    }
    throw misfit(this.#operation, this.name, this.#type?.name ?? '', value, row)
  }

  /** Marks `row` present, and the rows between it and the last one put missing. */
  #mark(row: number): void {
    if (this.#validity === undefined) {
      const full = this.next
      const validity = new Uint8Array((this.#count + 7) >>> 3)
      validity.fill(0xff, 0, full >>> 3)
      if ((full & 7) !== 0) validity[full >>> 3] = (1 << (full & 7)) - 1
      this.#validity = validity
      this.next = SPARSE
    }
    this.#validity[row >>> 3] = (this.#validity[row >>> 3] ?? 0) | (1 << (row & 7))
  }

  /** The column as it crosses; `undefined` when no value has shown a type. */
  pack(): PackedColumn | undefined {
    const type = this.#type
    if (type === undefined) return undefined
    const { name } = this
    // A row that does not exist: marks those before it missing, and has no bit.
    if (this.next !== SPARSE && this.next !== this.#count) this.#mark(this.#count)
    const validity = this.#validity
    if (type.kind === Kind.float64) {
      return { name, type, values: this.doubles, lengths: undefined, validity }
    }
    if (type.kind !== Kind.utf8) {
      return { name, type, values: this.#values, lengths: undefined, validity }
    }
    while (this.strings.length < this.#count) this.strings.push(undefined)
    const text = packText(this.#operation, this.strings)
    if ('row' in text) {
      throw misfit(this.#operation, name, type.name, this.strings[text.row], text.row)
    }
    return { name, type, values: text.bytes, lengths: text.lengths, validity }
  }
}
