/** How a process with calls in flight can end, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/**
 * `end`: nothing is left to do. `exit`: `process.exit()`. `throw`: an error that nobody catches. `term`: SIGTERM,
 * without a handler. `term-handler`: SIGTERM, with one that calls `process.exit()`.
 */
export type ExitManner = 'end' | 'exit' | 'throw' | 'term' | 'term-handler'

/** What one process is to do. */
export interface ExitTask {
  readonly configUrl: string
  readonly operations: readonly string[]
  readonly manner: ExitManner
  /** Calls of each operation in flight. */
  readonly calls: number
  readonly seed: number
}

export type ExitMessage =
  | { readonly kind: 'in flight' }
  /** The end follows at once: after this line nothing but Node and the addon runs. */
  | { readonly kind: 'ending' }

export const exitChild = childModule<ExitTask, ExitMessage>('exit/child')
