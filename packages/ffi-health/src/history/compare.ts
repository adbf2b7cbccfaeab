/**
 * Whether today is worse than another day.
 *
 * Times of two days are never compared: each time is divided by the time of an empty native call of the same run,
 * and these ratios are. Only a ratio whose operation itself took longer than before shows a regression: where it did
 * not, it was the empty native call that moved.
 */

import type { Measurement, OperationReport } from '../findings/findings.js'
import { time } from '../overhead/judge.js'
import type { Run } from './history.js'
import { sameKind } from './machine.js'

/** A cost as a multiple of an empty native call measured in the same run. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
  /** The time itself, which no verdict rests on alone. */
  readonly medianNs: number
  readonly highNs: number
  /** How much the empty native call varied in that run. */
  readonly noise: number
}

/** Medians may differ by this share before spread decides. */
export const defaultTolerance = 0.25
/** Middle half of the empty native call's times relative to their median, above which a run shows only what is far above it: that of `overhead`. */
const noisy = 0.4

/** Ratios by operation, of a run's `overhead`. */
export function ratiosOf(run: Pick<Run, 'reports'>): ReadonlyMap<string, Ratio> {
  const report = run.reports.find(({ check }) => check === 'overhead')
  const ratios = new Map<string, Ratio>()
  for (const { operation, measurements = {} } of report?.operations ?? []) {
    const { medianNs, lowNs, highNs, emptyNativeNs, noise } = measurements
    if (!isPositive(medianNs) || !isPositive(lowNs) || !isPositive(highNs) || !isPositive(emptyNativeNs))
      continue
    ratios.set(operation, {
      median: medianNs / emptyNativeNs,
      low: lowNs / emptyNativeNs,
      high: highNs / emptyNativeNs,
      medianNs,
      highNs,
      noise: typeof noise === 'number' ? noise : 0,
    })
  }
  return ratios
}

/** Why two runs cannot be compared, or `undefined`. */
export function incomparable(a: Run, b: Run): string | undefined {
  if (a.host !== b.host) return `run ${a.id} is of ${a.host}, run ${b.id} of ${b.host}`
  if (!sameKind(a.machine, b.machine))
    return `run ${a.id} is of another processor (${a.machine.cpu}, ${a.machine.arch})`
  if (major(a) !== major(b)) return `run ${a.id} is of ${a.runtime}, run ${b.id} of ${b.runtime}`
  return undefined
}

function major({ runtime }: Run): string {
  return runtime.split('.')[0] ?? runtime
}

/**
 * Compares a run with earlier ones of one revision.
 *
 * An operation is worse when its ratio lies above all ratios of the base, spread included, and its median by more
 * than `tolerance`, and its time itself has risen above all of theirs. When the medians differ but the spreads
 * overlap, the time itself has not risen, or the empty native call varied so much in the runs that this may explain
 * it, nothing is judged. Runs of the base in which it varied much count only where there are no calmer ones. What passed
 * and now fails in any check is worse.
 */
export function compareRuns(base: readonly Run[], run: Run, tolerance = defaultTolerance): OperationReport[] {
  const usable = base.filter(one => incomparable(one, run) === undefined)
  const [first] = base
  if (first === undefined) return [notJudged('(baseline)', 'no earlier run is stored to compare with')]
  const changes = changedVerdicts(usable[0] ?? first, run)
  if (usable.length === 0)
    return [notJudged('(baseline)', incomparable(first, run) ?? 'not comparable'), ...changes]
  const before = usable.map(ratiosOf)
  const operations = [...ratiosOf(run)].map(([operation, ratio]) =>
    judge(
      operation,
      before.flatMap(ratios => ratios.get(operation) ?? []),
      ratio,
      tolerance,
    ),
  )
  return [...operations, ...changes]
}

function judge(operation: string, all: readonly Ratio[], now: Ratio, tolerance: number): OperationReport {
  const calm = all.filter(({ noise }) => noise <= noisy)
  const base = calm.length > 0 ? calm : all
  if (base.length === 0) return notJudged(operation, 'new: the baseline did not measure it')
  const before = {
    median: medianOf(base.map(({ median }) => median)),
    low: Math.min(...base.map(({ low }) => low)),
    high: Math.max(...base.map(({ high }) => high)),
    highNs: Math.max(...base.map(({ highNs }) => highNs)),
  }
  const change = now.median / before.median - 1
  const percent = `${change > 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(0)} %`
  const found = `${multiple(before.median)} empty native calls before, ${multiple(now.median)} now (${percent})`
  const measurements = {
    baseRatio: round(before.median),
    baseLowRatio: round(before.low),
    baseHighRatio: round(before.high),
    ratio: round(now.median),
    lowRatio: round(now.low),
    highRatio: round(now.high),
    change: round(change),
    baseRuns: base.length,
  }
  if (change <= tolerance) return { operation, status: 'pass', reason: found, measurements }
  const doubt = doubtOf(before, now, Math.max(...base.map(({ noise }) => noise)))
  if (doubt !== undefined) {
    return { operation, status: 'not-judged', reason: `${found}, ${doubt}`, measurements }
  }
  return { operation, status: 'fail', reason: `slower: ${found}`, measurements }
}

/** Why a ratio that has risen shows nothing, or `undefined`. */
function doubtOf(
  before: Pick<Ratio, 'high' | 'highNs'>,
  now: Ratio,
  noiseBefore: number,
): string | undefined {
  if (now.low <= before.high) return 'but the spreads overlap'
  const noise = Math.max(noiseBefore, now.noise)
  // As if the empty native call had been measured too slow in one, and too fast in the other.
  if (noise > noisy && now.low <= before.high * (1 + noiseBefore) * (1 + now.noise))
    return `on a machine too noisy to judge: in one of the runs even the empty native call varied by ${Math.round(noise * 100)} %`
  if (now.medianNs <= before.highNs)
    return `but only the empty native call has changed: a call took up to ${time(before.highNs)} before, and takes ${time(now.medianNs)} now`
  return undefined
}

/** What passed in an earlier run and fails in this one, `overhead` and regressions aside. */
function changedVerdicts(base: Run, run: Run): OperationReport[] {
  return run.reports
    .filter(({ check }) => check !== 'overhead' && check !== 'history')
    .flatMap(({ check, operations }) => {
      const before = base.reports.find(report => report.check === check)?.operations ?? []
      return operations
        .filter(({ operation, status }) => {
          const was = before.find(one => one.operation === operation)?.status
          return status === 'fail' && was === 'pass'
        })
        .map(
          ({ operation, reason }): OperationReport => ({
            operation: `${check} ${operation}`,
            status: 'fail',
            reason: `passed in run ${base.id}, fails now: ${reason}`,
          }),
        )
    })
}

function notJudged(operation: string, reason: string): OperationReport {
  return { operation, status: 'not-judged', reason }
}

function isPositive(value: Measurement | undefined): value is number {
  return typeof value === 'number' && value > 0
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

function multiple(ratio: number): string {
  return ratio < 100 ? ratio.toPrecision(2) : Math.round(ratio).toLocaleString('en')
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
