/** What the gc check runs, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/** What one process is to do. */
export interface GcTask {
  readonly configUrl: string
  readonly operations: readonly string[]
  /** At most; fewer once they take longer than `operationMs` together. */
  readonly calls: number
  readonly operationMs: number
  readonly seed: number
  /** Collect between calls, while promises are pending, and inside callbacks of the addon; needs `--expose-gc`. */
  readonly collect: boolean
}

/** What an operation came to. */
export interface GcResults {
  readonly operation: string
  /** Of each call's result, or of the error that it threw. */
  readonly digests: readonly string[]
  /** The results that read differently after later calls and collections than at first. */
  readonly changed: readonly number[]
  readonly complaint?: string
}

export type GcMessage =
  | { readonly kind: 'at'; readonly operation: string }
  | ({ readonly kind: 'results' } & GcResults)

export const gcChild = childModule<GcTask, GcMessage>('gc/child')
