/** The check `sanitize`: operations on an AddressSanitizer build, and on the release build under valgrind. */

import type { CheckReport, OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { describeProblem } from './problem.js'
import { runAsan, type ToolOptions } from './run-asan.js'
import { runValgrind } from './run-valgrind.js'
import type { ToolRun } from './tool-run.js'

/** What to run. */
export interface SanitizeRunOptions extends ToolOptions {
  /** Default: both. */
  readonly only?: 'asan' | 'valgrind' | undefined
}

/** Runs the tools, and judges each operation by what both found. */
export async function runSanitize(options: SanitizeRunOptions): Promise<CheckReport> {
  const started = performance.now()
  // Side by side: valgrind runs on one core only, whatever the addon does.
  const runs: readonly ToolRun[] = await Promise.all([
    ...(options.only === 'valgrind' ? [] : [runAsan(options)]),
    ...(options.only === 'asan' ? [] : [runValgrind(options)]),
  ])
  const others = new Set(
    runs.flatMap(({ problems, unjudged }) => [...problems.keys(), ...unjudged.keys()]).filter(isNoOperation),
  )
  const operations = [...others, ...options.operations].map(operation => judge(operation, runs))
  const durationMs = Math.round(performance.now() - started)
  return { check: 'sanitize', seed: 0, effort: options.effort ?? 1, durationMs, operations }
}

function isNoOperation(name: string): boolean {
  return name.startsWith('(')
}

/** A finding of one tool fails; clean under every tool passes; else the reason says which tool did not judge. */
function judge(operation: string, runs: readonly ToolRun[]): OperationReport {
  const found = runs.flatMap(({ tool, problems }) =>
    (problems.get(operation) ?? []).map(problem => ({
      tool,
      text: problem.text,
      said: describeProblem(problem),
    })),
  )
  const [first] = found
  if (first !== undefined) {
    const more = found.length === 1 ? '' : `, and ${found.length - 1} more`
    return {
      operation,
      status: 'fail',
      reason: `${first.tool}: ${first.said}${more}`,
      measurements: { reports: found.slice(0, 5).map(({ text }) => text) },
    }
  }
  const doubts = runs.flatMap(({ tool, absent, unjudged, calls }) => {
    const doubt =
      absent ?? unjudged.get(operation) ?? (calls.has(operation) ? undefined : 'it was not reached')
    return doubt === undefined ? [] : [`${tool}: ${doubt}`]
  })
  const clean = runs.flatMap(({ tool, calls }) => {
    const made = calls.get(operation)
    return made === undefined ? [] : [`${counted(made, 'call')} clean under ${tool}`]
  })
  const status = doubts.length === 0 ? 'pass' : 'not-judged'
  return { operation, status, reason: [...doubts, ...clean].join('; ') }
}
