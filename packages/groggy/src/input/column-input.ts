/**
 * Whole columns from the user into columns as they cross: typed arrays as they are, or converted when every
 * value fits; plain arrays value by value.
 *
 * Everything that may run the user's code (getters, proxies, arrays of them) is read first; typed arrays are
 * looked at last, so that nothing can detach one between the look and the crossing.
 */

import { type AnyTypedArray, lengthOfList, type Place, typedArray } from '../arguments/arrays.js'
import { describe, isArray, typedArrayTag } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { allocate } from '../bridge/allocate.js'
import type { PackedValues } from '../bridge/native.js'
import { bigintFits, misfit, numberFits } from '../schema/fit.js'
import { type ColumnType, checkName, Kind, scalarType } from '../schema/schema.js'
import type { ColumnTable } from '../views/column-table.js'
import { ColumnBuilder, type PackedColumn } from './column-builder.js'

/** A column that was read: its rows, and what crosses (`undefined` when no value showed a type). */
export interface ReadColumn {
  readonly name: string
  readonly count: number
  readonly packed: PackedColumn | undefined
}

const { float64: FLOAT64, utf8: UTF8 } = Kind

/** The kind of the column type that a typed array has of its own. */
const ownKinds: ReadonlyMap<string, number> = new Map([
  ['Int32Array', Kind.int32],
  ['Uint32Array', Kind.uint32],
  ['BigInt64Array', Kind.int64],
  ['Float32Array', Kind.float32],
  ['Float64Array', Kind.float64],
])

/**
 * Reads one column.
 *
 * @param type - the column's type in the graph; `undefined` when it is new.
 * @param checkCount - throws when there are too many rows; called before memory is taken for them.
 */
export function readColumn(
  operation: string,
  name: string,
  data: unknown,
  type: ColumnType | undefined,
  checkCount?: (count: number) => void,
): ReadColumn {
  return isArray(data)
    ? readArray(operation, name, data, type, checkCount)
    : readTypedArray(operation, name, data, type, checkCount)
}

/** Reads columns by name; the result keeps their order. */
export function readColumns(
  operation: string,
  table: ColumnTable,
  data: readonly (readonly [name: string, values: unknown])[],
): ReadColumn[] {
  const columns = new Array<ReadColumn | undefined>(data.length).fill(undefined)
  for (let i = 0; i < data.length; i++) {
    const [name, values] = data[i] ?? ['', undefined]
    if (isArray(values)) {
      columns[i] = readArray(operation, name, values, table.findOrCreatable(operation, name)?.type)
    }
  }
  return columns.map((column, i) => {
    const [name, values] = data[i] ?? ['', undefined]
    return column ?? readTypedArray(operation, name, values, table.findOrCreatable(operation, name)?.type)
  })
}

/** The number of rows that all columns have, or `INVALID_ARGUMENT` that names two that differ. */
export function commonCount(
  operation: string,
  columns: readonly { readonly name: string; readonly count: number; readonly place?: Place }[],
): number {
  const [first] = columns
  for (const column of columns) {
    if (first !== undefined && column.count !== first.count) {
      throw invalidArgument(
        operation,
        `${first.count} entries for ${describe(column.name)}, as many as for ${describe(first.name)}`,
        column.count,
        'give every column one entry per row, undefined where a value is missing',
        { ...(column.place ?? { attribute: column.name }), expected: first.count },
      )
    }
  }
  return first?.count ?? 0
}

function readArray(
  operation: string,
  name: string,
  data: readonly unknown[],
  type: ColumnType | undefined,
  checkCount?: (count: number) => void,
): ReadColumn {
  const count = lengthOfList(operation, { attribute: name }, data)
  checkCount?.(count)
  const builder = new ColumnBuilder(operation, name, count, type)
  for (let row = 0; row < count; row++) {
    let value = data[row]
    if (builder.next === row) {
      // Runs of the commonest values; each element is read once.
      if (builder.kind === FLOAT64) {
        const { doubles } = builder
        while (typeof value === 'number') {
          doubles[row++] = value
          if (row === count) break
          value = data[row]
        }
      } else if (builder.kind === UTF8) {
        const { strings } = builder
        while (typeof value === 'string') {
          strings[row++] = value
          if (row === count) break
          value = data[row]
        }
      }
      builder.next = row
      if (row === count) break
    }
    builder.put(row, value)
  }
  return { name, count, packed: builder.pack() }
}

