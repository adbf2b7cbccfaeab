/**
 * Records which functions of an addon an operation calls, so that they can be called again with other arguments.
 *
 * Functions of what `load` gave are wrapped in a copy of it; prototypes of its classes, and of what its functions
 * return, are wrapped in place, since their instances are everywhere. Meant for child processes: nothing is put
 * back.
 */

import { types } from 'node:util'
import type { AnyBridge } from '../config/bridge.js'

/** One call of a function of the addon. */
export interface RecordedCall {
  /** Where the function is: `crc32`, `Graph.prototype.degree`, `new Graph`. */
  readonly path: string
  readonly kind: 'call' | 'construct'
  readonly function: AnyFunction
  readonly receiver: unknown
  readonly args: readonly unknown[]
  /** The call gave a promise. */
  async: boolean
}

/** Wraps, and records while it is told to. */
export interface Recorder {
  /** Wraps what `load` gave, and what the bridge asks to record besides; the functions of the copy are recorded. */
  wrap(lib: unknown, bridge?: Pick<AnyBridge, 'alsoRecord'>): unknown
  /** Wraps the members of an object or a prototype in place. */
  wrapInPlace(target: object, path: string): void
  /** The calls that `work` makes, the outer ones only, one per function. */
  record(work: () => Promise<unknown>): Promise<RecordedCall[]>
  /** Whether results are looked at, for classes to wrap. That is one more who waits for a promise. */
  discovers: boolean
  /** Runs before each recorded call of the addon, when set. */
  onCall: ((args: unknown[]) => void) | undefined
}

/** Node writes a warning when one of them is read. */
const warns = new Set(['localStorage', 'sessionStorage'])

/** Never wrapped: the language's own. */
const builtIn = new Set<unknown>(
  Object.getOwnPropertyNames(globalThis)
    .filter(name => !warns.has(name))
    .map(name => Reflect.get(globalThis, name) as { prototype?: unknown } | undefined)
    .filter(value => typeof value === 'function')
    .flatMap(value => [value, value?.prototype]),
)
builtIn.add(Object.getPrototypeOf(Int8Array)).add(Object.getPrototypeOf(Int8Array.prototype))
for (const sample of [
  (async () => undefined)(),
  [].values(),
  new Map().values(),
  new Set().values(),
  ''.matchAll(/x/g),
]) {
  for (let at: unknown = Object.getPrototypeOf(sample); at !== null; at = Object.getPrototypeOf(at))
    builtIn.add(at)
}

type AnyFunction = (...args: never) => unknown

