/**
 * Typed arrays from the user: what they are is asked of the intrinsic getters, never of the object, so
 * subclasses, proxies and own properties cannot lie; memory that could change size or vanish is refused.
 */

import { types } from 'node:util'
import { InvalidArgumentError } from './errors.js'

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
const tagOf = getter(prototype, Symbol.toStringTag)
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

/** The class name of a typed array, whatever the object says of itself; `undefined` for anything else. */
export function typedArrayTag(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || tagOf === undefined) return undefined
  const tag = apply(tagOf, value, [])
  return typeof tag === 'string' ? tag : undefined
}

/**
 * A plain view of the memory of a user's typed array; `undefined` when `value` is none.
 *
 * No code of the user's runs. The view is read before the call returns and not kept.
 *
 * @throws {InvalidArgumentError} for memory that is detached, resizable or shared between threads.
 */
export function typedArray(operation: string, argument: string, value: unknown): AnyTypedArray | undefined {
  const tag = typedArrayTag(value)
  const Class = classes.get(tag)
  if (tag === undefined || Class === undefined) return undefined
  if (lengthOf === undefined || bufferOf === undefined || byteOffsetOf === undefined) return undefined
  const buffer = apply(bufferOf, value, [])
  if (!types.isArrayBuffer(buffer)) {
    throw refused(
      operation,
      argument,
      tag,
      'shared',
      'is backed by a SharedArrayBuffer, which other threads may change',
    )
  }
  if (resizableOf !== undefined && apply(resizableOf, buffer, []) === true) {
    throw refused(operation, argument, tag, 'resizable', 'is backed by a resizable ArrayBuffer')
  }
  const length = apply(lengthOf, value, []) as number
  if (length === 0 && isDetached(buffer)) {
    throw refused(operation, argument, tag, 'detached', 'was detached (its buffer was transferred)')
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

function refused(
  operation: string,
  argument: string,
  tag: string,
  found: string,
  why: string,
): InvalidArgumentError {
  const remedy = `copy it with .slice()${found === 'detached' ? ' before transferring it' : ''}`
  return new InvalidArgumentError(
    operation,
    `${operation}: the ${tag} of ${JSON.stringify(argument)} ${why}; ${remedy}`,
    { argument, found, expected: 'an ArrayBuffer of fixed length' },
  )
}
