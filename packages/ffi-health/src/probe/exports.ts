/** What a package gives to those who import it. */

import { types } from 'node:util'

/** One thing that a package exports. */
export interface ExportedThing {
  /** `crc32`, `Transformer.fromSvg`, `Transformer.prototype.png`. */
  readonly path: string
  readonly kind: 'function' | 'class' | 'method' | 'getter' | 'object' | 'value'
  /** Native code, as far as the engine tells. */
  readonly native: boolean
}

const deepest = 3
/** Tables of data are told by their first entries. */
const mostEntries = 200

/** Lists what `lib` has, objects and classes with their members. */
export function exportsOf(lib: unknown): ExportedThing[] {
  const found: ExportedThing[] = []
  const seen = new Set<unknown>()
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'function') {
      const members = membersOf(value.prototype, `${path}.prototype`)
      const isClass = members.length > 0 || /^class\b/.test(Function.prototype.toString.call(value))
      found.push({ path, kind: isClass ? 'class' : 'function', native: isNative(value) })
      if (seen.has(value)) return
      seen.add(value)
      if (isClass) found.push(...membersOf(value, path), ...members)
      return
    }
    if (typeof value !== 'object' || value === null) {
      found.push({ path, kind: 'value', native: false })
      return
    }
    if (path !== '') found.push({ path, kind: 'object', native: false })
    if (seen.has(value) || depth >= deepest || holdsData(value)) return
    seen.add(value)
    const entries = Object.keys(value)
      .slice(0, mostEntries)
      .map(key => [key, Reflect.get(value, key)] as const)
    // What has a name of its own besides is told under that.
    const last = entries.filter(([key]) => key === 'default')
    for (const [key, inner] of [...entries.filter(([key]) => key !== 'default'), ...last])
      visit(inner, path === '' ? key : `${path}.${key}`, depth + 1)
  }
  visit(lib, '', 0)
  // CommonJS packages show all they have once more as their default.
  const names = new Set(found.map(({ path }) => path))
  return found.filter(
    ({ path }) => !(path.startsWith('default.') && names.has(path.slice('default.'.length))),
  )
}

/** Bytes and entries are not exports, and there may be millions of them. */
function holdsData(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    Array.isArray(value)
  )
}

function membersOf(target: unknown, path: string): ExportedThing[] {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) return []
  const hidden = new Set(['constructor', 'length', 'name', 'prototype', 'arguments', 'caller'])
  return Object.entries(Object.getOwnPropertyDescriptors(target))
    .filter(([key]) => !hidden.has(key))
    .flatMap(([key, { value, get }]): ExportedThing[] => {
      if (get !== undefined) return [{ path: `${path}.${key}`, kind: 'getter', native: isNative(get) }]
      if (typeof value !== 'function') return []
      return [{ path: `${path}.${key}`, kind: 'method', native: isNative(value) }]
    })
}

function isNative(value: unknown): boolean {
  return typeof value === 'function' && Function.prototype.toString.call(value).includes('[native code]')
}
