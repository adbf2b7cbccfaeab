/** `ffi-health gc`: the same results whatever the garbage collector does. */

import type { OperationReport } from '../findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type GcResults, gcChild } from '../measure/gc-results.js'
import { counted } from '../words.js'
import { type Check, type CheckContext, forEach, patience, scaled } from './check.js'

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
  const calls = scaled(200, context.effort, 10)
  // What hung once is not waited for again.
  let left = context.operations.map(({ name }) => name).filter(name => !hanging.has(name))
  while (left.length > 0) {
    const task = {
      configUrl: context.configUrl,
      operations: left,
      calls,
      seed: context.seed,
      collect: variant.collect,
    }
    const { end, messages, output } = await runChild(gcChild, task, {
      nodeFlags: variant.flags,
      timeoutMs: patience(context.operations, calls),
      eachMessage: true,
    })
    for (const message of messages) {
      if (message.kind === 'results') found.set(message.operation, { variant, results: message })
    }
    if (end.kind === 'exit' && end.code === 0) break
    const at = messages.filter(message => message.kind === 'at').at(-1)?.operation ?? left[0] ?? '(load)'
    found.set(at, { variant, end: describeOutcome({ end, output }) })
    if (end.kind === 'timeout') hanging.add(at)
    const next = left.filter(name => !found.has(name) && !hanging.has(name))
    if (next.length === left.length) break
    left = next
  }
  return found
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

function firstDifference(one: GcResults, other: GcResults): number | undefined {
  const at = one.digests.findIndex((digest, i) => digest !== other.digests[i])
  return at < 0 ? undefined : at
}
