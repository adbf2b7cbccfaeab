/** What values are and how they appear in messages and details, without running any code of the value. */

import { types } from 'node:util'

const { apply } = Reflect
const tagOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get

/** The class name of a typed array, whatever the object says of itself; `undefined` for anything else. */
export function typedArrayTag(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || tagOf === undefined) return undefined
  const tag = apply(tagOf, value, [])
  return typeof tag === 'string' ? tag : undefined
}

/** Whether a value is an array, also one behind a proxy; a revoked proxy is none. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** Whether a value is an object with names: no array, no typed array, no function, no revoked proxy. */
export function isObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  try {
    return !Array.isArray(value)
  } catch {
    return false
  }
}

/** Whether the getter `name` of a class of the platform works on a value: whether it is really one of those. */
export function isReally<T extends object>(
  type: { readonly prototype: T },
  name: keyof T & string,
  value: unknown,
): value is T {
  const getter = Object.getOwnPropertyDescriptor(type.prototype, name)?.get
  if (typeof value !== 'object' || value === null || getter === undefined) return false
  try {
    apply(getter, value, [])
    return true
  } catch {
    return false
  }
}

/** Whether a value is a proxy that was revoked: whatever is done to it throws. */
function isRevoked(value: object): boolean {
  if (!types.isProxy(value)) return false
  try {
    Array.isArray(value)
    return false
  } catch {
    return true
  }
}

/** How a message shows a value; calls nothing of the value's own, so a proxy or getter stays unread. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const shown = value.length > 60 ? `${value.slice(0, 57)}…` : value
      return JSON.stringify(shown)
    }
    case 'bigint':
      return describeBigint(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    default:
      return value === null ? 'null' : describeObject(value as object)
  }
}

/** A bigint of many digits costs time to print, and says no more than its size. */
function describeBigint(value: bigint): string {
  return BigInt.asIntN(256, value) === value ? `${value}n` : 'a bigint of more than 256 bits'
}

function describeObject(value: object): string {
  const tag = typedArrayTag(value)
  if (tag !== undefined) return tag.startsWith('I') ? `an ${tag}` : `a ${tag}`
  if (types.isDate(value))
    return Number.isNaN(Date.prototype.getTime.call(value)) ? 'an invalid Date' : 'a Date'
  if (isRevoked(value)) return 'a revoked proxy'
  return isArray(value) ? 'an array' : 'an object'
}

/**
 * A value as a detail: numbers, booleans and strings as they are (longer ones cut, as the binding does), everything else
 * as {@link describe}d.
 */
export function detail(value: unknown): unknown {
  const longest = 4096
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : describe(value)
}
