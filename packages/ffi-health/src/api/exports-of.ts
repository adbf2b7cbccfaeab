/** What the loaded addon exports, as text that a change of it changes. */

import { describeThrown } from '../harness/thrown.js'

/** Members of tables of data beyond so many are not told. */
const mostMembers = 200

/**
 * Type of each export, and of classes the members.
 *
 * @param whole - for a package without types: kinds and numbers of parameters too, members of objects, and what the
 * addon is itself when it is a function.
 */
export function exportsOf(lib: unknown, whole: boolean): Record<string, string[]> {
  if (lib === null || (typeof lib !== 'object' && typeof lib !== 'function')) return {}
  const isFunction = typeof lib === 'function'
  const names = Reflect.ownKeys(lib)
    .filter(key => typeof key === 'string' && !notOwn.has(key) && !(isFunction && ofFunctions.has(key)))
    .map(String)
    .sort()
  return Object.fromEntries([
    ...(whole && isFunction ? [['(itself)', membersAt(lib)] as const] : []),
    ...names.map(
      name => [name, read(() => (whole ? membersAt : typeAndMembers)(Reflect.get(lib, name)))] as const,
    ),
  ])
}

/** Getters and proxies may do as they like. */
function read(look: () => string[]): string[] {
  try {
    return look()
  } catch (error) {
    return [`throws ${describeThrown(error)}`]
  }
}

/** Names that compilers and Node give besides: each Node others. */
const notOwn = new Set<PropertyKey>(['__esModule', 'module.exports'])
const ofFunctions = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller'])

function typeAndMembers(value: unknown): string[] {
  if (typeof value !== 'function') return [value === null ? 'null' : typeof value]
  return [
    'function',
    ...ownKeys(value, ofFunctions)
      .map(key => `static ${String(key)}`)
      .sort(),
    ...ownKeys(value.prototype, ofPrototypes).map(String).sort(),
  ]
}

const ofPrototypes = new Set<PropertyKey>(['constructor'])

function membersAt(value: unknown): string[] {
  if (typeof value === 'function') {
    return [
      `function(${value.length})`,
      ...described(value, ofFunctions).map(member => `static ${member}`),
      ...described(value.prototype, ofPrototypes),
    ]
  }
  if (typeof value !== 'object' || value === null) return [value === null ? 'null' : typeof value]
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  return ['object', ...(isPlain ? described(value, notOwn) : [])]
}

/** Own members, none of them read: `add(2)`, `get size`, `version: string`. */
function described(owner: unknown, without: ReadonlySet<PropertyKey>): string[] {
  return ownKeys(owner, without)
    .slice(0, mostMembers)
    .map(key => {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(Object(owner), key) ?? {}
      const name = String(key)
      if (get !== undefined || set !== undefined) {
        return `${get === undefined ? '' : 'get '}${set === undefined ? '' : 'set '}${name}`
      }
      return typeof value === 'function'
        ? `${name}(${value.length})`
        : `${name}: ${value === null ? 'null' : typeof value}`
    })
    .sort()
}

function ownKeys(owner: unknown, without: ReadonlySet<PropertyKey>): PropertyKey[] {
  if (owner === null || (typeof owner !== 'object' && typeof owner !== 'function')) return []
  return Reflect.ownKeys(owner).filter(key => !without.has(key))
}