/** Makes a recorder. */
export function createRecorder(): Recorder {
  // Weak: a function that is given again by each call must not stay for it.
  const wrapped = new WeakMap<WeakKey, unknown>()
  const originals = new WeakMap<WeakKey, AnyFunction>()
  const originalOf = (value: unknown) => originals.get(value as WeakKey)
  const done = new WeakSet<object>()
  const shadows = new WeakMap<object, object | undefined>()
  let calls: RecordedCall[] | undefined
  let depth = 0

  const recorder: Recorder = {
    discovers: true,
    onCall: undefined,
    wrap(lib, bridge) {
      for (const more of bridge?.alsoRecord?.(lib) ?? []) wrapInPlace(more, pathOf(more))
      return copyOf(lib, '', 2)
    },
    wrapInPlace,
    async record(work) {
      calls = []
      try {
        await work()
        const byPath = new Map(calls.map(call => [call.path, call]))
        return [...byPath.values()]
      } finally {
        calls = undefined
      }
    },
  }

  function around(call: Omit<RecordedCall, 'async'>, run: (args: readonly unknown[]) => unknown): unknown {
    const args = [...call.args]
    if (depth === 0) recorder.onCall?.(args)
    const entry: RecordedCall = { ...call, async: false }
    if (depth === 0) calls?.push(entry)
    depth++
    try {
      const result = run(args)
      entry.async = types.isPromise(result)
      return discover(result, entry)
    } finally {
      depth--
    }
  }

  /**
   * Classes that the addon does not export show themselves in what its functions return, and so do objects with
   * functions of the addon.
   *
   * @returns what the caller gets: of a function, one that is recorded.
   */
  function discover(result: unknown, call: RecordedCall): unknown {
    // What the caller gave is none of the addon.
    if (!recorder.discovers || call.args.includes(result)) return result
    if (typeof result === 'function') {
      const own = call.kind === 'construct' || types.isProxy(result) || builtIn.has(result)
      return own ? result : wrapMember(result, `${call.path}()`, 0)
    }
    if (typeof result !== 'object' || result === null || types.isProxy(result)) return result
    if (types.isPromise(result)) {
      result.then(
        value => discover(value, call),
        () => undefined,
      )
    } else if (isPlain(result)) wrapFunctionsOf(result, `${call.path}()`, 2)
    else wrapPrototypeOf(result, call.path)
    return result
  }

  /** Functions of an object that a call gave, and of objects in it, in place. */
  function wrapFunctionsOf(result: object, path: string, levels: number): void {
    const keys = Reflect.ownKeys(result)
    if (done.has(result) || types.isModuleNamespaceObject(result) || keys.length > mostMembers) return
    const values = keys.map(key => Object.getOwnPropertyDescriptor(result, key)?.value as unknown)
    // One that can be awaited is waited for by it, which is not a call of the addon's user.
    if (keys.includes('then')) return
    if (values.some(value => typeof value === 'function' && !originals.has(value))) wrapInPlace(result, path)
    for (const [i, value] of levels > 1 ? values.entries() : []) {
      if (typeof value === 'object' && value !== null && !types.isProxy(value) && isPlain(value))
        wrapFunctionsOf(value, `${path}.${String(keys[i])}`, levels - 1)
    }
  }

  function wrapPrototypeOf(result: object, path: string): void {
    const prototype: unknown = Object.getPrototypeOf(result)
    if (typeof prototype !== 'object' || prototype === null || builtIn.has(prototype)) return
    if (ArrayBuffer.isView(result)) return
    const name = `${nameOf(prototype.constructor) || path}.prototype`
    wrapInPlace(prototype, name)
    const shadow = shadowOf(prototype, name)
    if (shadow !== undefined && Object.isExtensible(result)) Object.setPrototypeOf(result, shadow)
  }

  /** Wrapped forms of the methods that nothing can replace in a prototype, in one that inherits from it. */
  function shadowOf(prototype: object, path: string): object | undefined {
    if (shadows.has(prototype)) return shadows.get(prototype)
    const fixed = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(
      ([key, { configurable, value }]) =>
        configurable !== true && typeof value === 'function' && key !== 'constructor',
    )
    const wrappedMethods = fixed.map(([key, property]): [string, PropertyDescriptor] => [
      key,
      { ...property, value: wrapFunction(property.value, `${path}.${key}`) },
    ])
    const shadow =
      fixed.length === 0 ? undefined : Object.create(prototype, Object.fromEntries(wrappedMethods))
    shadows.set(prototype, shadow)
    if (shadow !== undefined) shadows.set(shadow, undefined)
    return shadow
  }

  function wrapInPlace(target: object, path: string): void {
    if (done.has(target) || builtIn.has(target)) return
    done.add(target)
    for (const key of Reflect.ownKeys(target)) {
      const property = Object.getOwnPropertyDescriptor(target, key)
      if (key === 'constructor' || key === Symbol.toStringTag || property?.configurable !== true) continue
      const at = `${path}.${typeof key === 'symbol' ? `[${key.description}]` : key}`
      if (typeof property.value === 'function' && !isClass(property.value)) {
        Object.defineProperty(target, key, { ...property, value: wrapFunction(property.value, at) })
      } else if (property.get !== undefined || property.set !== undefined) {
        const { get, set } = property
        Object.defineProperty(target, key, {
          ...property,
          ...(get !== undefined && { get: wrapFunction(get, `get ${at}`) }),
          ...(set !== undefined && { set: wrapFunction(set, `set ${at}`) }),
        })
      }
    }
    const parent: unknown = Object.getPrototypeOf(target)
    if (typeof parent === 'object' && parent !== null)
      wrapInPlace(parent, `${nameOf(parent.constructor)}.prototype`)
  }

  function wrapFunction<Wrapped extends AnyFunction>(target: Wrapped, path: string): Wrapped {
    return new Proxy(target, {
      apply: (inner, receiver, args) => applyRecorded(inner, receiver, args, path),
      construct: (inner, args, newTarget) => constructRecorded(inner, args, newTarget, path),
    })
  }

  /**
   * A class as native code makes them has static methods that nothing can replace, so that the proxy stands for
   * an empty function and looks members up itself.
   */
  function wrapClass(target: AnyFunction, path: string): AnyFunction {
    return new Proxy(
      function standIn() {
        // Never runs: `apply` and `construct` are below.
      },
      {
        apply: (_, receiver, args) => applyRecorded(target, receiver, args, path),
        construct: (_, args, newTarget) => constructRecorded(target, args, newTarget, path),
        get(_, key) {
          const member: unknown = Reflect.get(target, key)
          const own = typeof member === 'function' && Object.hasOwn(target, key) && key !== 'prototype'
          return own ? wrapMember(member, `${path}.${String(key)}`, 0) : member
        },
        set: (_, key, value) => Reflect.set(target, key, value),
        has: (_, key) => Reflect.has(target, key),
        getPrototypeOf: () => Reflect.getPrototypeOf(target),
      },
    )
  }

  function applyRecorded(
    target: AnyFunction,
    receiver: unknown,
    args: readonly unknown[],
    path: string,
  ): unknown {
    // A class finds its private static fields on itself only.
    const self = originalOf(receiver) ?? receiver
    return around({ path, kind: 'call', function: target, receiver: self, args }, given =>
      Reflect.apply(target, self, given),
    )
  }

  function constructRecorded(
    target: AnyFunction,
    args: readonly unknown[],
    newTarget: unknown,
    path: string,
  ): object {
    const made = (given: readonly unknown[]): unknown =>
      Reflect.construct(target, given, originalOf(newTarget) ?? (newTarget as AnyFunction))
    const call = {
      path: `new ${path}`,
      kind: 'construct',
      function: target,
      receiver: undefined,
      args,
    } as const
    return around(call, made) as object
  }

  function wrapMember(value: unknown, path: string, levels: number): unknown {
    if (builtIn.has(value)) return value
    if (wrapped.has(value as WeakKey)) return wrapped.get(value as WeakKey)
    if (typeof value === 'function') {
      if (typeof value.prototype === 'object') wrapInPlace(value.prototype, `${path}.prototype`)
      const proxy = (isClass(value) ? wrapClass : wrapFunction)(value as AnyFunction, path)
      wrapped.set(value, proxy)
      originals.set(proxy, value as AnyFunction)
      return proxy
    }
    if (typeof value !== 'object' || value === null || levels === 0) return value
    return isPlain(value) ? copyOf(value, path, levels) : value
  }

  function copyOf(lib: unknown, path: string, levels: number): unknown {
    if (typeof lib === 'function') return wrapMember(lib, path === '' ? nameOf(lib) : path, levels)
    if (typeof lib !== 'object' || lib === null) return lib
    if (!isPlain(lib)) {
      wrapInPlace(lib, path === '' ? nameOf(lib.constructor) : path)
      return lib
    }
    const copy: Record<PropertyKey, unknown> = {}
    wrapped.set(lib, copy)
    for (const key of Reflect.ownKeys(lib)) {
      if (key === Symbol.toStringTag) continue
      const at = `${path === '' ? '' : `${path}.`}${String(key)}`
      copy[key] = wrapMember(Reflect.get(lib, key), at, levels - 1)
    }
    return copy
  }

  return recorder
}

/** An object with more is a table of data. */
const mostMembers = 200

/** What a `class` statement or a native addon made: it must be called with `new`. */
function isClass(value: unknown): boolean {
  if (typeof value !== 'function') return false
  if (/^class\b/.test(Function.prototype.toString.call(value))) return true
  return Object.getOwnPropertyNames(value.prototype ?? {}).some(name => name !== 'constructor')
}

function isPlain(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** `Graph` for a class, `Graph.prototype` for its prototype. */
function pathOf(target: object): string {
  if (typeof target === 'function') return target.name
  return Object.hasOwn(target, 'constructor')
    ? `${nameOf(target.constructor)}.prototype`
    : nameOf(target.constructor)
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? value.name : ''
}
