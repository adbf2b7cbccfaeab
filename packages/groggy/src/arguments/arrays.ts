/**
 * Typed arrays from the user: what they are is asked of the intrinsic getters, never of the object, so
 * subclasses, proxies and own properties cannot lie; memory that could change size or vanish is refused.
 */

import { types } from 'node:util'
import { type InvalidArgumentError, LimitExceededError } from '../errors/classes.js'
import { describe, typedArrayTag } from './describe.js'
import { expected, invalidArgument } from './expected.js'

/** What an error says its value was for: a parameter or option, or the column of an attribute. */
export type Place = { readonly argument: string } | { readonly attribute: string }

function nameOf(place: Place): string {
  return 'argument' in place ? place.argument : place.attribute
}

/** A typed array of numbers or bigints with a plain prototype, over the user's memory. */
export type AnyTypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

type Getter = (this: unknown) => unknown

function getter(prototype: object, property: string | symbol): Getter | undefined {
  return Object.getOwnPropertyDescriptor(prototype, property)?.get
}

const { apply } = Reflect
const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object
const lengthOf = getter(prototype, 'length')
const bufferOf = getter(prototype, 'buffer')
const byteOffsetOf = getter(prototype, 'byteOffset')
const resizableOf = getter(ArrayBuffer.prototype, 'resizable')

type ArrayClass = new (buffer: ArrayBuffer, byteOffset: number, length: number) => AnyTypedArray

const classes: ReadonlyMap<unknown, ArrayClass> = new Map<unknown, ArrayClass>([
  ['Int8Array', Int8Array],
  ['Uint8Array', Uint8Array],
  ['Uint8ClampedArray', Uint8ClampedArray],
  ['Int16Array', Int16Array],
  ['Uint16Array', Uint16Array],
  ['Int32Array', Int32Array],
  ['Uint32Array', Uint32Array],
  ['Float32Array', Float32Array],
  ['Float64Array', Float64Array],
  ['BigInt64Array', BigInt64Array],
  ['BigUint64Array', BigUint64Array],
])

/**
 * A plain view of the memory of a user's typed array; `undefined` when `value` is none.
 *
 * No code of the user's runs. The view is read before the call returns and not kept.
 *
 * @throws {InvalidArgumentError} for memory that is detached, resizable or shared between threads.
 */
export function typedArray(operation: string, place: Place, value: unknown): AnyTypedArray | undefined {
  const tag = typedArrayTag(value)
  const Class = classes.get(tag)
  if (tag === undefined || Class === undefined) return undefined
  if (lengthOf === undefined || bufferOf === undefined || byteOffsetOf === undefined) return undefined
  const buffer = apply(bufferOf, value, [])
  if (!types.isArrayBuffer(buffer)) {
    throw refused(
      operation,
      place,
      tag,
      'shared',
      'one over a SharedArrayBuffer, which other threads may change',
    )
  }
  if (resizableOf !== undefined && apply(resizableOf, buffer, []) === true) {
    throw refused(operation, place, tag, 'resizable', 'one over a resizable ArrayBuffer')
  }
  const length = apply(lengthOf, value, []) as number
  if (length === 0 && isDetached(buffer)) {
    throw refused(operation, place, tag, 'detached', 'a detached one (its buffer was transferred)')
  }
  return new Class(buffer, apply(byteOffsetOf, value, []) as number, length)
}

/** Whether a buffer was transferred away: only then does a view of it throw. */
function isDetached(buffer: ArrayBuffer): boolean {
  try {
    return new Uint8Array(buffer, 0, 0).length > 0
  } catch {
    return true
  }
}

/**
 * The most entries of an array that is read one by one. Past about 1.27 * 10^8 entries V8 cannot let an array of strings
 * grow, and ends the process when it is tried; an array of more than 2^27 is full of holes.
 */
const MAX_LENGTH = 100_000_000

/**
 * The length of a user's array, which a proxy may make up: call it under the lock, before anything is allocated.
 *
 * @throws {InvalidArgumentError} for what is not a length; {@link LimitExceededError} for one that is too long to be read.
 */
export function lengthOfList(operation: string, place: Place, list: readonly unknown[]): number {
  const length: unknown = list.length
  if (typeof length === 'number' && length >>> 0 === length && length <= MAX_LENGTH) return length
  if (Number.isInteger(length) && (length as number) > MAX_LENGTH) {
    throw new LimitExceededError(
      operation,
      expected(
        `at most ${MAX_LENGTH} entries for ${describe(nameOf(place))}`,
        describe(length),
        'use a typed array, or several calls',
      ),
      { what: nameOf(place), requested: length, limit: MAX_LENGTH },
    )
  }
  const what = `a whole number from 0 as the length of ${describe(nameOf(place))}`
  const details = { ...place, expected: 'a whole number from 0' }
  throw invalidArgument(operation, what, length, 'use an array', details)
}

function refused(
  operation: string,
  place: Place,
  tag: string,
  value: string,
  got: string,
): InvalidArgumentError {
  const remedy = `copy it with .slice()${value === 'detached' ? ' before transferring it' : ''}`
  const what = `a ${tag} over an ArrayBuffer of fixed length for ${describe(nameOf(place))}`
  const details = { ...place, expected: 'an ArrayBuffer of fixed length' }
  return invalidArgument(operation, what, value, remedy, details, got)
}
