/** How late the event loop was while something ran. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** Times between two looks of a timer that looks every millisecond; that millisecond is in them. */
export interface LoopDelay {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly samples: number
}

/** Runs `work` while the event loop is watched. */
export async function watchLoop<T>(work: () => Promise<T>): Promise<{ result: T; delay: LoopDelay }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  // The timer is due once before anything counts.
  await sleep(2)
  histogram.reset()
  const result = await work()
  // A delay that lasts until now is only seen by the timer's next turn.
  await sleep(2)
  histogram.disable()
  const delay = {
    p50Ms: histogram.percentile(50) / 1e6,
    p99Ms: histogram.percentile(99) / 1e6,
    maxMs: histogram.max / 1e6,
    samples: Number(histogram.count),
  }
  return { result, delay }
}
