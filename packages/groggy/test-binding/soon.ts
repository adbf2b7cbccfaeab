/** Whether something is over soon, on a machine that may do other things: bounds are of what it computes meanwhile. */

import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What does not compute and is not over by then hangs: far longer than anything takes on a busy machine. What a planted
 * fault is to make hang is not waited for so long.
 */
export const HANGS_MS = process.env['GROGGY_FAULT'] === undefined ? 600_000 : 60_000
/** What may still be computed by who was told to stop: far less than the endless work that it does. */
export const BOUND_MS = process.env['GROGGY_SANITIZER'] === undefined ? 2000 : 20_000

/** Milliseconds that all threads of this process have computed for. */
export function computedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The same of another process; 0 where the system does not tell. */
export function computedMsOf(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')
    const [user, system] = fields.split(' ').slice(11, 13)
    return 10 * (Number(user) + Number(system))
  } catch {
    return 0
  }
}

/** Waits for `work`; whether it was settled before so much was computed, and before it must be called hanging. */
export async function isSoon(work: Promise<unknown>, computed = computedMs): Promise<boolean> {
  const before = computed()
  const hangs = performance.now() + HANGS_MS
  const settled = work.then(
    () => true,
    () => true,
  )
  for (;;) {
    if (await Promise.race([settled, sleep(50, false)])) return true
    if (computed() - before > BOUND_MS || performance.now() > hangs) return false
  }
}
