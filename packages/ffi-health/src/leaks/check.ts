/** `ffi-health leaks`: what stays behind, per call. */

import {
  type Check,
  type CheckContext,
  type DescribedOperation,
  forEach,
  patience,
  scaled,
} from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type Growth, judgeGrowth, judgeRuns } from './judge.js'
import { type LeakPath, type LeakUnit, leaksChild } from './samples.js'
import { type LeakVerdict, seen, verdictOf } from './verdict.js'

/** Less background work of the engine and of the C library means less that moves by itself. */
const nodeFlags = ['--expose-gc', '--single-threaded-gc', '--max-semi-space-size=1', '--no-flush-bytecode']
/**
 * And what is freed goes back to the operating system: else a leak is first fed from what lies idle, and the memory of
 * the process does not grow for as long as slow calls are watched.
 */
const env = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536', MALLOC_MMAP_THRESHOLD_: '65536' }
const windows = 16
/** Calls of an async operation that are in flight together where the addon does not tell its bytes: see {@link coarse}. */
const inFlight = 32
/** Where the addon's own account is exact, fewer windows and collections settle it: see {@link screen}. */
const screening = { windows: 12, collections: 2, unitsPerProcess: 12 }

export const leaks: Check = {
  name: 'leaks',
  about: 'bytes that stay behind per call: native, heap, references, memory of the process',
  async run(context) {
    const units = context.operations.flatMap(operation =>
      pathsOf(operation).map(path => ({ operation: operation.name, path })),
    )
    const clean = context.bridge.exactMemory ? await screen(context, units) : new Map<string, PathReport>()
    const left = units.filter(unit => !clean.has(keyOf(unit)))
    let done = 0
    const hanging = new Set<string>()
    const alone = await forEach(left, async unit => {
      context.progress(`${unit.operation}, ${unit.path} (${done++} of ${left.length} done)`)
      const report = hanging.has(unit.operation) ? notWaitedFor(unit.path) : await judgePath(context, unit)
      if (report.hangs === true) hanging.add(unit.operation)
      return [keyOf(unit), report] as const
    })
    const found = new Map([...clean, ...alone])
    return context.operations.map(operation =>
      summary(
        operation.name,
        context.seed,
        pathsOf(operation).flatMap(path => found.get(keyOf({ operation: operation.name, path })) ?? []),
      ),
    )
  },
}

const keyOf = ({ operation, path }: LeakUnit) => `${operation}\n${path}`

interface PathReport extends LeakVerdict {
  readonly path: LeakPath
  readonly calls?: number
  readonly windows?: number
  readonly growth?: readonly Growth[]
  /** Of the process. */
  readonly durationMs?: number
  /** The wrong calls that took turns. */
  readonly forms?: readonly string[]
  /** The process did not end in time. */
  readonly hangs?: boolean
  /** There is nothing to measure on this path. */
  readonly nothing?: boolean
}

/** What hung on one path is not waited for on the others. */
function notWaitedFor(path: LeakPath): PathReport {
  return { path, status: 'not-judged', reason: 'not tried, since another path did not come to its end' }
}

function pathsOf({ async, facts }: DescribedOperation): LeakPath[] {
  return [
    'complete',
    ...(facts.throws === undefined && facts.lenient !== true ? (['reject'] as const) : []),
    ...(facts.abortable === true ? (['abort'] as const) : []),
    ...(async && facts.callsPerSetup === undefined ? (['unawaited'] as const) : []),
  ]
}

/**
 * Measures several units in one process, for an addon that tells its live bytes: a process of its own for each
 * takes longer to start than to measure.
 *
 * @returns those that left nothing behind, or have nothing to measure. The others, and those of a process that
 * ended early, must be measured alone: memory of the process is what all its units did.
 */
async function screen(context: CheckContext, units: readonly LeakUnit[]): Promise<Map<string, PathReport>> {
  const recorded = units.filter(({ path }) => path === 'reject')
  const others = units.filter(({ path }) => path !== 'reject')
  const groups = [recorded, others].flatMap(list => inGroups(list, screening.unitsPerProcess))
  const clean = new Map<string, PathReport>()
  let done = 0
  await forEach(groups, async group => {
    context.progress(`${done} of ${units.length} done, ${group[0]?.operation ?? ''} and others`)
    const found = await measure(context, group, { factor: 1, ...screening })
    for (const [at, unit] of group.entries()) {
      const report = found.reports[at]
      if (report?.status === 'pass' || report?.nothing === true) clean.set(keyOf(unit), report)
    }
    done += group.length
  })
  return clean
}

function inGroups<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/**
 * What comes and goes by itself can hide anything in one pair of runs: so many are made until one can be judged. A pair
 * is open only where both of its runs are, each of which is a process of its own.
 */
