/** Memory at the end of each window against the budget. */

import type { Status } from '../findings.js'
import { slopeOf } from '../statistics.js'
import type { LeakSample } from './leak-samples.js'

/** What one kind of memory did. */
export interface Growth {
  readonly memory: string
  readonly status: Status
  /** Bytes per call, and the interval that holds it with about 95 %. */
  readonly bytesPerCall: number
  readonly low: number
  readonly high: number
  /** Leaks of fewer bytes per call would not be seen here. */
  readonly resolution: number
}

/** Windows at the start that still fill caches. */
const settling = 4
/** The operating system counts in pages, and the C library keeps what it may need again. */
const residentNoise = { bytesPerCall: 4, bytesPerWindow: 48 * 1024 }
/** V8 compiles and keeps feedback, and taking the samples leaves some 4 KB a window. */
const heapNoise = { bytesPerCall: 0.5, bytesPerWindow: 10 * 1024 }

/**
 * Judges the samples of one run.
 *
 * What the addon tells of itself, and references, are counts: two windows that both leave more than the budget
 * behind fail. The others are trends: the interval of the slope has to lie above the budget and above what that
 * kind of memory moves by in healthy programs, in the later half as well as over all.
 *
 * @param samples - one per window, at least 12.
 * @param calls - per window.
 * @param leakedBytes - budget, per 10 000 calls.
 */
export function judgeGrowth(samples: readonly LeakSample[], calls: number, leakedBytes: number): Growth[] {
  const settled = samples.slice(settling)
  const allowed = (leakedBytes * calls) / 10_000
  const names = Object.keys(settled[0]?.native ?? {})
  const exact = names.map(name =>
    counted(
      `native ${name}`,
      settled.map(({ native }) => native[name] ?? 0),
      calls,
      // Allocations are counted one by one, and no budget of bytes says how many may stay.
      name === 'liveAllocations' ? Math.max(1, calls / 1000) : allowed,
    ),
  )
  const trendOf = (
    memory: 'heap' | 'external' | 'resident',
    { bytesPerCall, bytesPerWindow }: typeof heapNoise,
  ) =>
    trend(
      memory,
      settled.map(sample => sample[memory]),
      calls,
      Math.max(allowed, bytesPerCall * calls, bytesPerWindow),
    )
  return [
    ...exact,
    counted(
      'handles',
      settled.map(({ handles }) => handles),
      calls,
      allowed,
    ),
    trendOf('external', { bytesPerCall: 0, bytesPerWindow: 4096 }),
    trendOf('heap', heapNoise),
    trendOf('resident', residentNoise),
  ]
}

function counted(memory: string, series: readonly number[], calls: number, allowed: number): Growth {
  const steps = series.slice(1).map((value, i) => value - (series[i] ?? value))
  const { perStep, low, high } = slopeOf(series)
  const grown = steps.length > 0 && steps.slice(-3).every(step => step >= allowed) && low >= allowed
  return growth(memory, grown ? 'fail' : 'pass', { perStep, low, high }, calls, allowed)
}

function trend(memory: string, series: readonly number[], calls: number, floor: number): Growth {
  const slope = slopeOf(series)
  const later = slopeOf(series.slice(Math.floor(series.length / 2) - 1))
  const grows = slope.low > floor && later.perStep > floor
  if (grows) return growth(memory, 'fail', slope, calls, floor)
  // A first half that grew more than the second was still filling something.
  const bounded = slope.high <= floor || later.perStep <= floor / 2
  return growth(memory, bounded ? 'pass' : 'not-judged', slope, calls, floor)
}

function growth(
  memory: string,
  status: Status,
  { perStep, low, high }: { perStep: number; low: number; high: number },
  calls: number,
  floor: number,
): Growth {
  const perCall = (bytes: number) => Number((bytes / calls).toPrecision(3))
  return {
    memory,
    status,
    bytesPerCall: perCall(perStep),
    low: perCall(low),
    high: perCall(high),
    resolution: perCall(floor),
  }
}
