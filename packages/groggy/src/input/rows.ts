/**
 * Rows into columns, before they cross: an array of objects becomes one packed column a property.
 *
 * One pass over the rows. Only own enumerable string properties count, as in `Object.keys`; `for…in` reads
 * them fastest, because the engine walks rows of one shape without looking names up.
 */

import { isObject } from '../arguments/describe.js'
import { typeMismatch } from '../arguments/expected.js'
import type { NativeValue, PackedRow } from '../bridge/native.js'
import { bareList } from '../bridge/primordials.js'
import type { TypeMismatchError } from '../errors/classes.js'
import { misfit } from '../schema/fit.js'
import { Kind } from '../schema/schema.js'
import { codecOf } from '../views/column-codec.js'
import type { ColumnTable } from '../views/column-table.js'
import { ColumnBuilder, inferType, type PackedColumn } from './column-builder.js'
import type { EndpointBuilder } from './ids.js'

const { float64: FLOAT64, utf8: UTF8 } = Kind
const hasOwn: (this: object, name: PropertyKey) => boolean = Object.prototype.hasOwnProperty

/** What takes the values of one property. */
type Field = ColumnBuilder | EndpointBuilder

/**
 * Reads rows into columns. Runs the user's getters and proxies: call it under the lock.
 *
 * @param rows - objects; read once, element by element.
 * @param fields - the fields that are not columns (the endpoints of edges); they take their own rows.
 * @returns a packed column for every other property that has a value somewhere, by first appearance.
 * @throws {TypeMismatchError} naming the row that is not an object, or the row and property that do not fit.
 */
export function readRows(
  operation: string,
  rows: readonly unknown[],
  count: number,
  table: ColumnTable,
  fields: readonly EndpointBuilder[] = [],
): PackedColumn[] {
  const byName = new Map<string, Field>()
  /** Fields in the order that the rows so far had them: the next row's are looked for here first. */
  const inOrder: Field[] = []
  const columns: ColumnBuilder[] = []
  for (const field of fields) byName.set(field.name, field)

  const find = (name: string): Field => {
    let field = byName.get(name)
    if (field === undefined) {
      field = new ColumnBuilder(operation, name, count, table.findOrCreatable(operation, name)?.type)
      columns.push(field)
      byName.set(name, field)
    }
    return field
  }

  for (let i = 0; i < count; i++) {
    const row = rows[i]
    if (!isRow(row)) throw notARow(operation, row, i)
    let position = 0
    for (const name in row) {
      // The built-in called as a method of the row is free here: the engine knows the answer from the loop.
      // biome-ignore lint/suspicious/noPrototypeBuiltins: it was compared with the built-in
      if (row.hasOwnProperty === hasOwn ? !row.hasOwnProperty(name) : !hasOwn.call(row, name)) continue
      const value = row[name]
      let field = inOrder[position]
      if (field === undefined || field.name !== name) inOrder[position] = field = find(name)
      position++
      if (field.next === i) {
        if (typeof value === 'number' && field.kind === FLOAT64) {
          field.doubles[i] = value
          field.next = i + 1
          continue
        }
        if (typeof value === 'string' && field.kind === UTF8) {
          field.strings[i] = value
          field.next = i + 1
          continue
        }
      }
      field.put(i, value)
    }
  }

  const packed: PackedColumn[] = []
  for (const builder of columns) {
    const column = builder.pack()
    if (column !== undefined) packed.push(column)
  }
  return packed
}

/**
 * Reads one row: the column, or the name and type of a new one, and the value of each property that has one. Runs the
 * user's getters and proxies: call it under the lock.
 *
 * @throws {TypeMismatchError} naming the property that does not fit.
 */
export function readRow(operation: string, row: object, table: ColumnTable): PackedRow {
  const list = bareList<string | NativeValue>()
  const named = row as Readonly<Record<string, unknown>>
  for (const name in named) {
    // biome-ignore lint/suspicious/noPrototypeBuiltins: it was compared with the built-in
    if (named.hasOwnProperty === hasOwn ? !named.hasOwnProperty(name) : !hasOwn.call(named, name)) continue
    const value = named[name]
    const column = table.findOrCreatable(operation, name)
    if (value === undefined || value === null) continue
    const type = column?.type ?? inferType(operation, name, value)
    const fitting = codecOf(type).toNative(value, type, operation, name)
    if (fitting === undefined) throw misfit(operation, name, type.name, value)
    const { length } = list
    list[length] = column?.index ?? name
    list[length + 1] = type.code
    list[length + 2] = fitting
  }
  return list
}

function isRow(row: unknown): row is object & Record<string, unknown> {
  return isObject(row)
}

function notARow(operation: string, row: unknown, index: number): TypeMismatchError {
  const remedy = 'give one object per row, or columns as { name: array }'
  return typeMismatch(operation, 'an object', row, remedy, {
    argument: 'rows',
    row: index,
    expected: 'object',
  })
}
