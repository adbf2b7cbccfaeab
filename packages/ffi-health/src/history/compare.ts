/**
 * Whether today is worse than another day.
 *
 * Times of two days are never compared: each time is divided by the time of an empty native call of the same run,
 * and these ratios are.
 */

import type { Measurement, OperationReport } from '../findings.js'
import type { Run } from './history.js'
import { sameKind } from './machine.js'

/** A cost as a multiple of an empty native call measured in the same run. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Medians may differ by this share before spread decides. */
export const defaultTolerance = 0.25
/** Middle half of the empty native call's times relative to their median, above which a run shows no regression. */
const noisy = 0.4

/** Ratios by operation, of a run's `overhead`. */
export function ratiosOf(run: Pick<Run, 'reports'>): ReadonlyMap<string, Ratio> {
  const report = run.reports.find(({ check }) => check === 'overhead')
  const ratios = new Map<string, Ratio>()
  for (const { operation, measurements = {} } of report?.operations ?? []) {
    const { medianNs, lowNs, highNs, emptyNativeNs } = measurements
    if (!isPositive(medianNs) || !isPositive(lowNs) || !isPositive(highNs) || !isPositive(emptyNativeNs))
      continue
    ratios.set(operation, {
      median: medianNs / emptyNativeNs,
      low: lowNs / emptyNativeNs,
      high: highNs / emptyNativeNs,
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
 * than `tolerance`. When the medians differ but the spreads overlap, nothing is judged. What passed and now fails
 * in any check is worse.
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
      noiseOf(run, operation),
      tolerance,
    ),
  )
  return [...operations, ...changes]
}

function judge(
  operation: string,
  base: readonly Ratio[],
  now: Ratio,
  noise: number,
  tolerance: number,
): OperationReport {
  if (base.length === 0) return notJudged(operation, 'new: the baseline did not measure it')
  const before: Ratio = {
    median: medianOf(base.map(({ median }) => median)),
    low: Math.min(...base.map(({ low }) => low)),
    high: Math.max(...base.map(({ high }) => high)),
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
  if (now.low <= before.high) {
    return { operation, status: 'not-judged', reason: `${found}, but the spreads overlap`, measurements }
  }
  if (noise > noisy) {
    return {
      operation,
      status: 'not-judged',
      reason: `${found}, on a machine too noisy to judge`,
      measurements,
    }
  }
  return { operation, status: 'fail', reason: `slower: ${found}`, measurements }
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

function noiseOf(run: Run, operation: string): number {
  const report = run.reports.find(({ check }) => check === 'overhead')
  const noise = report?.operations.find(one => one.operation === operation)?.measurements?.['noise']
  return typeof noise === 'number' ? noise : 0
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
