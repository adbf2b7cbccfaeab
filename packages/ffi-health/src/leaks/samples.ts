/** What the leaks check measures, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'

/**
 * How an operation is called: to its end, with a wrong argument so that it fails, aborted on the way, or with
 * nobody waiting for its promise.
 */
export type LeakPath = 'complete' | 'reject' | 'abort' | 'unawaited'

/** One operation on one path. */
export interface LeakUnit {
  readonly operation: string
  readonly path: LeakPath
}

/** What one process is to measure: units, one after another. */
export interface LeaksTask {
  readonly configUrl: string
  readonly units: readonly LeakUnit[]
  /** Calls go through the recorder, which those of the path `reject` need: all units, or none. */
  readonly recorded: boolean
  /** Calls of an async operation that are in flight together; 1: one after the other. */
  readonly atOnce: number
  /** On the path `reject`: the only wrong call to make. Default: all that fail, in turns. */
  readonly form?: string
  readonly seed: number
  readonly warmUp: number
  readonly windows: number
  /** Collections after each window: what one frees may hold more, which the next one frees. */
  readonly collections: number
  /** Calls per window, when they are quick enough. */
  readonly calls: number
  /** A window of quick calls is made longer, up to so much, since a leak then stands out. */
  readonly windowMs: number
  /** Windows of slow calls are made shorter, so that all take about so long. */
  readonly totalMs: number
  /** Calls of a window where an earlier run has to be compared with; else as many as the three above allow. */
  readonly windowCalls?: number
}

/** Bytes in use at the end of a window, after the garbage collector. */
export interface LeakSample {
  /** JavaScript objects. */
  readonly heap: number
  /** References from native code to JavaScript objects. */
  readonly handles: number
  /** Native memory that V8 was told of, array buffers included. */
  readonly external: number
  /** Memory of the process that is not V8's, by the operating system's account. */
  readonly resident: number
  /** What the addon tells of itself, by name. */
  readonly native: Readonly<Record<string, number>>
}

/** What is found of a unit, by its position in the task. */
export type LeaksMessage = {
  readonly unit: number
} /** Per window; and on the path `reject` the wrong calls that were made in turns. */ & (
  | { readonly kind: 'calls'; readonly calls: number; readonly forms?: readonly string[] }
  | { readonly kind: 'sample'; readonly sample: LeakSample }
  /** Another window is done: beside a large heap the collections take long. */
  | { readonly kind: 'window' }
  /** There is nothing to measure on this path, or the operation does not do what it is declared to do. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'complaint'; readonly reason: string }
)

export const leaksChild = childModule<LeaksTask, LeaksMessage>('leaks/child')
