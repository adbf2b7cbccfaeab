/** What a field of the config may hold, told by a table per kind of object: the types say it, and JavaScript has none. */

import { UsageError } from '../findings/usage-error.js'
import { hint } from './nearest.js'

/** What a value must be. */
export interface Kind {
  /** What was expected, as in `expected a list of strings`. */
  readonly words: string
  is(value: unknown): boolean
}

/** Every field of an object, each with what it must be where it is there. */
export type Fields<T> = { readonly [Field in keyof T]-?: Kind }

/** An object whose fields are not known yet. */
export type Unchecked = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Unchecked => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const text: Kind = { words: 'a string that is not empty', is: isText }
export const flag: Kind = { words: 'true or false', is: value => typeof value === 'boolean' }
export const someFunction: Kind = { words: 'a function', is: value => typeof value === 'function' }
export const someObject: Kind = { words: 'an object', is: value => isObject(value) && !Array.isArray(value) }
export const texts: Kind = {
  words: 'a list of strings',
  is: value => Array.isArray(value) && value.every(isText),
}
export const textByName: Kind = {
  words: 'an object of strings',
  is: value => isObject(value) && Object.values(value).every(one => typeof one === 'string'),
}
export const list: Kind = { words: 'a list', is: Array.isArray }
export const positive: Kind = {
  words: 'a finite number above 0',
  is: value => typeof value === 'number' && value > 0 && Number.isFinite(value),
}
export const positiveWhole: Kind = {
  words: 'a whole number above 0',
  is: value => positive.is(value) && Number.isInteger(value),
}

/**
 * @param at - where it is in the config: `operations.add`; empty: the config itself.
 * @throws {UsageError} when `value` is not an object, has a field that is not in the table, or one of a wrong kind.
 */
export function checkFields<T>(at: string, value: unknown, fields: Fields<T>): Unchecked {
  if (!isObject(value) || Array.isArray(value)) throw wrong(at, 'an object', shown(value))
  const known = Object.keys(fields)
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) throw unknownField(inside(at, name), name, known)
  }
  for (const [name, kind] of Object.entries<Kind>(fields)) {
    if (value[name] !== undefined && !kind.is(value[name])) {
      throw wrong(inside(at, name), kind.words, shown(value[name]))
    }
  }
  return value
}

/** Where a part of an object is. */
export function inside(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`
}

/** The error of a wrong value in the config, by its place. */
export function wrong(at: string, expected: string, got: string, remedy?: string): UsageError {
  const place = at === '' ? '' : ` for \`${at}\``
  return new UsageError(
    `config: expected ${expected}${place}, got ${got}${remedy === undefined ? '' : `; ${remedy}`}`,
  )
}

function unknownField(at: string, name: string, known: readonly string[]): UsageError {
  return new UsageError(
    `config: unknown field \`${at}\`; expected one of ${known.join(', ')}${hint(name, known)}`,
  )
}

export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object')
    return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object'
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value)
}
