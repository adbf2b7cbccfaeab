/** Times against budgets: honest when the machine is too noisy to tell. */

import type { OperationFacts } from '../config/bridge.js'
import type { Budget, CompleteBudgets } from '../config/budgets.js'
import type { OperationReport } from '../findings/findings.js'
import { counted, plural } from '../findings/plural.js'
import { distributionOf } from '../statistics/statistics.js'
import type { OperationSamples, ReferenceSamples } from './samples.js'

/** The samples of one operation and the references, a list entry per process. */
export interface OverheadSamples {
  readonly operation: readonly OperationSamples[]
  readonly references: readonly ReferenceSamples[]
}

/** Middle half of the empty native call's times, relative to their median: above it, the machine is noisy. */
const noisySpread = 0.4
/** Share of the references' batches from which others took the core: above it, what waits is also kept waiting. */
const busyShare = 0.1
/** No noise makes every process take so many times as long. */
const beyondNoise = 10

/**
 * Judges one operation.
 *
 * Each process gives a median. The interval from the smallest to the largest of n such medians holds the true
 * one with probability 1 − 2^(1−n), whatever the distribution: 94 % for five processes. Within the budget as a
 * whole is a pass (noise only adds time), above it as a whole is a fail unless the machine was noisy and may have
 * made the difference, and an interval that the budget lies in is not judged.
 */
export function judgeOverhead(
  name: string,
  facts: OperationFacts,
  async: boolean,
  budgets: CompleteBudgets,
  { operation, references }: OverheadSamples,
): OperationReport {
  const complaint = operation.find(samples => samples.complaint !== undefined)?.complaint
  if (complaint !== undefined) return { operation: name, status: 'fail', reason: complaint }
  const settles = async && facts.class !== 'algorithm'
  const items = facts.items ?? 1
  const perItems = facts.throws === undefined && (items > 1 || facts.class === 'bulkOperation')
  const scale = perItems ? 1000 / items : 1
  const perProcess = operation
    .map(samples => (settles ? samples.settledNs : samples.callNs).map(ns => ns * scale))
    .filter(values => values.length > 0)
  const preempted = sum(operation.map(samples => samples.preempted))
  const waited = sum(operation.map(samples => samples.waited))
  if (references.length === 0 || operation.length === 0)
    return { operation: name, status: 'not-judged', reason: 'it was not timed: no process came to its end' }
  if (perProcess.length < Math.min(3, operation.length)) {
    return {
      operation: name,
      status: 'not-judged',
      reason: `the machine was too busy: other processes took the core in ${counted(preempted, 'batch', 'batches')}`,
      measurements: { preempted },
    }
  }
  const all = distributionOf(perProcess.flat())
  const medians = perProcess.map(values => distributionOf(values).median)
  const low = Math.min(...medians)
  const high = Math.max(...medians)
  const native = distributionOf(references.flatMap(({ emptyNative }) => emptyNative))
  const js = distributionOf(references.flatMap(({ emptyJs }) => emptyJs))
  const noise = (native.p75 - native.p25) / native.median
  const busy = sum(references.map(one => one.preempted)) / sum(references.map(one => one.batches))
  // Of most of its batches: a call that is caught waiting once is not one that waits.
  const waits = waited > all.count / 2
  const budget = budgetOf(facts, budgets, native.median)
  const unit = perItems ? ' per 1 000 items' : ''
  const measurements = {
    medianNs: round(all.median),
    lowNs: round(low),
    highNs: round(high),
    p10Ns: round(all.p10),
    p90Ns: round(all.p90),
    samples: all.count,
    processes: perProcess.length,
    preempted,
    waited,
    budgetNs: round(budget.ns),
    per: perItems ? '1 000 items' : 'call',
    until: settles ? 'settled' : 'returned',
    ...(async && {
      settledNs: round(distributionOf(operation.flatMap(({ settledNs }) => settledNs)).median),
    }),
    emptyJsNs: round(js.median),
    emptyNativeNs: round(native.median),
    emptyNative: references[0]?.ownEmptyCall === true ? 'of the addon' : 'of Node (util.types.isExternal)',
    timesEmptyNative: round(all.median / native.median),
    noise: round(noise),
    busy: round(busy),
  }
  const how = waits ? ', in which it waits' : ''
  const found = `${time(all.median)}${unit}${how} (${time(low)} to ${time(high)})`
  const allowed = `${time(budget.ns)}${budget.times === undefined ? '' : `, ${budget.times} ${plural(budget.times, 'empty native call')}`}`
  if (high <= budget.ns) {
    return { operation: name, status: 'pass', reason: `${found}, budget ${allowed}`, measurements }
  }
  if (low <= budget.ns || all.p10 <= budget.ns) {
    const reason = `${found} lies on both sides of the budget of ${allowed}`
    return { operation: name, status: 'not-judged', reason, measurements }
  }
  const doubt =
    noise > noisySpread
      ? `even the empty native call varies by ${percent(noise)}`
      : waits && busy > busyShare
        ? `others had the core in ${percent(busy)} of the batches of empty calls`
        : undefined
  if (doubt !== undefined && low < beyondNoise * budget.ns) {
    const reason = `${found} is over the budget of ${allowed}, on a machine too noisy to judge: ${doubt}`
    return { operation: name, status: 'not-judged', reason, measurements }
  }
  return {
    operation: name,
    status: 'fail',
    reason: `${found} is over the budget of ${allowed}`,
    measurements,
  }
}

function budgetOf(
  facts: OperationFacts,
  budgets: CompleteBudgets,
  nativeNs: number,
): { ns: number; times?: number } {
  const inNs = (budget: Budget) => {
    if (budget.times !== undefined) return { ns: budget.times * nativeNs, times: budget.times }
    return { ns: budget.ns ?? Number.POSITIVE_INFINITY }
  }
  const byClass = budgets.classes[facts.class]
  if (facts.budget !== undefined || facts.throws === undefined) return inNs(facts.budget ?? byClass ?? {})
  const throwing = inNs(budgets.throwing)
  // A budget per 1 000 items says nothing of a call that handles none.
  if (byClass === undefined || facts.class === 'bulkOperation' || (facts.items ?? 1) > 1) return throwing
  const own = inNs(byClass)
  return own.ns > throwing.ns ? own : throwing
}

/** `12 ns`, `3.4 µs`, `1.2 ms`. */
export function time(ns: number): string {
  const [value, unit] = ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : [ns / 1e6, 'ms']
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value
}