function readTypedArray(
  operation: string,
  name: string,
  data: unknown,
  known: ColumnType | undefined,
  checkCount?: (count: number) => void,
): ReadColumn {
  checkName(operation, name)
  const array = typedArray(operation, { attribute: name }, data)
  if (array === undefined) {
    const remedy = 'use an array or a typed array with one entry per row'
    throw typeMismatch(operation, `an array for column ${describe(name)}`, data, remedy, {
      attribute: name,
      expected: 'array',
    })
  }
  const type = known ?? ownType(operation, name, array)
  checkCount?.(Math.ceil(array.length / Math.max(1, type.dimension)))
  const values = fitting(operation, name, array, type)
  const count = array.length / Math.max(1, type.dimension)
  return { name, count, packed: { name, type, values, lengths: undefined, validity: undefined } }
}

function ownType(operation: string, name: string, array: AnyTypedArray): ColumnType {
  const tag = typedArrayTag(array) ?? ''
  const kind = ownKinds.get(tag)
  if (kind !== undefined) return scalarType(kind)
  throw typeMismatch(
    operation,
    `an array of a column type for the new column ${describe(name)}`,
    tag,
    `copy it into one of ${[...ownKinds.keys()].join(', ')}, or define the column first`,
    { attribute: name, expected: [...ownKinds.keys()] },
    describe(array),
  )
}

/** The values of a typed array as a column of `type`: the array itself, or a copy in which every value is the same. */
function fitting(operation: string, name: string, array: AnyTypedArray, type: ColumnType): PackedValues {
  const tag = typedArrayTag(array) ?? ''
  const { kind } = type
  if (ownKinds.get(tag) === kind) return array as PackedValues
  const isBigint = tag === 'BigInt64Array' || tag === 'BigUint64Array'
  const bytes = array.length * 8
  const what = `the column ${describe(name)}`
  if (kind === Kind.vector && tag === 'Float32Array') {
    if (array.length % type.dimension === 0) return array as Float32Array
    const what = `${type.dimension} floats per row for column ${describe(name)} of type ${type.name}`
    const where = { attribute: name, expected: type.name }
    throw invalidArgument(operation, what, array.length, 'use a multiple of that length', where)
  }
  if (isBigint && (kind === Kind.int64 || kind === Kind.timestamp)) {
    const copy = allocate(operation, what, bytes, () => new BigInt64Array(array.length))
    for (let row = 0; row < array.length; row++) {
      const value = array[row] as bigint
      const fits = kind === Kind.int64 ? bigintFits(value) : isDateRange(value)
      if (!fits) throw misfit(operation, name, type.name, value, row)
      copy[row] = value
    }
    return copy
  }
  const isNumeric =
    kind === Kind.int32 || kind === Kind.uint32 || kind === Kind.float32 || kind === Kind.float64
  if (isBigint || !isNumeric) {
    const what = `${type.name} values for column ${describe(name)}`
    const remedy = 'convert them first; nothing is cast or rounded silently'
    const where = { attribute: name, expected: type.name }
    throw typeMismatch(operation, what, tag, remedy, where, describe(array))
  }
  const copy = allocate(operation, what, bytes, () => numbersOf(kind, array.length))
  for (let row = 0; row < array.length; row++) {
    const value = array[row] as number
    if (!numberFits(value, kind)) throw misfit(operation, name, type.name, value, row)
    copy[row] = value
  }
  return copy
}

/** Milliseconds that a Date can hold. */
function isDateRange(value: bigint): boolean {
  return value >= -8_640_000_000_000_000n && value <= 8_640_000_000_000_000n
}

function numbersOf(kind: number, length: number): Int32Array | Uint32Array | Float32Array | Float64Array {
  switch (kind) {
    case Kind.int32:
      return new Int32Array(length)
    case Kind.uint32:
      return new Uint32Array(length)
    case Kind.float32:
      return new Float32Array(length)
    default:
      return new Float64Array(length)
  }
}
