/**
 * What was thrown may be anything: an object whose getters throw, a revoked proxy, an error whose name is a symbol.
 * Nothing here throws, whatever it is given.
 */

import { inspect, types } from 'node:util'

/** Whether it is an error, also of another realm; a DOMException is one that the engine does not call native. */
export function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || isInstance(thrown, Error)
}

/** `instanceof`, which throws for a revoked proxy. */
export function isInstance<T>(thrown: unknown, of: abstract new (...args: never) => T): thrown is T {
  try {
    return thrown instanceof of
  } catch {
    return false
  }
}

/** A field of what was thrown; `undefined` when reading it throws. */
export function fieldOf(thrown: unknown, name: string): unknown {
  try {
    return Reflect.get(Object(thrown), name)
  } catch {
    return undefined
  }
}

/** `TypeError: not a number`, `string "text"`, `bigint 5n`, `object { code: 5 }`. */
export function describeThrown(thrown: unknown): string {
  if (isError(thrown)) {
    const [name, message] = [textOf(fieldOf(thrown, 'name')), textOf(fieldOf(thrown, 'message'))]
    return (message === '' ? name : `${name}: ${message}`).slice(0, 200)
  }
  if (typeof thrown === 'symbol') return 'a symbol'
  if (thrown === undefined || thrown === null) return String(thrown)
  const shown = typeof thrown === 'string' ? JSON.stringify(thrown) : inspected(thrown)
  return `${typeof thrown} ${shown.slice(0, 100)}`
}

/** Strings as they are, all else as it is written. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspected(value)
}

/** In a line, without calling anything of the value's own; what cannot be looked at all the same says so. */
function inspected(value: unknown): string {
  try {
    return inspect(value, { depth: 1, customInspect: false, breakLength: Number.POSITIVE_INFINITY })
  } catch {
    return 'that cannot be read'
  }
}
