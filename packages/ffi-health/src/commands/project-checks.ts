/** The checks that look at the project around an addon, and the results that others bring, for `ffi-health check`. */

import { runApi } from '../api/check.js'
import { chosenNames } from '../config/nearest.js'
import type { CheckReport } from '../findings/findings.js'
import { historyFile, type RecordOptions, recordRun } from '../history/record-run.js'
import { withOtherResults } from '../intake/other-results.js'
import { requireWritable } from '../output/file.js'
import { resolveRevision } from '../project/git.js'
import { judgeProject } from '../project/judge-project.js'
import { openProject } from '../project/open-project.js'
import { runSanitize } from '../sanitize/check.js'
import { runUnsafe } from '../unsafe/check.js'

/** The checks that {@link addProjectChecks} makes. */
export const projectChecks: readonly string[] = ['unsafe', 'api', 'sanitize']

/** What a run of checks came to. */
export interface CheckRun {
  readonly bridge: string
  readonly reports: readonly CheckReport[]
}

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
  /** Measures the cost of operations again, when they seem slower than before. */
  readonly again?: RecordOptions['again']
}

/**
 * Looks, before anything runs, at all that would end a run that has taken minutes: the config, names of operations,
 * the revision to compare with, results of others, and the place where the run is to be stored.
 *
 * @throws {UsageError} for what is wrong with them.
 */
export async function requireInputs(options: ProjectCheckOptions): Promise<void> {
  const { folder, project, operations, remove } = await openProject(options.config)
  try {
    chosenNames(
      operations.map(({ name }) => name),
      options.operation,
    )
    if (options.baseline !== undefined) await resolveRevision(folder, options.baseline)
    withOtherResults([], folder, project)
    if (options.record) requireWritable(historyFile(folder))
  } finally {
    remove()
  }
}

/**
 * Adds what `unsafe`, `api` and `sanitize` find, what the config's JUnit files and other hosts say, and, when the
 * run is stored, whether it is worse than before.
 *
 * @param own - the reports of the checks that ran the operations.
 * @param onReport - called with each report as it is there.
 * @returns all reports, those given first, and the bridge's name.
 */
export async function addProjectChecks(
  own: readonly CheckReport[],
  options: ProjectCheckOptions,
  progress: (what: string) => void,
  onReport: (report: CheckReport) => void,
): Promise<CheckRun> {
  const opened = await openProject(options.config)
  const { folder, name, project, operations } = opened
  const added: CheckReport[] = []
  const run = async (check: string, make: () => Promise<CheckReport>) => {
    if (options.only?.includes(check) === false) return
    progress(check)
    const report = await judgeProject(check, make)
    added.push(report)
    onReport(report)
  }
  try {
    const all = operations.map(one => one.name)
    const names = chosenNames(all, options.operation)
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
    let mine: readonly CheckReport[] = [...own, ...added]
    if (options.record) {
      const { baseline, again } = options
      mine = await recordRun({ folder, bridge: name, reports: mine, baseline, again })
      for (const report of mine) if (report.check === 'history') onReport(report)
    }
    const { reports } = withOtherResults(mine, folder, project)
    for (const report of reports) if (!mine.includes(report)) onReport(report)
    return { bridge: name, reports }
  } finally {
    opened.remove()
  }
}
