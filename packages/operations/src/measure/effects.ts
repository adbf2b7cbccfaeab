/** What operations leave behind, and how often they cross into native code. */

import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { Caller, type Case } from './timing.js'

/** Warm-up before crossings or bytes are counted: views are fetched, caches filled. */
const WARM_UP = 64

/**
 * How often one call crosses into native code.
 *
 * @param calls - over how many calls in one session it is averaged, at most what a session bears.
 * @returns a whole number for operations that cross the same number of times at each call.
 */
export async function crossingsPerCall(measured: Case, calls = 256): Promise<number> {
  const caller = new Caller(measured)
  try {
    const warmUp = Math.min(WARM_UP, Math.floor(caller.capacity / 2))
    const counted = Math.max(1, Math.min(calls, caller.capacity - warmUp))
    if (warmUp > 0) await caller.ms(warmUp)
    const before = totalCrossings()
    await caller.ms(counted)
    return (totalCrossings() - before - 1) / counted
  } finally {
    caller.close()
  }
}

/** Calls into native code so far, of every operation, this one included. */
function totalCrossings(): number {
  return Object.values(monitor.report().crossings).reduce((sum, times) => sum + times, 0)
}

/**
 * Native bytes that are alive after `operations` calls and were not before, when everything that was opened is
 * closed and garbage is collected.
 *
 * @param cases - take turns, a session at a time.
 */
export async function bytesLeft(cases: readonly Case[], operations: number): Promise<number> {
  await runThrough(cases, Math.min(operations, 4 * WARM_UP * cases.length))
  const before = await settledBytes()
  await runThrough(cases, operations)
  return (await settledBytes()) - before
}

async function runThrough(cases: readonly Case[], operations: number): Promise<void> {
  const each = Math.ceil(operations / cases.length)
  for (const measured of cases) {
    const caller = new Caller(measured)
    for (let left = each; left > 0; ) {
      const calls = Math.min(left, caller.capacity)
      await caller.ms(calls)
      left -= calls
    }
    caller.close()
  }
}

/** Live native bytes once finalizers have run: four rounds of collection, a turn of the event loop after each. */
export async function settledBytes(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collectGarbage()
    await turn()
  }
  return runtime.memory().liveBytes
}

/** A full collection, also in a process that was not started with `--expose-gc`. */
function collectGarbage(): void {
  collector ??= globalThis.gc ?? exposedGc()
  collector()
}

let collector: (() => void) | undefined

function exposedGc(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
