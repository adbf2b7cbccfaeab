/** `ffi-health gc`: the same results whatever the garbage collector does. */

import { type Check, type CheckContext, forEach, patience, scaled } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type GcResults, gcChild } from './results.js'

interface Variant {
  readonly name: string
  readonly flags: readonly string[]
  readonly collect: boolean
}

/** So much room for new objects that hardly any is collected. */
const roomy = ['--min-semi-space-size=64', '--max-semi-space-size=64']

/** Without any collection to speak of; twice, to find out what is not the same even so. */
const calm: readonly Variant[] = [
  { name: 'calm', flags: roomy, collect: false },
  { name: 'calm again', flags: roomy, collect: false },
]

/** Flags that really change what V8 does in a release build of Node. */
const stress: readonly Variant[] = [
  { name: 'seeded collections', flags: ['--expose-gc'], collect: true },
  { name: '--stress-compaction', flags: ['--expose-gc', '--stress-compaction'], collect: true },
  {
    name: '--stress-scavenge=50',
    flags: ['--stress-scavenge=50', '--max-semi-space-size=1'],
    collect: false,
  },
  { name: '--gc-global', flags: ['--gc-global', '--max-semi-space-size=1'], collect: false },
]

export const gc: Check = {
  name: 'gc',
  about: 'results stay the same under seeded collections and V8 stress flags',
  async run(context) {
    let done = 0
    const hanging = new Set<string>()
    const runs = await forEach([...calm, ...stress], async variant => {
      const found = await runVariant(context, variant, hanging)
      context.progress(`${++done} of ${calm.length + stress.length} variants`)
      return found
    })
    return context.operations.map(({ name, facts }) =>
      judge(
        name,
        context.seed,
        facts.deterministic,
        runs.map(run => run.get(name)).filter(one => one !== undefined),
      ),
    )
  },
}

interface VariantResult {
  readonly variant: Variant
  readonly results?: GcResults
  /** The process did not survive the operation. */
  readonly end?: string
}

/** All operations in one process; after one that takes it down, the rest in the next. */
async function runVariant(
  context: CheckContext,
  variant: Variant,
  hanging: Set<string>,
): Promise<Map<string, VariantResult>> {
  const found = new Map<string, VariantResult>()
  // What hung once is not waited for again.
  let left = context.operations.map(({ name }) => name).filter(name => !hanging.has(name))
  while (left.length > 0) {
    const { results, crashed } = await runTogether(context, variant, left)
    for (const one of results) found.set(one.operation, { variant, results: one })
    if (crashed === undefined) break
    const { operation, end, hangs } = crashed
    found.set(operation, { variant, end })
    if (hangs) hanging.add(operation)
    else await blame(context, variant, left.slice(0, left.indexOf(operation) + 1), found)
    const next = left.filter(name => !found.has(name) && !hanging.has(name))
    if (next.length === left.length) break
    left = next
  }
  return found
}

/** An operation during which a process ended. */
interface Crash {
  readonly operation: string
  readonly end: string
  readonly hangs: boolean
}

async function runTogether(
  context: CheckContext,
  { collect, flags }: Variant,
  operations: readonly string[],
): Promise<{ results: readonly GcResults[]; crashed: Crash | undefined }> {
  const calls = scaled(200, context.effort, 10)
  const operationMs = scaled(5000, context.effort, 500)
  const { configUrl, seed } = context
  const task = { configUrl, operations, calls, operationMs, seed, collect }
  const { end, messages, output } = await runChild(gcChild, task, {
    nodeFlags: flags,
    timeoutMs: patience(context.operations, calls),
    eachMessage: true,
  })
  const results = messages.filter(message => message.kind === 'results')
  if (end.kind === 'exit' && end.code === 0) return { results, crashed: undefined }
  const at = messages.filter(message => message.kind === 'at').at(-1)?.operation ?? operations[0] ?? '(load)'
  const crashed = { operation: at, end: describeOutcome({ end, output }), hangs: end.kind === 'timeout' }
  return { results, crashed }
}

/**
 * Finds out which of `operations` took a process down that ran them one after another: what one of them broke may show in
 * a later one. The last runs alone first, and is to blame when it falls again, or when none of the others falls.
 */
async function blame(
  context: CheckContext,
  variant: Variant,
  operations: readonly string[],
  found: Map<string, VariantResult>,
): Promise<void> {
  const last = operations.at(-1) ?? ''
  const alone = async (name: string) => {
    context.progress(`${variant.name}: ${name} alone`)
    return await runTogether(context, variant, [name])
  }
  const again = operations.length > 1 ? await alone(last) : undefined
  if (again === undefined || again.crashed !== undefined) return
  const others = operations.slice(0, -1)
  let known = false
  for (const name of others) {
    const { crashed } = await alone(name)
    if (crashed === undefined) continue
    known = true
    found.set(name, { variant, end: crashed.end })
  }
  const [results] = again.results
  if (known && results !== undefined) found.set(last, { variant, results })
  else {
    const end = found.get(last)?.end ?? ''
    const before = others.length > 3 ? counted(others.length, 'other operation') : others.join(', ')
    found.set(last, {
      variant,
      end: `${end} (after ${before} in one process, and not alone: one of them may break what this one uses)`,
    })
  }
}

function judge(
  operation: string,
  seed: number,
  declared: boolean | undefined,
  runs: readonly VariantResult[],
): OperationReport {
  const fail = (reason: string): OperationReport => ({ operation, status: 'fail', reason, seed })
  for (const { variant, end, results } of runs) {
    if (end !== undefined) return fail(`${variant.name}: the process ${end}`)
    if (results?.complaint !== undefined) return fail(`${variant.name}: ${results.complaint}`)
    const changed = results?.changed[0]
    if (changed !== undefined) {
      return fail(
        `${variant.name}: the result of call ${changed} reads differently later (${results?.changed.length} of ${counted(results?.digests.length ?? 0, 'result')}): is its memory freed or reused while it is held?`,
      )
    }
  }
  const [first, again, ...stressed] = runs
  const calls = first?.results?.digests.length ?? 0
  if (first?.results === undefined || again?.results === undefined) {
    return { operation, status: 'not-judged', reason: 'there are no results to compare with' }
  }
  const survived = `survived ${stress.length} ways of collecting, ${counted(calls, 'call')} each, and results that were held read the same`
  if (declared === false) {
    return {
      operation,
      status: 'pass',
      reason: `${survived}; they are declared to differ from run to run`,
      seed,
    }
  }
  const varying = firstDifference(first.results, again.results)
  if (varying !== undefined) {
    return {
      operation,
      status: 'not-judged',
      reason: `${survived}; call ${varying} gives two results in two runs without collections, so nothing can be compared: declare \`deterministic: false\` if it is meant to`,
      seed,
    }
  }
  for (const { variant, results } of stressed) {
    const different = results && firstDifference(first.results, results)
    if (different !== undefined)
      return fail(`${variant.name}: call ${different} gives another result than without`)
  }
  return { operation, status: 'pass', reason: `same results, and ${survived}`, seed }
}

/** Among the calls that both made: what collections slow down makes fewer in its time. */
function firstDifference(one: GcResults, other: GcResults): number | undefined {
  const at = one.digests.findIndex((digest, i) => i < other.digests.length && digest !== other.digests[i])
  return at < 0 ? undefined : at
}
