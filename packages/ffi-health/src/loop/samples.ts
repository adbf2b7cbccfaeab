/** What the loop check measures, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/** What one process is to measure: one async operation. */
export interface LoopTask {
  readonly configUrl: string
  readonly operation: string
  readonly repeats: number
  /** Each repeat calls the operation for about so long, at least once. */
  readonly repeatMs: number
  /** Calls at once when libuv's threads are looked at: more than there are threads. */
  readonly inFlight: number
}

/** Milliseconds; a figure per repeat. */
export interface LoopSamples {
  /** The longest that the event loop kept a timer waiting, with nothing to do. */
  readonly idleDelay: readonly number[]
  /** The same while the operation ran. */
  readonly delay: readonly number[]
  /** The longest that a call took to return with its promise. */
  readonly callReturn: readonly number[]
  /** `fs.readFile` with nothing else to do. */
  readonly idleRead: readonly number[]
  /** `fs.readFile`, asked right after `inFlight` calls. */
  readonly read: readonly number[]
  readonly complaint?: string
}

export type LoopMessage = { readonly kind: 'samples' } & LoopSamples

export const loopChild = childModule<LoopTask, LoopMessage>('loop/child')
