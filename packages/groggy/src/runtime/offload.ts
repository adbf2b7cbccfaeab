/**
 * Work that may leave the event loop: starts it, and turns what the native pool reports into promises.
 *
 * Whether a call runs here or on the pool is decided by the native policy (`offload: 'auto'`) from what the
 * operation cost before; `runtime.stats()` explains it. A task runs on a snapshot and holds no object of
 * ours, so a graph may be changed, closed or collected meanwhile.
 */

import { AsyncResource } from 'node:async_hooks'
import { isReally } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { checkOptions, type OptionNames } from '../arguments/options.js'
import { type Handle, native, operationNumber, taskListener } from '../bridge/native.js'
import { Mode, Status } from '../bridge/numbers.js'
import { mapDelete, mapGet, mapSet, uncurryGetter } from '../bridge/primordials.js'
import { InternalError } from '../errors/classes.js'
import { GraphError } from '../errors/graph-error.js'
import { CallSite } from '../errors/stack.js'
import { onAbort } from './abort.js'

/** Options of everything that may leave the event loop. */
export interface TaskOptions {
  /** Cancels the work; the promise rejects with `signal.reason` at once. */
  readonly signal?: AbortSignal | undefined
  /**
   * Called on the event loop, some times a second at most, with how much is done (0 to 1) and the name of
   * the stage; a last time with 1 when the work is done. What it throws cancels the work and rejects.
   */
  readonly onProgress?: ((fraction: number, stage: string) => void) | undefined
  /** Where the work runs: as the policy decides (default), on the event loop, or on the pool. */
  readonly offload?: 'auto' | 'inline' | 'pool' | undefined
}

/** The names of {@link TaskOptions}, for the names of every operation's options. */
export const taskOptions = { signal: true, onProgress: true, offload: true } as const

interface Task {
  readonly operation: string
  /** Settles the promise with the native result. */
  succeed(result: unknown): void
  fail(error: unknown): void
  progress(fraction: number, stage: string): void
}

/** What has not reported back, by the number that the binding gave it. */
const tasks = new Map<number, Task>()

taskListener.complete = (id, status, value) => {
  const task = mapGet(tasks, id)
  if (task === undefined) {
    // The host stopped the program before it could wait. A graph comes as its handle and what was assumed.
    if (status === Status.graph) native.close((value as readonly [Handle, unknown])[0])
    return
  }
  mapDelete(tasks, id)
  if (status === Status.ok || status === Status.graph) task.succeed(value)
  else if (status === Status.error) task.fail(value)
  else {
    task.fail(new InternalError(task.operation, 'the task was cancelled by the native module; run it again'))
  }
}

taskListener.progress = (id, fraction, stage) => mapGet(tasks, id)?.progress(fraction, stage)

const isAborted = uncurryGetter<AbortSignal, boolean>(AbortSignal.prototype, 'aborted')
const reasonOf = uncurryGetter<AbortSignal, unknown>(AbortSignal.prototype, 'reason')

/** The signal among the options of a call. */
export function checkSignal(operation: string, signal: unknown): AbortSignal | undefined {
  if (signal === undefined) return undefined
  if (isReally(AbortSignal, 'aborted', signal)) return signal
  throw typeMismatch(operation, 'an AbortSignal', signal, 'use new AbortController().signal', {
    argument: 'signal',
    expected: 'AbortSignal',
  })
}

function checkProgress(operation: string, onProgress: unknown): TaskOptions['onProgress'] {
  if (onProgress === undefined) return undefined
  if (typeof onProgress === 'function') {
    // In the caller's context, so that AsyncLocalStorage shows what it showed at the call.
    return AsyncResource.bind(onProgress as NonNullable<TaskOptions['onProgress']>)
  }
  throw typeMismatch(operation, 'a function for onProgress', onProgress, 'use (fraction, stage) => { … }', {
    argument: 'onProgress',
    expected: 'function',
  })
}

function modeOf(operation: string, offload: unknown): number {
  switch (offload) {
    case undefined:
    case 'auto':
      return Mode.auto
    case 'inline':
      return Mode.inline
    case 'pool':
      return Mode.pool
    default:
      throw invalidArgument(
        operation,
        "'auto', 'inline' or 'pool' for offload",
        offload,
        'use one of these',
        {
          argument: 'offload',
          expected: ['auto', 'inline', 'pool'],
        },
      )
  }
}

