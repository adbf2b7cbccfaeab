/** How a declared algorithm is called: each argument and option is read by its kind. */

import { typedArray } from '../arguments/arrays.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import type { OptionNames } from '../arguments/options.js'
import { BOTH, EDGE_BOUND, IN, NODE_BOUND, NODES, OUT } from '../bridge/numbers.js'
import { taskOptions } from '../runtime/offload.js'
import type { Views } from '../views/views.js'
import type { Direction, Weight } from './arguments.js'
import type { Origin } from './origin.js'

/** An algorithm as it crosses. */
export interface Declaration<R> {
  /** Its name, which is that of its method. */
  readonly name: string
  /** The names that its options may have. */
  readonly known: OptionNames
  /** Checks a call; its arguments and options as they cross, in order, `undefined` where one was left out. */
  prepare(views: Views, given: readonly unknown[], options: object): readonly unknown[]
  /** Makes the user's result of the native one. */
  finish(result: unknown, origin: Origin): R
}

/** Reads a value of one kind: what crosses for it. Ranges are checked natively. */
type Reader = (operation: string, name: string, value: unknown, views: Views) => unknown

/** Describes an algorithm by the kinds of its arguments and options, both in order. */
export function declare<R>(
  name: string,
  given: Readonly<Record<string, Reader>>,
  options: Readonly<Record<string, Reader>>,
  finish: (result: unknown, origin: Origin) => R,
): Declaration<R> {
  const positions = Object.entries(given)
  const named = Object.entries(options)
  return {
    name,
    known: new Set([...named.map(([option]) => option), ...Object.keys(taskOptions)]),
    prepare(views, values, chosen) {
      const crossing: unknown[] = []
      for (let i = 0; i < positions.length; i++) {
        const [argument, read] = positions[i] as [string, Reader]
        crossing[i] = read(name, argument, required(name, argument, values[i]), views)
      }
      for (const [option, read] of named) {
        const value = (chosen as Readonly<Record<string, unknown>>)[option]
        crossing[crossing.length] = value === undefined ? undefined : read(name, option, value, views)
      }
      return crossing
    },
    finish,
  }
}

function required(operation: string, argument: string, value: unknown): unknown {
  if (value !== undefined) return value
  throw typeMismatch(operation, `a number for ${argument}`, value, 'pass one', {
    argument,
    expected: 'number',
  })
}

/** A number. */
export const number = (operation: string, name: string, value: unknown): number => {
  if (typeof value === 'number') return value
  const where = { argument: name, expected: 'number' }
  throw typeMismatch(operation, `a number for ${name}`, value, 'convert it with Number(value)', where)
}

/** A whole number from 0 below 2^32. */
export const whole = (operation: string, name: string, value: unknown): number => {
  const given = number(operation, name, value)
  if (given >>> 0 === given) return given
  throw notWhole(operation, name, given, 'a whole number from 0 to 4294967295', 'use one in that range')
}

/** A whole number from 0, or no limit. */
export const limit = (operation: string, name: string, value: unknown): number | undefined => {
  const given = number(operation, name, value)
  if (given >>> 0 === given) return given
  // More than any graph has: no limit.
  if (given > 0xffff_ffff && (given === Number.POSITIVE_INFINITY || Number.isInteger(given))) return undefined
  throw notWhole(operation, name, given, 'a whole number from 0', 'use one, or leave it out for no limit')
}

function notWhole(operation: string, argument: string, value: number, expected: string, remedy: string) {
  return invalidArgument(operation, `${expected} for ${argument}`, value, remedy, { argument, expected })
}

/** A live node. */
export const node = (operation: string, _: string, value: unknown, views: Views): unknown => {
  views.requireLive(operation, NODES, value as number)
  return value
}

const directions: Readonly<Record<Direction, number>> = { out: OUT, in: IN, both: BOTH }

/** Which edges are followed. */
export const direction = (operation: string, name: string, value: unknown): number => {
  if (value === 'out' || value === 'in' || value === 'both') return directions[value]
  throw invalidArgument(operation, `'out', 'in' or 'both' for ${name}`, value, 'use one of them', {
    argument: name,
    expected: ['out', 'in', 'both'],
  })
}

/** Weights; whether the column exists and its values will do is checked natively. */
export const weight = (operation: string, name: string, value: unknown, views: Views): Weight => {
  if (typeof value === 'string') return value
  return perId(operation, name, 'edgeBound', value, views.header[EDGE_BOUND] ?? 0)
}

/** One float64 a node id. */
export const perNode = (operation: string, name: string, value: unknown, views: Views): Float64Array =>
  perId(operation, name, 'nodeBound', value, views.header[NODE_BOUND] ?? 0)

function perId(operation: string, name: string, bound: string, value: unknown, length: number): Float64Array {
  const array = typedArray(operation, { argument: name }, value)
  if (!(array instanceof Float64Array)) {
    const column = bound === 'edgeBound' ? 'the name of an edge column or ' : ''
    const what = `${column}a Float64Array for ${name}`
    throw typeMismatch(operation, what, value, `use an array of length ${bound}`, {
      argument: name,
      expected: 'Float64Array',
    })
  }
  if (array.length !== length) {
    const what = `${length} values for ${name}`
    const remedy = `give one for each id (${bound}), removed ones included`
    throw invalidArgument(operation, what, array.length, remedy, { argument: name, expected: length })
  }
  return array
}
