/**
 * How long native objects live: until `close()`, or until the garbage collector finds nobody holding them.
 *
 * A finalizer is the safety net and `close()` or `using` the way: a loop that never yields gives Node no
 * chance to run finalizers.
 */

import { type Handle, native, warnOfBug } from '../bridge/native.js'
import { registryRegister, registryUnregister } from '../bridge/primordials.js'
import type { Views } from './views.js'

/**
 * What every object over native memory carries as a property: `structuredClone` and `postMessage` copy own
 * properties and would make an empty shell of it, but refuse a symbol, and show its text.
 */
export const UNCLONEABLE: unique symbol = Symbol(
  'native memory stays where it is: post graph.snapshot().share(), and Snapshot.attach(token) it there. This',
)

/** What `console.log` asks an object how to show it. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** What `console.log` shows of an object over native memory: its class and some facts; never throws. */
export function shown(
  name: string,
  facts: () => object,
  depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
): string {
  if (depth < 0) return `[${name}]`
  try {
    return `${name} ${inspect(facts(), { ...options, depth })}`
  } catch {
    return `${name} (closed)`
  }
}

/** Views of a native object that exists already, in place of the options of a constructor. */
export class Adopted {
  readonly #views: Views

  constructor(views: Views) {
    this.#views = views
  }

  /** The views, when `value` is one of these: asked without running code of the value. */
  static viewsOf(value: unknown): Views | undefined {
    return typeof value === 'object' && value !== null && #views in value ? value.#views : undefined
  }
}

/** Closes what was dropped. Holds the handle only. */
const dropped = new FinalizationRegistry<Handle>(handle => {
  try {
    native.close(handle)
  } catch (error) {
    // Thrown out of here it would end the process.
    warnOfBug(error)
  }
})

/** Closes the native object when its views are collected. */
export function closeWhenCollected(views: Views, handle: Handle): void {
  registryRegister(dropped, views, handle, views)
}

/** Closes the native object now; a second time does nothing. */
export function closeNow(views: Views): void {
  views.close()
  registryUnregister(dropped, views)
}
