/** What the overhead check measures, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/** What one process is to measure. */
export interface OverheadTask {
  readonly configUrl: string
  readonly operations: readonly string[]
  /** Batches of each operation; they take turns, so that a busy moment hits all alike. */
  readonly rounds: number
  /** A batch repeats its call for about so long. */
  readonly batchMs: number
  /** An operation whose calls are slow gets at least so few rounds, and about so long in all. */
  readonly operationMs: number
}

/** The references of one process, nanoseconds a call, a figure per round; the loop's cost is taken off. */
export interface ReferenceSamples {
  /** The loop around every call: what is taken off. */
  readonly loop: readonly number[]
  readonly emptyJs: readonly number[]
  readonly emptyNative: readonly number[]
  /** Batches of all three that were left out since another process had the core, and of how many. */
  readonly preempted: number
  readonly batches: number
  /** The empty native call is the addon's own. */
  readonly ownEmptyCall: boolean
}

/** The samples of one operation from one process: nanoseconds a call, the loop's cost taken off. */
export interface OperationSamples {
  readonly operation: string
  /** Until the call returned; for an async operation, with its promise. */
  readonly callNs: readonly number[]
  /** Async only: until the promise was settled. */
  readonly settledNs: readonly number[]
  /** Batches that were left out since another process had the core. */
  readonly preempted: number
  /** Batches whose calls waited for something by themselves, and count as what they took. */
  readonly waited: number
  /** What went wrong instead. */
  readonly complaint?: string
}

export type OverheadMessage =
  | { readonly kind: 'at'; readonly operation: string }
  | ({ readonly kind: 'references' } & ReferenceSamples)
  | ({ readonly kind: 'samples' } & OperationSamples)

export const overheadChild = childModule<OverheadTask, OverheadMessage>('overhead/child')
