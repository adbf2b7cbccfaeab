/** Memory at the end of each window against the budget. */

import type { Status } from '../findings/findings.js'
import { type Slope, slopeOf } from '../statistics/statistics.js'
import type { LeakSample } from './samples.js'
import { follows, type StepGrowth, stepGrowthOf } from './step-growth.js'

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
  /** Calls in a window. */
  readonly calls: number
  /** In bytes. */
  readonly steps: StepGrowth
  /** It rose by more than may stay behind, and not steadily: only a run with other windows can tell why. */
  readonly inSteps: boolean
  /** Where such a run was made: the calls that both made while it rose, and by how much it did. */
  readonly compared?: readonly { readonly calls: number; readonly bytes: number }[]
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
 * kind of memory moves by in healthy programs, in the later half as well as over all. What rose by as much in steps
 * is for {@link judgeRuns}.
 *
 * @param samples - one per window, at least 12.
 * @param calls - per window.
 * @param leakedBytes - budget, per 10 000 calls.
 */
export function judgeGrowth(samples: readonly LeakSample[], calls: number, leakedBytes: number): Growth[] {
  const allowed = (leakedBytes * calls) / 10_000
  const names = Object.keys(samples[0]?.native ?? {})
  const exact = names.map(name =>
    counted(
      `native ${name}`,
      samples.map(({ native }) => native[name] ?? 0),
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
      samples.map(sample => sample[memory]),
      calls,
      Math.max(allowed, bytesPerCall * calls, bytesPerWindow),
    )
  return [
    ...exact,
    counted(
      'handles',
      samples.map(({ handles }) => handles),
      calls,
      allowed,
    ),
    trendOf('external', { bytesPerCall: 0, bytesPerWindow: 4096 }),
    trendOf('heap', heapNoise),
    trendOf('resident', residentNoise),
  ]
}

function counted(memory: string, series: readonly number[], calls: number, allowed: number): Growth {
  const settled = series.slice(settling)
  const differences = settled.slice(1).map((value, i) => value - (settled[i] ?? value))
  const slope = slopeOf(settled)
  const grown = differences.slice(-3).every(step => step >= allowed) && slope.low >= allowed
  const steps = stepGrowthOf(series)
  const inSteps = !grown && steps.late >= allowed * steps.lateWindows
  const status = grown ? 'fail' : inSteps ? 'not-judged' : 'pass'
  return { memory, status, ...perCall(slope, allowed, calls), calls, steps, inSteps }
}

function trend(memory: string, series: readonly number[], calls: number, floor: number): Growth {
  const settled = series.slice(settling)
  const slope = slopeOf(settled)
  const later = slopeOf(settled.slice(Math.floor(settled.length / 2) - 1))
  const grows = slope.low > floor && later.perStep > floor
  const steps = stepGrowthOf(series)
  const inSteps = !grows && steps.late > floor * steps.lateWindows
  // A first half that grew more than the second was still filling something.
  const bounded = !inSteps && (slope.high <= floor || later.perStep <= floor / 2)
  const status = grows ? 'fail' : bounded ? 'pass' : 'not-judged'
  return { memory, status, ...perCall(slope, floor, calls), calls, steps, inSteps }
}

function perCall({ perStep, low, high }: Slope, floor: number, calls: number) {
  const share = (bytes: number) => rounded(bytes / calls)
  return { bytesPerCall: share(perStep), low: share(low), high: share(high), resolution: share(floor) }
}

/**
 * Judges two runs with as many windows, of which those of one have at least three times the calls.
 *
 * @returns the growth of the run with more calls. It fails where both runs see a leak of about as much per call (what
 * grows by as much per window is something else), or where what rose in steps follows the calls. It passes where it
 * rose by about as much as in the other run: then a leak of what that, and what it fell again, comes to per call may
 * hide in it.
 */
export function judgeRuns(some: readonly Growth[], others: readonly Growth[]): Growth[] {
  const [small, large] = (some[0]?.calls ?? 0) < (others[0]?.calls ?? 0) ? [some, others] : [others, some]
  return large.map(growth => {
    const before = small.find(({ memory }) => memory === growth.memory)
    return growth.status === 'pass' || before === undefined ? growth : judgeBoth(before, growth)
  })
}

function judgeBoth(before: Growth, growth: Growth): Growth {
  if (before.status === 'fail' && growth.status === 'fail' && growth.bytesPerCall > 0.7 * before.bytesPerCall)
    return growth
  const compared = [before, growth].map(({ calls, steps }) => ({
    calls: calls * steps.wholeWindows,
    bytes: steps.whole,
  }))
  const found =
    before.status === 'pass' ? 'unclear' : follows(before.steps, growth.steps, growth.calls / before.calls)
  if (found === 'unclear') return { ...growth, status: 'not-judged', compared }
  const rates = compared.map(({ calls, bytes }) => rounded(bytes / calls))
  const [, rate = 0] = rates
  if (found === 'nothing') {
    const { whole, wholeWindows, fall } = growth.steps
    const hidden = rounded((whole + fall) / (growth.calls * wholeWindows))
    return { ...growth, status: 'pass', resolution: Math.max(growth.resolution, hidden), compared }
  }
  const range = { bytesPerCall: rate, low: Math.min(...rates), high: Math.max(...rates) }
  return { ...growth, status: 'fail', ...range, compared }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
