/** What the workers check runs, in a form that crosses between processes and threads. */

import { childModule } from '../harness/child-module.js'

/** What one process is to do: start these workers, some at a time, and end them. */
export interface WorkersTask {
  readonly configUrl: string
  /** Operations that workers call; none: they load and set up only. */
  readonly operations: readonly string[]
  /** One worker each. */
  readonly seeds: readonly number[]
  readonly atOnce: number
  /** `terminate()` must be done by then. */
  readonly terminateMs: number
}

export type WorkersMessage =
  | { readonly kind: 'started'; readonly seed: number }
  | { readonly kind: 'ended'; readonly seed: number; readonly calls: number }
  | { readonly kind: 'trouble'; readonly seed: number; readonly operation: string; readonly reason: string }

/** What a worker is given. */
export interface WorkerOrder {
  readonly configUrl: string
  readonly operations: readonly string[]
  readonly seed: number
  /** Ends by itself after so many calls. */
  readonly calls: number
  /**
   * Where it is: 0 starting, 1 set up, then 2 + the operation's index, at last {@link workerDone}; and how many calls
   * it made.
   */
  readonly where: Int32Array
}

/** Where a worker is that has come to its end, or said what kept it from that. */
export const workerDone = -1

/** What a worker says. */
export type WorkerWord =
  | { readonly kind: 'ready' }
  | { readonly kind: 'trouble'; readonly operation: string; readonly reason: string }

export const workersChild = childModule<WorkersTask, WorkersMessage>('workers/child')
