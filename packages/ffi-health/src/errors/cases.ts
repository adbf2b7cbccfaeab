/** What the errors check runs, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/** What one process is to do: wrong calls of one operation's functions. */
export interface ErrorsTask {
  readonly configUrl: string
  readonly operation: string
  /** Cases that are not to be run again: they took an earlier process down. */
  readonly without: readonly string[]
  /** A promise that a wrong call gave must be settled by then. */
  readonly settleMs: number
}

/** Something wrong with how a wrong call ended. */
export interface ErrorsProblem {
  readonly kind: 'problem'
  /** `size(argument 1 is a symbol)`. */
  readonly case: string
  readonly reason: string
}

export type ErrorsMessage =
  /** What follows is this case: the last before a crash did it. */
  | { readonly kind: 'case'; readonly case: string }
  | ErrorsProblem
  | { readonly kind: 'done'; readonly functions: number; readonly threw: number; readonly passed: number }

export const errorsChild = childModule<ErrorsTask, ErrorsMessage>('errors/child')