const pairs = 12

/**
 * A leak must show twice: in another process, with four times the calls, so that a cache has the time to fill. Where
 * the two leave it open, two others decide.
 */
async function judgePath(context: CheckContext, unit: LeakUnit): Promise<PathReport> {
  let factor = 1
  let suspected = false
  for (let pair = 1; ; pair++) {
    let first = await measureAlone(context, unit, { factor })
    while (first.coarse === true && factor < 4) {
      factor *= 2
      first = await measureAlone(context, unit, { factor })
    }
    // Where an earlier run saw a leak, one that sees none is not enough.
    if (first.coarse === true || first.growth === undefined || (isSettled(first) && !suspected)) return first
    const second = await measureToCompare(context, unit, first, factor)
    if (isSettled(second) && !isShorter(second, first)) return second
    const both = compared(context, first, second)
    if (both.status === 'fail') return await withForm(context, unit, both)
    if (both.status === 'pass' || pair === pairs) return both
    suspected ||= first.status === 'fail' || second.status === 'fail'
  }
}

/** Clean, or without figures to compare. */
function isSettled({ status, growth }: PathReport): boolean {
  return status === 'pass' || growth === undefined
}

function isShorter(one: PathReport, other: PathReport): boolean {
  return one.growth !== undefined && (one.calls ?? 0) < (other.calls ?? 0)
}

/** What a run may take for another to be made with four times the calls. */
const affordable = { bytes: 64 * 2 ** 20, ms: 15_000 }

/** A run with four times the calls of another; a quarter of them where that would take much memory or time. */
async function measureToCompare(
  context: CheckContext,
  unit: LeakUnit,
  { calls = 1, growth = [], durationMs = 0 }: PathReport,
  factor: number,
): Promise<PathReport> {
  const shorter = { factor, windowCalls: Math.max(1, Math.round(calls / 4)) }
  const largest = Math.max(0, ...growth.map(({ steps }) => steps.whole))
  if (largest > affordable.bytes || durationMs > affordable.ms)
    return await measureAlone(context, unit, shorter)
  const longer = { factor: 4 * factor, windowCalls: 4 * calls, extraMs: 8 * durationMs }
  const report = await measureAlone(context, unit, longer)
  // The more was kept, the slower some calls are.
  return report.hangs === true ? await measureAlone(context, unit, shorter) : report
}

/** What two runs say together. */
function compared(context: CheckContext, first: PathReport, second: PathReport): PathReport {
  const longer = isShorter(first, second) ? second : first
  const growth = judgeRuns(first.growth ?? [], second.growth ?? [])
  const judged = verdictOf(growth, context.bridge.budgets.leakedBytes, longer.forms?.length)
  return { ...longer, growth, ...judged }
}

/** Says which of the wrong calls leaks. */
async function withForm(context: CheckContext, unit: LeakUnit, found: PathReport): Promise<PathReport> {
  const { forms = [] } = found
  const leaking: string[] = []
  for (const form of forms.length > 1 ? forms : []) {
    context.progress(`${unit.operation}, ${form}`)
    const alone = await measureAlone(context, unit, { factor: 1, form })
    // Memory that rises in steps was told from a cache with all forms together.
    const growth = (alone.growth ?? []).map(one => {
      const leaks = found.growth?.some(({ memory, status }) => memory === one.memory && status === 'fail')
      return leaks === true && one.inSteps ? { ...one, status: 'fail' as const } : one
    })
    const { status, reason } =
      growth.length === 0 ? alone : verdictOf(growth, context.bridge.budgets.leakedBytes)
    if (status === 'fail') leaking.push(`${form} ${reason}`)
  }
  if (forms.length === 1) return { ...found, reason: `${forms[0]} ${found.reason}` }
  return leaking.length === 0 ? found : { ...found, reason: leaking.join('; ') }
}

async function measureAlone(context: CheckContext, unit: LeakUnit, extent: Extent): Promise<PathReport> {
  const all = { windows, collections: 4, ...extent }
  const { reports, ending, hangs } = await measure(context, [unit], all)
  if (ending !== undefined) return { path: unit.path, status: 'fail', reason: `the process ${ending}`, hangs }
  return reports[0] ?? { path: unit.path, status: 'not-judged', reason: 'nothing was measured' }
}

interface Extent {
  /** On the length of windows. */
  readonly factor: number
  /** The calls of a window; else as many as fit. */
  readonly windowCalls?: number
  /** More patience, where it is known how long so many calls take. */
  readonly extraMs?: number
  /** The only wrong call to make. */
  readonly form?: string
}

interface WholeExtent extends Extent {
  /** A multiple of four. */
  readonly windows: number
  readonly collections: number
}

