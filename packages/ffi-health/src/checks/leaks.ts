/** `ffi-health leaks`: what stays behind, per call. */

import type { OperationReport, Status } from '../findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type Growth, judgeGrowth } from '../measure/judge-leaks.js'
import { type LeakPath, type LeakUnit, leaksChild } from '../measure/leak-samples.js'
import { plural } from '../words.js'
import { type Check, type CheckContext, type DescribedOperation, forEach, patience, scaled } from './check.js'

/** Less background work of the engine and of the C library means less that moves by itself. */
const nodeFlags = ['--expose-gc', '--single-threaded-gc', '--max-semi-space-size=1', '--no-flush-bytecode']
/**
 * And what is freed goes back to the operating system: else a leak is first fed from what lies idle, and the memory of
 * the process does not grow for as long as slow calls are watched.
 */
const env = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536', MALLOC_MMAP_THRESHOLD_: '65536' }
const windows = 16
/** Where the addon's own account is exact, fewer windows and collections settle it: see {@link screen}. */
/** Calls of an async operation that are in flight together where the addon does not tell its bytes: see {@link coarse}. */
const inFlight = 32
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

interface PathReport {
  readonly path: LeakPath
  readonly status: Status
  readonly reason: string
  readonly calls?: number
  readonly windows?: number
  readonly growth?: readonly Growth[]
  /** Bytes per call that would be seen. */
  readonly resolution?: number
  /** Nothing was seen, but hardly anything would be: longer windows may show more. */
  readonly coarse?: boolean
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

/** A leak must show twice: in another process, with longer windows. Where one of two sees it, a third decides. */
async function judgePath(context: CheckContext, unit: LeakUnit): Promise<PathReport> {
  const short = await measureAlone(context, unit, 1)
  const first = short.coarse === true ? await measureAlone(context, unit, 2) : short
  if (first.status === 'pass' || first.growth === undefined) return first
  const second = await measureAlone(context, unit, short.coarse === true ? 4 : 2)
  if (second.status === 'pass' || second.growth === undefined) return second
  if (first.status === 'fail' && second.status === 'fail' && agree(first, second))
    return await withForm(context, unit, second)
  if (first.status === 'not-judged' && second.status === 'not-judged') return second
  const third = await measureAlone(context, unit, 4)
  if (third.status === 'pass' || third.growth === undefined) return third
  const seen = first.status === 'fail' ? first : second
  if (third.status === 'fail' && agree(seen, third)) return await withForm(context, unit, third)
  return {
    ...third,
    status: 'not-judged',
    reason: `runs disagree: ${[first, second, third].map(({ reason }) => reason).join('; ')}`,
  }
}

/** A leak is so much per call; what grows by so much per window is something else. */
function agree(first: PathReport, second: PathReport): boolean {
  return (second.growth ?? []).some(({ memory, status, bytesPerCall }) => {
    const before = first.growth?.find(one => one.memory === memory)
    return status === 'fail' && before?.status === 'fail' && bytesPerCall > 0.7 * before.bytesPerCall
  })
}

/** Says which of the wrong calls leaks. */
async function withForm(context: CheckContext, unit: LeakUnit, found: PathReport): Promise<PathReport> {
  const { forms = [] } = found
  const leaking: string[] = []
  for (const form of forms.length > 1 ? forms : []) {
    context.progress(`${unit.operation}, ${form}`)
    const alone = await measureAlone(context, unit, 1, form)
    if (alone.status === 'fail') leaking.push(`${form} ${alone.reason}`)
  }
  if (forms.length === 1) return { ...found, reason: `${forms[0]} ${found.reason}` }
  return leaking.length === 0 ? found : { ...found, reason: leaking.join('; ') }
}

async function measureAlone(
  context: CheckContext,
  unit: LeakUnit,
  factor: number,
  form?: string,
): Promise<PathReport> {
  const extent = { factor, windows, collections: 4, ...(form !== undefined && { form }) }
  const { reports, ending, hangs } = await measure(context, [unit], extent)
  if (ending !== undefined) return { path: unit.path, status: 'fail', reason: `the process ${ending}`, hangs }
  return reports[0] ?? { path: unit.path, status: 'not-judged', reason: 'nothing was measured' }
}

interface Extent {
  /** On the length of windows. */
  readonly factor: number
  readonly windows: number
  readonly collections: number
  /** The only wrong call to make. */
  readonly form?: string
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
  { configUrl, seed, effort, bridge, operations }: CheckContext,
  units: readonly LeakUnit[],
  extent: Extent,
): Promise<Measured> {
  const totalMs = scaled(units[0]?.path === 'complete' ? 4000 : 2000, effort, 500) * extent.factor
  const alone = units.length === 1 ? operations.find(({ name }) => name === units[0]?.operation) : undefined
  const together = alone?.async === true && alone.facts.callsPerSetup === undefined && !bridge.exactMemory
  const task = {
    configUrl,
    units,
    atOnce: together ? inFlight : 1,
    ...(extent.form !== undefined && { form: extent.form }),
    recorded: units.some(({ path }) => path === 'reject'),
    seed,
    warmUp: scaled(2000, effort, 200),
    windows: extent.windows,
    collections: extent.collections,
    calls: scaled(10_000, effort, 1000) * extent.factor,
    windowMs: 20 * extent.factor,
    totalMs,
  }
  const { end, messages, output } = await runChild(leaksChild, task, {
    nodeFlags,
    env,
    timeoutMs: patience(operations, 16) + 8 * totalMs,
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
    const judged = verdict(growth, bridge.budgets.leakedBytes, forms?.length)
    return { path, calls, windows: extent.windows, growth, ...judged, ...(forms && { forms }) }
  })
  const hangs = end.kind === 'timeout'
  return whole ? { reports, hangs } : { reports, hangs, ending: describeOutcome({ end, output }) }
}

/**
 * Bytes per call of which a leak may go unseen in a pass, and how many times the budget: with slow calls, of which few
 * fit into a window, only large ones stand out from what the memory of a process moves by.
 */
const coarse = { bytes: 64, timesBudget: 10 }

function verdict(
  growth: readonly Growth[],
  leakedBytes: number,
  forms = 1,
): Pick<PathReport, 'status' | 'reason' | 'resolution' | 'coarse'> {
  const leaking = growth.filter(({ status }) => status === 'fail')
  if (leaking.length > 0) return { status: 'fail', reason: `leaks ${leaking.map(describe).join('; ')}` }
  // Exact figures need no help from the operating system's.
  const exact = growth.some(({ memory }) => memory.startsWith('native '))
  const unclear = growth.filter(
    ({ status, memory }) => status === 'not-judged' && !(exact && memory === 'resident'),
  )
  if (unclear.length > 0)
    return { status: 'not-judged', reason: `too noisy: ${unclear.map(describe).join('; ')}` }
  const telling = growth.filter(({ memory }) => !(exact && memory === 'resident'))
  // Wrong calls take turns: a leak of one of them is of so many calls in a window only.
  const resolution = forms * Math.max(...telling.map(one => one.resolution))
  if (!exact && resolution > Math.max(coarse.bytes, (coarse.timesBudget * leakedBytes) / 10_000)) {
    const reason = `nothing was seen to stay behind, but less than ${bytes(resolution)} per call would not be: give more --effort, or \`nativeMemory\` in the config`
    return { status: 'not-judged', reason, resolution, coarse: true }
  }
  return { status: 'pass', reason: seen([resolution]), resolution }
}

/** What a pass is worth. */
function seen(resolutions: readonly number[]): string {
  return `nothing stays behind (${resolutions.map(bytes).join(', ')} per call would be seen)`
}

function bytes(count: number): string {
  const rounded = Number(count.toPrecision(3))
  return `${rounded} ${plural(rounded, 'byte')}`
}

function describe({ memory, bytesPerCall, low, high }: Growth): string {
  if (memory === 'native liveAllocations')
    return `${bytesPerCall} ${plural(bytesPerCall, 'allocation')} per call (${low} to ${high})`
  return `${bytesPerCall} ${plural(bytesPerCall, 'byte')} per call of ${memory} memory (${low} to ${high})`
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
  const resolutions = passing.flatMap(({ resolution }) => resolution ?? [])
  const reason =
    worst !== undefined || passing.length === 0
      ? `${report?.path ?? 'complete'}: ${report?.reason ?? 'nothing was run'}`
      : `${passing.map(one => one.path).join(', ')}: ${seen(new Set(resolutions).size === 1 ? resolutions.slice(0, 1) : resolutions)}`
  return { operation, status, reason, seed, measurements }
}

function flat(growth: readonly Growth[] = []) {
  return Object.fromEntries(
    growth.map(({ memory, bytesPerCall, low, high }) => [memory, { bytesPerCall, low, high }]),
  )
}
