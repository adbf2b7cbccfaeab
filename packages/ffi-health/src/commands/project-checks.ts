/** The checks that look at the project around an addon, and the results that others bring, for `ffi-health check`. */

import { runApi } from '../api/check-api.js'
import { UsageError } from '../config/find.js'
import type { CheckReport } from '../findings.js'
import { recordRun } from '../history/record-run.js'
import { withOtherResults } from '../intake/other-results.js'
import { openProject } from '../open-project.js'
import { runSanitize } from '../sanitize/check-sanitize.js'
import { runUnsafe } from '../unsafe/check-unsafe.js'

/** The checks that {@link addProjectChecks} makes. */
export const projectChecks: readonly string[] = ['unsafe', 'api', 'sanitize']

/** What the user asked for. */
export interface ProjectCheckOptions {
  readonly config?: string | undefined
  /** Judge these operations only. */
  readonly operation?: readonly string[] | undefined
  readonly baseline?: string | undefined
  /** Names of checks; absent: all. */
  readonly only?: readonly string[] | undefined
  /** Factor on how much is tried. */
  readonly effort: number
  /** Store the run, and compare it with an earlier one. */
  readonly record: boolean
}

/**
 * Adds what `unsafe`, `api` and `sanitize` find, what the config's JUnit files and other hosts say, and, when the
 * run is stored, whether it is worse than before. Without `project` in the config, the three are not judged.
 *
 * @param own - the reports of the checks that ran the operations.
 * @param onReport - called with each report as it is there.
 * @returns all reports, those given first.
 */
export async function addProjectChecks(
  own: readonly CheckReport[],
  options: ProjectCheckOptions,
  progress: (what: string) => void,
  onReport: (report: CheckReport) => void,
): Promise<readonly CheckReport[]> {
  const opened = await openProject(options.config)
  const { folder, name, project, operations, declaresProject } = opened
  const added: CheckReport[] = []
  const run = async (check: string, make: () => Promise<CheckReport>) => {
    if (options.only?.includes(check) === false) return
    progress(check)
    const report = declaresProject
      ? await judged(check, make)
      : notJudged(check, 'the config has no `project`, which says where sources and declarations are')
    added.push(report)
    onReport(report)
  }
  try {
    const names = options.operation ?? operations.map(one => one.name)
    const show = (what: string) => progress(`sanitize  ${what}`)
    await run('unsafe', async () => (await runUnsafe({ folder, project, baseline: options.baseline })).report)
    await run('api', async () => (await runApi(opened)).report)
    await run('sanitize', () =>
      runSanitize({
        ...opened,
        operations: names,
        sanitize: project.sanitize ?? {},
        effort: options.effort,
        progress: show,
      }),
    )
    const mine = [...own, ...added]
    if (options.record) {
      const history = await recordRun({ folder, bridge: name, reports: mine, baseline: options.baseline })
      mine.push(history)
      onReport(history)
    }
    const { reports } = withOtherResults(mine, folder, project)
    for (const report of reports) if (!mine.includes(report)) onReport(report)
    return reports
  } finally {
    opened.remove()
  }
}

/** A project that lacks what a check needs is not judged by it; the reason is shown. */
async function judged(check: string, make: () => Promise<CheckReport>): Promise<CheckReport> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof UsageError) return notJudged(check, error.message)
    throw error
  }
}

function notJudged(check: string, reason: string): CheckReport {
  return {
    check,
    seed: 0,
    durationMs: 0,
    operations: [{ operation: '(project)', status: 'not-judged', reason }],
  }
}
