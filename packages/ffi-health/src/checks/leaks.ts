/** `ffi-health leaks`: what stays behind, per call. */

import type { OperationReport, Status } from '../findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type Growth, judgeGrowth } from '../measure/judge-leaks.js'
import { type LeakPath, leaksChild } from '../measure/leak-samples.js'
import { type Check, type CheckContext, type DescribedOperation, forEach, scaled } from './check.js'

/** Less background work of the engine and of the C library means less that moves by itself. */
const nodeFlags = ['--expose-gc', '--single-threaded-gc', '--max-semi-space-size=1']
const env = { MALLOC_ARENA_MAX: '1' }
const windows = 16

export const leaks: Check = {
  name: 'leaks',
  about: 'bytes that stay behind per call: native, heap, references, memory of the process',
  async run(context) {
    let done = 0
    return await forEach(context.operations, async operation => {
      const found: PathReport[] = []
      for (const path of pathsOf(operation)) {
        context.progress(`${operation.name}, ${path} (${done} of ${context.operations.length} done)`)
        found.push(await judgePath(context, operation.name, path))
      }
      done++
      return summary(operation.name, context.seed, found)
    })
  },
}

interface PathReport {
  readonly path: LeakPath
  readonly status: Status
  readonly reason: string
  readonly calls?: number
  readonly growth?: readonly Growth[]
}

function pathsOf({ async, facts }: DescribedOperation): LeakPath[] {
  return [
    'complete',
    ...(facts.throws === undefined && facts.lenient !== true ? (['reject'] as const) : []),
    ...(facts.abortable === true ? (['abort'] as const) : []),
    ...(async && facts.callsPerSetup === undefined ? (['unawaited'] as const) : []),
  ]
}

/** A leak must show twice: in a second process, with windows twice as long. */
async function judgePath(context: CheckContext, operation: string, path: LeakPath): Promise<PathReport> {
  const first = await measurePath(context, operation, path, 1)
  if (first.status === 'pass' || first.growth === undefined) return first
  const second = await measurePath(context, operation, path, 2)
  if (second.status === 'pass' || second.growth === undefined) return second
  if (first.status === 'fail' && second.status === 'fail' && agree(first, second)) return second
  return {
    ...second,
    status: second.status === 'fail' ? 'not-judged' : second.status,
    reason: `two runs disagree: ${first.reason}; ${second.reason}`,
  }
}

/** A leak is so much per call; what grows by so much per window is something else. */
function agree(first: PathReport, second: PathReport): boolean {
  return (second.growth ?? []).some(({ memory, status, bytesPerCall }) => {
    const before = first.growth?.find(one => one.memory === memory)
    return status === 'fail' && before?.status === 'fail' && bytesPerCall > 0.7 * before.bytesPerCall
  })
}

async function measurePath(
  { configUrl, seed, effort, bridge }: CheckContext,
  operation: string,
  path: LeakPath,
  factor: number,
): Promise<PathReport> {
  const totalMs = scaled(path === 'complete' ? 4000 : 2000, effort, 500) * factor
  const task = {
    configUrl,
    operation,
    path,
    seed,
    warmUp: scaled(2000, effort, 200),
    windows,
    calls: scaled(10_000, effort, 1000) * factor,
    windowMs: 20 * factor,
    totalMs,
  }
  const { end, messages, output } = await runChild(leaksChild, task, {
    nodeFlags,
    env,
    timeoutMs: 60_000 + 10 * totalMs,
  })
  const complaint = messages.find(message => message.kind === 'complaint')
  if (complaint !== undefined) return { path, status: 'fail', reason: complaint.reason }
  if (end.kind !== 'exit' || end.code !== 0) {
    return { path, status: 'fail', reason: `the process ${describeOutcome({ end, output })}` }
  }
  const none = messages.find(message => message.kind === 'none')
  if (none !== undefined) return { path, status: 'not-judged', reason: none.reason }
  const samples = messages.flatMap(message => (message.kind === 'sample' ? [message.sample] : []))
  const calls = messages.find(message => message.kind === 'calls')?.calls ?? 1
  const growth = judgeGrowth(samples, calls, bridge.budgets.leakedBytes)
  return { path, calls, growth, ...verdict(growth) }
}

function verdict(growth: readonly Growth[]): { status: Status; reason: string } {
  const leaking = growth.filter(({ status }) => status === 'fail')
  if (leaking.length > 0) return { status: 'fail', reason: `leaks ${leaking.map(describe).join('; ')}` }
  // Exact figures need no help from the operating system's.
  const exact = growth.some(({ memory }) => memory.startsWith('native '))
  const unclear = growth.filter(
    ({ status, memory }) => status === 'not-judged' && !(exact && memory === 'resident'),
  )
  if (unclear.length > 0)
    return { status: 'not-judged', reason: `too noisy: ${unclear.map(describe).join('; ')}` }
  const resolution = Math.max(
    ...growth.filter(one => !(exact && one.memory === 'resident')).map(one => one.resolution),
  )
  return { status: 'pass', reason: `nothing stays behind (${resolution} bytes per call would be seen)` }
}

function describe({ memory, bytesPerCall, low, high }: Growth): string {
  return `${bytesPerCall} bytes per call of ${memory} memory (${low} to ${high})`
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
    paths.map(({ path, status, reason, calls, growth }) => [
      path,
      { status, reason, ...(calls !== undefined && { callsPerWindow: calls, windows }), ...flat(growth) },
    ]),
  )
  const status = report?.status ?? 'not-judged'
  const where =
    worst === undefined
      ? `${paths
          .filter(one => one.status === 'pass')
          .map(one => one.path)
          .join(', ')}: `
      : `${worst.path}: `
  return { operation, status, reason: `${where}${report?.reason ?? 'nothing was run'}`, seed, measurements }
}

function flat(growth: readonly Growth[] = []) {
  return Object.fromEntries(
    growth.map(({ memory, bytesPerCall, low, high }) => [memory, { bytesPerCall, low, high }]),
  )
}
