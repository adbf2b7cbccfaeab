/**
 * The safety monitor: who borrows what, who holds whom, what is wrong. Off until started; while off it costs
 * two relaxed loads a crossing and nothing on reads in place.
 */

import { native } from '../bridge/native.js'

/** Host memory that native code is reading now. */
export interface Borrow {
  readonly operation: string
  /** The thread that reads it. */
  readonly thread: string | number
  readonly bytes: number
  readonly ageMs: number
}

/** An operation that holds the event loop now. */
export interface Holder {
  readonly operation: string
  readonly thread: string | number
  readonly ageMs: number
}

/** What {@link Monitor.report} gives: counts always, what was recorded since the monitor was started. */
export interface MonitorReport {
  readonly running: boolean
  /** How long ago the monitor was started. */
  readonly ageMs: number
  /** What was recorded since. */
  readonly recorded: number
  readonly borrows: readonly Borrow[]
  /** Open graphs and snapshots of this thread. */
  readonly handles: number
  /** Views of native memory that were given out and not let go, and their bytes. */
  readonly views: number
  readonly viewBytes: number
  /** Tasks that were started and have not reported back. */
  readonly tasks: number
  readonly holders: readonly Holder[]
  /** References of native code to objects of JavaScript. */
  readonly references: number
  /** Finalizers that were attached and have not run. */
  readonly pendingFinalizers: number
  /** What V8 was told of. */
  readonly externalBytes: number
  /** How many promises were broken: see {@link Monitor.validate}. */
  readonly violations: number
  /** Calls of this thread into native code so far, by operation; counted also while the monitor is off. */
  readonly crossings: Readonly<Record<string, number>>
}

/** Something that must not be. */
export interface SafetyViolation {
  /** What it is, such as `danglingView` or `finalizerMissed`. */
  readonly kind: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** The safety monitor of this process. */
export interface Monitor {
  /**
   * Starts to watch borrows, views and holders. Cost: one crossing; a second time does nothing.
   *
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * monitor.start()
   * ```
   */
  start(): void
  /**
   * Stops to watch. Cost: one crossing; a second time does nothing.
   *
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * monitor.stop()
   * ```
   */
  stop(): void
  /**
   * What is held now. Cost: one crossing, a copy.
   *
   * @returns counts and lists. A copy.
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * monitor.report().handles
   * ```
   */
  report(): MonitorReport
  /**
   * Checks every reference. Cost: O(references), one crossing.
   *
   * @returns what is wrong; an empty array when all is well. A copy.
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * monitor.validate() // []
   * ```
   */
  validate(): SafetyViolation[]
}

/**
 * The safety monitor.
 *
 * @example
 * ```ts
 * import { monitor } from 'groggy/monitor'
 * monitor.start()
 * await work()
 * console.log(monitor.validate())
 * ```
 */
export const monitor: Monitor = Object.freeze({
  start: (): void => native.monitorStart(),
  stop: (): void => native.monitorStop(),
  report: (): MonitorReport => JSON.parse(native.monitorReport()) as MonitorReport,
  validate: (): SafetyViolation[] => JSON.parse(native.monitorValidate()) as SafetyViolation[],
})
