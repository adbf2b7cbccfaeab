/**
 * Built-ins as they were when the library was loaded.
 *
 * A program that replaces a method of `Array.prototype` or `Map.prototype` later gets every receiver and argument that it is
 * called with. That must not be the memory of a graph, nor the objects that stand for it: what touches these takes the
 * methods from here, and loops by index.
 */

/** A method as a function of its receiver. */
export function uncurryThis<This, Arguments extends readonly unknown[], Result>(
  method: (this: This, ...rest: Arguments) => Result,
): (self: This, ...rest: Arguments) => Result {
  return Function.prototype.call.bind(method)
}

/** The getter of a property as a function of its receiver. */
export function uncurryGetter<This, Result>(prototype: object, name: string): (self: This) => Result {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get ?? (() => undefined)
  return uncurryThis(get as (this: This) => Result)
}

const typedArrays = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array

export const typedArrayBuffer: (view: ArrayBufferView) => ArrayBufferLike = uncurryGetter(
  typedArrays,
  'buffer',
)
export const typedArrayLength: (view: ArrayBufferView) => number = uncurryGetter(typedArrays, 'length')
export const bufferLength: (buffer: ArrayBufferLike) => number = uncurryGetter(
  ArrayBuffer.prototype,
  'byteLength',
)
export const typedArraySet: (view: ArrayBufferView, source: ArrayBufferView, offset: number) => void =
  uncurryThis(typedArrays.set as (this: unknown, source: unknown, offset: number) => void)
export const mapGet: <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined = uncurryThis(Map.prototype.get)
export const mapSet: <K, V>(map: Map<K, V>, key: K, value: V) => unknown = uncurryThis(Map.prototype.set)
export const mapDelete: <K>(map: Map<K, unknown>, key: K) => boolean = uncurryThis(Map.prototype.delete)
export const mapForEach: <K, V>(map: ReadonlyMap<K, V>, call: (value: V) => void) => void = uncurryThis(
  Map.prototype.forEach,
)
export const mapSize: (map: ReadonlyMap<unknown, unknown>) => number = uncurryGetter(Map.prototype, 'size')
export const weakGet: <K extends WeakKey, V>(map: WeakMap<K, V>, key: K) => V | undefined = uncurryThis(
  WeakMap.prototype.get,
)
export const weakSet: <K extends WeakKey, V>(map: WeakMap<K, V>, key: K, value: V) => unknown = uncurryThis(
  WeakMap.prototype.set,
)
export const weakDelete: <K extends WeakKey>(map: WeakMap<K, unknown>, key: K) => boolean = uncurryThis(
  WeakMap.prototype.delete,
)

export const weakDeref: <T extends WeakKey>(ref: WeakRef<T>) => T | undefined = uncurryThis(
  WeakRef.prototype.deref,
) as <T extends WeakKey>(ref: WeakRef<T>) => T | undefined

export const registryRegister: <T>(
  registry: FinalizationRegistry<T>,
  target: WeakKey,
  held: T,
  token: WeakKey,
) => void = uncurryThis(FinalizationRegistry.prototype.register)
export const registryUnregister: (registry: FinalizationRegistry<never>, token: WeakKey) => unknown =
  uncurryThis(FinalizationRegistry.prototype.unregister)

const { setPrototypeOf } = Object

/** An empty list to be filled by index: without a prototype no setter sees what is put in. */
export function bareList<T>(): T[] {
  return setPrototypeOf([], null) as T[]
}
