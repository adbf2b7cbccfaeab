/** Checks of the options that algorithms share. */

import { typedArray } from '../arguments/arrays.js'
import { describe, detail } from '../arguments/describe.js'
import { EDGE_BOUND, NODE_BOUND } from '../bridge/header.js'
import { BOTH, IN, OUT, type Which } from '../bridge/native.js'
import { InvalidArgumentError, TypeMismatchError } from '../errors/errors.js'
import type { Views } from '../views/views.js'

/** Edge weights: the name of a numeric edge column, or one value an edge id (length `edgeBound`). */
export type Weight = string | Float64Array

/** Which edges are followed: out of a node, into it, or both ways. */
export type Direction = 'out' | 'in' | 'both'

/** The number of an option, or its default. Ranges are checked natively. */
export function numberOption(operation: string, name: string, value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault
  if (typeof value === 'number') return value
  throw new TypeMismatchError(operation, `${operation}: ${name} cannot be ${describe(value)}; use a number`, {
    argument: name,
    found: detail(value),
    expected: 'number',
  })
}

/** A whole number from 0 below 2^32, or the default. */
export function wholeOption(operation: string, name: string, value: unknown, byDefault: number): number {
  const number = numberOption(operation, name, value, byDefault)
  if (number >>> 0 === number) return number
  throw new InvalidArgumentError(
    operation,
    `${operation}: ${name} cannot be ${describe(value)}; use a whole number from 0 to 4294967295`,
    { argument: name, value: number, expected: 'a whole number from 0 to 4294967295' },
  )
}

/** A whole number from 0 below 2^32, or `undefined`. */
export function countOption(operation: string, name: string, value: unknown): number | undefined {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return undefined
  const count = numberOption(operation, name, value, 0)
  if (count >>> 0 === count) return count
  // More than any graph has: no limit.
  if (count > 0xffff_ffff && Number.isInteger(count)) return undefined
  throw new InvalidArgumentError(
    operation,
    `${operation}: ${name} cannot be ${describe(value)}; use a whole number from 0, or leave it out`,
    { argument: name, value: count, expected: 'a whole number from 0' },
  )
}

/** The direction of an option as it crosses; `'out'` when left out. */
export function directionOption(operation: string, value: unknown): Which {
  switch (value) {
    case undefined:
    case 'out':
      return OUT
    case 'in':
      return IN
    case 'both':
      return BOTH
    default:
      throw new InvalidArgumentError(
        operation,
        `${operation}: direction cannot be ${describe(value)}; use 'out', 'in' or 'both'`,
        { argument: 'direction', value: detail(value), expected: ['out', 'in', 'both'] },
      )
  }
}

/** Weights as they cross; whether the column exists and its values will do is checked natively. */
export function weightOption(operation: string, views: Views, value: unknown): Weight | undefined {
  if (value === undefined || typeof value === 'string') return value
  return perId(operation, 'weight', 'edgeBound', value, views.header[EDGE_BOUND] ?? 0)
}

/** One float64 a node id as it crosses. */
export function perNodeOption(
  operation: string,
  name: string,
  views: Views,
  value: unknown,
): Float64Array | undefined {
  if (value === undefined) return undefined
  return perId(operation, name, 'nodeBound', value, views.header[NODE_BOUND] ?? 0)
}

function perId(operation: string, name: string, bound: string, value: unknown, length: number): Float64Array {
  const array = typedArray(operation, { argument: name }, value)
  if (!(array instanceof Float64Array)) {
    const column = name === 'weight' ? 'the name of an edge column or ' : ''
    throw new TypeMismatchError(
      operation,
      `${operation}: ${name} cannot be ${describe(value)}; use ${column}a Float64Array of length ${bound}`,
      { argument: name, found: detail(value), expected: 'Float64Array' },
    )
  }
  if (array.length !== length) {
    throw new InvalidArgumentError(
      operation,
      `${operation}: ${name} has ${array.length} values; give one an id, ${bound} in all, which is ${length}`,
      { argument: name, value: array.length, expected: length },
    )
  }
  return array
}