interface Measured {
  /** By position of the unit; empty where the process did not come to its end. */
  readonly reports: readonly (PathReport | undefined)[]
  /** How the process ended, when not by itself. */
  readonly ending?: string
  readonly hangs: boolean
}

/** Measures units in one process. */
async function measure(
  { configUrl, seed, effort, bridge, operations, windowCalls }: CheckContext,
  units: readonly LeakUnit[],
  extent: WholeExtent,
): Promise<Measured> {
  const totalMs = scaled(units[0]?.path === 'complete' ? 4000 : 2000, effort, 500) * extent.factor
  const alone = units.length === 1 ? operations.find(({ name }) => name === units[0]?.operation) : undefined
  const together = alone?.async === true && alone.facts.callsPerSetup === undefined && !bridge.exactMemory
  const callsOfWindow =
    extent.windowCalls ?? (windowCalls === undefined ? undefined : windowCalls * extent.factor)
  const task = {
    configUrl,
    units,
    atOnce: together ? inFlight : 1,
    ...(extent.form !== undefined && { form: extent.form }),
    ...(callsOfWindow !== undefined && { windowCalls: callsOfWindow }),
    recorded: units.some(({ path }) => path === 'reject'),
    seed,
    warmUp: scaled(2000, effort, 200),
    windows: extent.windows,
    collections: extent.collections,
    calls: scaled(10_000, effort, 1000) * extent.factor,
    windowMs: 20 * extent.factor,
    totalMs,
  }
  const { end, messages, output, durationMs } = await runChild(leaksChild, task, {
    nodeFlags,
    env,
    timeoutMs: patience(operations, 16) + 8 * totalMs + (extent.extraMs ?? 0),
    eachMessage: true,
  })
  const whole = end.kind === 'exit' && end.code === 0
  const reports = units.map(({ path }, at): PathReport | undefined => {
    const own = messages.filter(({ unit }) => unit === at)
    const complaint = own.find(message => message.kind === 'complaint')
    if (complaint !== undefined) return { path, status: 'fail', reason: complaint.reason }
    const none = own.find(message => message.kind === 'none')
    if (none !== undefined) return { path, status: 'not-judged', reason: none.reason, nothing: true }
    const samples = own.flatMap(message => (message.kind === 'sample' ? [message.sample] : []))
    if (samples.length < extent.windows) return undefined
    const { calls = 1, forms } = own.find(message => message.kind === 'calls') ?? {}
    const growth = judgeGrowth(samples, calls, bridge.budgets.leakedBytes)
    const judged = verdictOf(growth, bridge.budgets.leakedBytes, forms?.length)
    return { path, calls, windows: extent.windows, growth, ...judged, durationMs, ...(forms && { forms }) }
  })
  const hangs = end.kind === 'timeout'
  return whole ? { reports, hangs } : { reports, hangs, ending: describeOutcome({ end, output }) }
}

function summary(operation: string, seed: number, paths: readonly PathReport[]): OperationReport {
  const worst =
    paths.find(({ status }) => status === 'fail') ??
    paths.find(
      ({ status, path, growth }) => status === 'not-judged' && (path === 'complete' || growth !== undefined),
    )
  const [complete] = paths
  const report = worst ?? complete
  const measurements = Object.fromEntries(
    paths.map(({ path, status, reason, calls, windows, growth, resolution, forms }) => [
      path,
      {
        status,
        reason,
        ...(calls !== undefined && { callsPerWindow: calls }),
        ...(windows !== undefined && { windows }),
        ...(resolution !== undefined && { resolutionBytesPerCall: resolution }),
        ...(forms !== undefined && { forms }),
        ...flat(growth),
      },
    ]),
  )
  const status = report?.status ?? 'not-judged'
  const passing = paths.filter(one => one.status === 'pass')
  const reason =
    worst !== undefined || passing.length === 0
      ? `${report?.path ?? 'complete'}: ${report?.reason ?? 'nothing was run'}`
      : passReason(passing)
  return { operation, status, reason, seed, measurements }
}

function passReason(passing: readonly PathReport[]): string {
  const resolutions = passing.flatMap(({ resolution }) => resolution ?? [])
  const same = new Set(resolutions).size === 1
  const names = passing.map(({ path }) => path).join(', ')
  const filled = passing.flatMap(({ path, filled }) => (filled === undefined ? [] : `; ${path}: ${filled}`))
  return `${names}: ${seen(same ? resolutions.slice(0, 1) : resolutions)}${filled.join('')}`
}

function flat(growth: readonly Growth[] = []) {
  return Object.fromEntries(
    growth.map(({ memory, bytesPerCall, low, high, steps }) => [
      memory,
      { bytesPerCall, low, high, grownBytes: steps.whole },
    ]),
  )
}
