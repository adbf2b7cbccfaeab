/**
 * Whether a value fits a column type exactly: nothing is cast or rounded.
 */

import { types } from 'node:util'
import { lengthOfList, typedArray } from '../arguments/arrays.js'
import { describe, isArray } from '../arguments/describe.js'
import { typeMismatch } from '../arguments/expected.js'
import type { TypeMismatchError } from '../errors/classes.js'
import { Kind } from './schema.js'

const getTime = Date.prototype.getTime

/** Milliseconds of a Date, whatever its subclass says of itself; NaN for anything else. */
export function timeOf(value: unknown): number {
  if (typeof value !== 'object') return Number.NaN
  try {
    return getTime.call(value as Date)
  } catch {
    return Number.NaN
  }
}

/** Whether a number fits a column of `kind` exactly. */
export function numberFits(value: number, kind: number): boolean {
  switch (kind) {
    case Kind.float64:
      return true
    case Kind.float32:
      return Math.fround(value) === value || Number.isNaN(value)
    case Kind.int32:
      return (value | 0) === value
    default:
      return value >>> 0 === value
  }
}

/** Whether a bigint fits 64 signed bits. */
export function bigintFits(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}

/**
 * A row of a vector column as floats of its own; `undefined` when the length or a value does not fit.
 * An array is read element by element, so a proxy or getter may run: call it under the lock.
 */
export function toVector(
  value: unknown,
  dimension: number,
  operation: string,
  attribute: string,
): Float32Array | undefined {
  if (types.isFloat32Array(value)) {
    const floats = typedArray(operation, { attribute }, value)
    return floats?.length === dimension ? new Float32Array(floats as Float32Array) : undefined
  }
  if (!isArray(value) || lengthOfList(operation, { attribute }, value) !== dimension) return undefined
  const copy = new Float32Array(dimension)
  for (let i = 0; i < dimension; i++) {
    const float: unknown = value[i]
    if (typeof float !== 'number' || !numberFits(float, Kind.float32)) return undefined
    copy[i] = float
  }
  return copy
}

/** The error of a value that does not fit its column. */
export function misfit(
  operation: string,
  attribute: string,
  type: string,
  value: unknown,
  row?: number,
): TypeMismatchError {
  const what = `${type} for column ${describe(attribute)}`
  return typeMismatch(operation, what, value, remedy(type, value), { attribute, expected: type, row })
}

function remedy(type: string, value: unknown): string {
  if (type === 'utf8' && typeof value === 'string') {
    return 'value.toWellFormed() replaces its lone surrogates'
  }
  if (typeof value === 'number') {
    if (type === 'float32') return 'Math.fround(value) rounds it on purpose'
    if (type === 'int64') return 'BigInt(value) makes it a bigint'
    if (type === 'timestamp') return 'new Date(value) makes it a Date'
    if (type === 'int32' || type === 'uint32') {
      return 'use a whole number in range, or define the column as float64'
    }
  }
  if (type === 'timestamp') return 'use a valid Date'
  if (type.startsWith('vector')) return 'use a Float32Array of that length'
  return 'convert it first; nothing is cast or rounded silently'
}