/** The graph or snapshot that a job runs on. */
interface Subject {
  readonly handle: Handle
  requireOpen(operation: string): void
  /** Runs a native call that may change what was read of it. */
  change<T>(call: () => T): T
}

/** An operation that may leave the event loop: what it needs, and what becomes of its result. */
export interface Job<T> {
  readonly operation: string
  readonly options: TaskOptions | undefined
  /** The names that `options` may have. */
  readonly known: OptionNames
  /** What it runs on; `undefined` when it makes something new. */
  readonly views: Subject | undefined
  /** Checks the call; its arguments as they cross. */
  prepare(): readonly unknown[]
  /** Makes the user's result of the native one. */
  finish(result: unknown): T
  /** Frees a native result that came after its promise was settled. */
  discard?(result: unknown): void
}

/** Starts a job and promises its result. Never throws: what is wrong with the call rejects. */
export function start<T>(job: Job<T>): Promise<T> {
  const { operation, options } = job
  try {
    checkOptions(operation, options, job.known)
    const signal = checkSignal(operation, options?.signal)
    const onProgress = checkProgress(operation, options?.onProgress)
    const mode = modeOf(operation, options?.offload)
    const args = arguments_(job)
    if (signal !== undefined && isAborted(signal)) return Promise.reject(reasonOf(signal))
    const started = run(job, mode, onProgress !== undefined, args)
    if (typeof started === 'number') return follow(job, started, signal, onProgress)
    const result = job.finish(started[0])
    onProgress?.(1, 'done')
    return Promise.resolve(result)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Runs a job to its end before it returns. */
export function runSync<T>(job: Job<T>): T {
  const { operation, options } = job
  checkOptions(operation, options, job.known)
  const signal = checkSignal(operation, options?.signal)
  if (signal !== undefined && isAborted(signal)) throw reasonOf(signal)
  const started = run(job, Mode.sync, false, arguments_(job))
  if (typeof started === 'number') {
    throw new InternalError(
      operation,
      'expected a result of a blocking run, got a task; this is a bug, please report it',
    )
  }
  return job.finish(started[0])
}

function arguments_(job: Job<unknown>): readonly unknown[] {
  job.views?.requireOpen(job.operation)
  return job.prepare()
}

function run(
  job: Job<unknown>,
  mode: number,
  progress: boolean,
  args: readonly unknown[],
): [result: unknown] | number {
  const { operation, views } = job
  const call = () => native.run(operationNumber(operation), views?.handle ?? 0, mode, progress, args)
  // The snapshot that the job runs on may take memory that was ours to write.
  return views === undefined ? call() : views.change(call)
}

function follow<T>(
  job: Job<T>,
  id: number,
  signal: AbortSignal | undefined,
  onProgress: TaskOptions['onProgress'],
): Promise<T> {
  // Before anything that may throw: what the task makes is freed also when nobody can wait for it.
  mapSet(tasks, id, abandoned(job))
  return new Promise<T>((resolve, reject) => {
    let last = 0
    let stop = (): void => undefined
    const cancel = (reason: unknown): void => {
      // The task still reports back; what it made meanwhile is freed then.
      mapSet(tasks, id, abandoned(job))
      native.cancel(id)
      reject(reason)
      stop()
    }
    const abort = (): void => cancel(signal === undefined ? undefined : reasonOf(signal))
    const report = (fraction: number, stage: string): boolean => {
      try {
        last = fraction
        onProgress?.(fraction, stage)
        return true
      } catch (error) {
        cancel(error)
        return false
      }
    }
    try {
      const site = new CallSite()
      if (signal !== undefined) stop = onAbort(signal, id, abort)
      mapSet(tasks, id, {
        operation: job.operation,
        succeed(result) {
          if (onProgress !== undefined && last < 1 && !report(1, 'done')) {
            job.discard?.(result)
            mapDelete(tasks, id)
            return
          }
          stop()
          try {
            resolve(job.finish(result))
          } catch (error) {
            if (error instanceof GraphError) site.showIn(error)
            reject(error)
          }
        },
        fail(error) {
          stop()
          if (error instanceof Error) site.showIn(error)
          reject(error)
        },
        progress: report,
      })
    } catch (error) {
      cancel(error)
    }
  })
}

function abandoned(job: Job<unknown>): Task {
  return {
    operation: job.operation,
    succeed: result => job.discard?.(result),
    fail: () => undefined,
    progress: () => undefined,
  }
}
