/** The native runtime as a whole: its threads, what it decided, what it holds. */

import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { info, inPlace, native } from '../bridge/native.js'
import { inOperation } from '../errors/graph-error.js'

/** What the offload policy knows of one operation, and what it would do next. */
export interface OperationStats {
  /** Calls so far, those here and those on the pool. */
  readonly calls: number
  readonly inline: number
  readonly pool: number
  /** Calls whose duration was recorded. */
  readonly samples: number
  /** What the next call is expected to take, as far as its size is known. */
  readonly predictedNs?: number | null | undefined
  /** Work expected past this leaves the event loop. */
  readonly thresholdNs?: number | null | undefined
  /** Where the last call ran. */
  readonly lastPlace?: string | null | undefined
  /** The last decision in words. */
  readonly reason?: string | null | undefined
}

/** What {@link Runtime.stats} gives. */
export interface RuntimeStats {
  readonly threads: number
  /** Work expected past this leaves the event loop. */
  readonly thresholdNs: number
  /** What handing work to the pool and back costs, as measured. */
  readonly handOverNs?: number | null | undefined
  readonly operations: Readonly<Record<string, OperationStats>>
}

/** What {@link Runtime.memory} gives, in bytes. */
export interface RuntimeMemory {
  /** Native bytes that are alive. */
  readonly liveBytes: number
  /** The same by who owns them. */
  readonly byOwner: Readonly<Record<string, number>>
  /** What V8 was told of. */
  readonly externalBytes: number
  /** Native allocations that are alive; only in builds that count them. */
  readonly liveAllocations?: number | undefined
}

/** The native runtime of this process. */
export interface Runtime {
  /**
   * Threads of the pool that long work runs on: the machine's parallelism, or `GROGGY_THREADS`. Settable at any
   * time; running work keeps the threads it has.
   *
   * Cost: O(1), one crossing; threads start and end as work comes and goes.
   *
   * @throws {TypeMismatchError} when set to what is not a number; {@link InvalidArgumentError} below 1.
   * @example
   * ```ts
   * runtime.threads = 4
   * ```
   */
  threads: number
  /** The version of the native module. */
  readonly version: string
  /** Whether native memory is read in place; `false` where the host refuses external buffers. */
  readonly inPlace: boolean
  /**
   * What each operation cost, where it ran and why.
   *
   * Cost: O(operations), one crossing.
   *
   * @returns counts and predictions by operation. A copy.
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * runtime.stats().operations['pageRank']?.reason
   * ```
   */
  stats(): RuntimeStats
  /**
   * What native memory is held, and by whom.
   *
   * Cost: O(owners), one crossing.
   *
   * @returns bytes. A copy.
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * runtime.memory().liveBytes
   * ```
   */
  memory(): RuntimeMemory
  /**
   * Calls that have crossed into native code on this thread, besides those that ask for this number.
   *
   * Cost: O(operations), one crossing, which is not counted.
   *
   * @returns a count.
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * const before = runtime.crossings()
   * g.degree(alice)
   * runtime.crossings() - before // 0
   * ```
   */
  crossings(): number
}

/**
 * The native runtime: `runtime.threads`, `runtime.stats()`, `runtime.memory()`.
 *
 * @example
 * ```ts
 * runtime.threads = 4
 * runtime.stats().operations['pageRank']?.reason
 * ```
 */
export const runtime: Runtime = Object.freeze({
  get threads(): number {
    return native.threads()
  },
  set threads(count: number) {
    if (typeof count !== 'number') {
      throw typeMismatch('threads', 'a number of threads', count, 'use a whole number from 1', {
        argument: 'threads',
        expected: 'number',
      })
    }
    if (count >>> 0 !== count || count === 0) {
      throw invalidArgument('threads', 'a number of threads', count, 'use a whole number from 1', {
        argument: 'threads',
        expected: 'a whole number from 1',
      })
    }
    try {
      native.setThreads(count)
    } catch (error) {
      throw inOperation(error, 'threads')
    }
  },
  version: info.version,
  inPlace,
  stats: (): RuntimeStats => JSON.parse(native.stats()) as RuntimeStats,
  memory: (): RuntimeMemory => JSON.parse(native.memory()) as RuntimeMemory,
  crossings: (): number => native.crossings(),
})
