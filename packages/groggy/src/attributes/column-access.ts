/**
 * Reading and writing one value of a column when the hot path missed: every check, every error, every
 * detour by a flat call.
 */

import { isArray } from '../arguments/describe.js'
import { typeMismatch } from '../arguments/expected.js'
import type { NativeValue } from '../bridge/native.js'
import { misfit } from '../schema/fit.js'
import { Kind, type Value } from '../schema/schema.js'
import type { ColumnViews } from '../views/column-views.js'

/** The value of `id`; `undefined` when missing. */
export function readValue(column: ColumnViews, operation: string, id: number): Value | undefined {
  column.requireUsable(operation)
  column.views.requireLive(operation, column.side, id)
  if (column.load()) return column.isPresent(id) ? column.codec.read(column, id) : undefined
  const value = column.getFlat(id)
  return value === undefined ? undefined : column.codec.fromNative(value)
}

/** The milliseconds of `id` in a timestamp column; `undefined` when missing. */
export function readMillis(column: ColumnViews, operation: string, id: number): number | undefined {
  column.requireUsable(operation)
  if (column.type.kind !== Kind.timestamp) {
    throw typeMismatch(operation, 'a timestamp column', column.type.name, 'use get(id)', {
      attribute: column.name,
      expected: 'timestamp',
    })
  }
  return (readValue(column, operation, id) as Date | undefined)?.getTime()
}

/** Whether `id` has a value. */
export function hasValue(column: ColumnViews, operation: string, id: number): boolean {
  column.requireUsable(operation)
  column.views.requireLive(operation, column.side, id)
  return column.load() ? column.isPresent(id) : column.getFlat(id) !== undefined
}

/** Throws unless `value` may be set on `id` now; the value as it crosses, `undefined` for missing. */
export function checkValue(column: ColumnViews, operation: string, id: number, value: unknown): NativeValue {
  column.requireUsable(operation)
  column.views.requireMutable(operation)
  column.views.requireLive(operation, column.side, id)
  if (value === undefined || value === null) return undefined
  const fitting = isArray(value) ? readLocked(column, operation, value) : toNative(column, operation, value)
  if (fitting === undefined) throw misfit(operation, column.name, column.type.name, value)
  return fitting
}

function toNative({ codec, type, name }: ColumnViews, operation: string, value: unknown): NativeValue {
  return codec.toNative(value, type, operation, name)
}

/** An array may be a proxy or have getters: what they do to the graph meanwhile is refused. */
function readLocked(column: ColumnViews, operation: string, value: readonly unknown[]): NativeValue {
  const { views } = column
  try {
    return views.locked(operation, () => toNative(column, operation, value))
  } finally {
    views.requireOpen(operation)
  }
}

/** Sets a value that {@link checkValue} gave. */
export function storeValue(column: ColumnViews, id: number, value: NativeValue): void {
  if (value !== undefined && column.openRow(id)) {
    column.bump()
    if (column.codec.write(column, id, value)) {
      column.markPresent(id)
      return
    }
  }
  column.setFlat(id, value)
}

/** The values of all ids below `bound`: index is id, `undefined` where missing or removed. */
export function allValues(column: ColumnViews, bound: number): (Value | undefined)[] {
  const values = new Array<Value | undefined>(bound).fill(undefined)
  const inView = column.load()
  for (let id = 0; id < bound; id++) {
    if (inView) {
      if (column.isReadable(id)) values[id] = column.codec.read(column, id)
    } else if (column.views.isLive(column.side, id)) {
      const value = column.getFlat(id)
      if (value !== undefined) values[id] = column.codec.fromNative(value)
    }
  }
  return values
}
