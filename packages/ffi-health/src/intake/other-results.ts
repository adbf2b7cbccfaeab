/** Brings the results of other test runners and hosts together with those of this run. */

import path from 'node:path'
import type { Project } from '../config/project.js'
import type { CheckReport } from '../findings/findings.js'
import { type HostResults, readHostResults } from './host-results.js'
import { readJunit } from './junit.js'

/** Everything that bears on a release. */
export interface AllResults {
  /** One report per check; operations of another host carry its name: `python: page_rank`. */
  readonly reports: readonly CheckReport[]
  readonly hosts: readonly HostResults[]
}

/**
 * Adds what the files of `project.junit` and `project.hosts` say to the reports of this run.
 *
 * @param folder - what the files' paths are relative to.
 * @throws {UsageError} for a file that cannot be read: a result that is missing is not a pass.
 */
export function withOtherResults(
  reports: readonly CheckReport[],
  folder: string,
  { junit = [], hosts: hostFiles = [] }: Project,
): AllResults {
  const hosts = hostFiles.map(({ file }) => readHostResults(path.resolve(folder, file)))
  const others = [
    ...junit.flatMap(({ file, check }) => readJunit(path.resolve(folder, file), check)),
    ...hosts.flatMap(({ host, reports: theirs }) => theirs.map(report => named(host, report))),
  ]
  return { reports: others.reduce(merge, [...reports]), hosts }
}

function named(host: string, report: CheckReport): CheckReport {
  return {
    ...report,
    operations: report.operations.map(one => ({ ...one, operation: `${host}: ${one.operation}` })),
  }
}

function merge(reports: readonly CheckReport[], more: CheckReport): CheckReport[] {
  const known = reports.some(({ check }) => check === more.check)
  if (!known) return [...reports, more]
  return reports.map(report =>
    report.check === more.check
      ? {
          ...report,
          durationMs: report.durationMs + more.durationMs,
          operations: [...report.operations, ...more.operations],
        }
      : report,
  )
}
