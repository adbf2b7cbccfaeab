/**
 * Waiting for signals to be aborted: one listener a signal, however many tasks wait for it. Node takes eleven
 * listeners of one signal for a leak, and says so.
 */

import {
  mapDelete,
  mapForEach,
  mapSet,
  mapSize,
  uncurryThis,
  weakDelete,
  weakGet,
  weakSet,
} from '../bridge/primordials.js'

type Listen = (signal: AbortSignal, type: 'abort', listener: () => void, options?: object) => void
const addEventListener: Listen = uncurryThis(EventTarget.prototype.addEventListener) as Listen
const removeEventListener: Listen = uncurryThis(EventTarget.prototype.removeEventListener) as Listen

/** Without a prototype: what every object inherits says nothing here. */
const once: object = Object.assign(Object.create(null) as object, { once: true })

/** Who waits for a signal, by a number of their own. */
interface Waiting {
  readonly aborts: Map<number, () => void>
  listener(): void
}

const waiting = new WeakMap<AbortSignal, Waiting>()

/**
 * Calls `abort` once `signal` is aborted.
 *
 * @param id - a number that nobody else waits under.
 * @returns what ends the waiting; it may be called at any time, and often.
 */
export function onAbort(signal: AbortSignal, id: number, abort: () => void): () => void {
  const { aborts, listener } = weakGet(waiting, signal) ?? listenTo(signal)
  mapSet(aborts, id, abort)
  return () => {
    if (!mapDelete(aborts, id) || mapSize(aborts) > 0) return
    weakDelete(waiting, signal)
    removeEventListener(signal, 'abort', listener)
  }
}

function listenTo(signal: AbortSignal): Waiting {
  const aborts = new Map<number, () => void>()
  const made: Waiting = {
    aborts,
    listener: () => mapForEach(aborts, abort => abort()),
  }
  addEventListener(signal, 'abort', made.listener, once)
  weakSet(waiting, signal, made)
  return made
}
