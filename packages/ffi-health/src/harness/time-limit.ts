/** Limits on the time of a process that other processes on the machine cannot use up. */

import { readdirSync, readFileSync } from 'node:fs'

// Taken before any addon is there that may replace them.
const { now } = performance
const clock = () => now.call(performance)

/** A limit that runs. */
export interface TimeLimit {
  /** Begins again. */
  refresh(): void
  /** Ends it. */
  clear(): void
}

/** Milliseconds for which each thread of a process was ready to run, with no core to run on, by thread. */
export type QueuedMs = (pid: number) => ReadonlyMap<string, number>

/** Looks so often; a limit is reached at the second look that finds it so, since news may have arrived meanwhile. */
const lookMs = 250

/**
 * Calls `late` when a process has had `limitMs`: by the clock, without the time that the thread of it that waited
 * longest for a core waited. Only Linux tells that; elsewhere it is by the clock. Keeps no process alive.
 */
export function limitTime(
  pid: number,
  limitMs: number,
  late: () => void,
  queuedMs: QueuedMs = queuedMsOf,
): TimeLimit {
  let start = clock()
  let before = queuedMs(pid)
  let fresh = true
  let reached = false
  const look = () => {
    const queued = queuedMs(pid)
    if (!fresh) {
      fresh = true
      reached = false
      start = clock()
      before = queued
      return
    }
    const waits = [...queued].map(([thread, ms]) => ms - (before.get(thread) ?? 0))
    if (clock() - start - Math.max(0, ...waits) < limitMs) return
    if (!reached) {
      reached = true
      return
    }
    clearInterval(timer)
    late()
  }
  const timer = setInterval(look, Math.min(lookMs, limitMs / 4)).unref()
  return {
    refresh() {
      fresh = false
    },
    clear: () => clearInterval(timer),
  }
}

/** What `work` gives, or `late` when this process has had `limitMs` without it. */
export async function within<Value, Late>(
  work: PromiseLike<Value>,
  limitMs: number,
  late: Late,
): Promise<Value | Late> {
  let limit: TimeLimit | undefined
  const over = new Promise<Late>(resolve => {
    limit = limitTime(process.pid, limitMs, () => resolve(late))
  })
  try {
    return await Promise.race([work, over])
  } finally {
    limit?.clear()
  }
}

/** What this system tells of it; empty where it tells nothing. */
export function queuedMsOf(pid: number): Map<string, number> {
  const queued = new Map<string, number>()
  if (process.platform !== 'linux') return queued
  try {
    const folder = `/proc/${pid}/task`
    for (const thread of readdirSync(folder)) {
      const [, ns] = readFileSync(`${folder}/${thread}/schedstat`, 'latin1').split(' ')
      if (ns !== undefined) queued.set(thread, Number(ns) / 1e6)
    }
  } catch {
    // It is gone, or one of its threads is; and kernels can be built without these counts.
  }
  return queued
}
