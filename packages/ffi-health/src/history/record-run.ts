/** Stores a run, and tells whether it is worse than an earlier one. */

import type { CheckReport } from '../findings.js'
import { ownFile } from '../own-folder.js'
import { currentRevision, resolveRevision } from '../sources/git.js'
import { compareRuns, incomparable } from './compare.js'
import { History, type NewRun, type Run } from './history.js'
import { thisMachine } from './machine.js'

/** What is to be stored. */
export interface RecordOptions {
  /** The folder of the config. */
  readonly folder: string
  readonly bridge: string
  readonly reports: readonly CheckReport[]
  /** Compare with the runs of this revision. Default: the newest earlier run that can be compared. */
  readonly baseline?: string | undefined
  /** Default: `.ffi-health/history.sqlite` in `folder`. */
  readonly file?: string | undefined
  readonly tolerance?: number | undefined
}

/**
 * Where a project's history is.
 *
 * @throws {UsageError} when it cannot be written.
 */
export function historyFile(folder: string): string {
  return ownFile(folder, 'history.sqlite')
}

/** Stores the reports as a run of this moment; gives the report `history`, which is stored with them. */
export async function recordRun(options: RecordOptions): Promise<CheckReport> {
  const { folder, bridge, reports, baseline, tolerance } = options
  const started = performance.now()
  const revision = await currentRevision(folder)
  const run: NewRun = {
    startedAt: new Date().toISOString(),
    bridge,
    revision: revision?.hash ?? null,
    subject: revision?.subject ?? null,
    dirty: revision?.dirty ?? false,
    machine: thisMachine(),
    host: 'node',
    runtime: process.version,
    reports,
  }
  const wanted = baseline === undefined ? undefined : await resolveRevision(folder, baseline)
  using history = new History(options.file ?? historyFile(folder))
  const candidate: Run = { ...run, id: 0 }
  const report: CheckReport = {
    check: 'history',
    seed: 0,
    operations: compareRuns(baselineRuns(history, candidate, wanted), candidate, tolerance),
    durationMs: Math.round(performance.now() - started),
  }
  history.add({ ...run, reports: [...reports, report] })
  return report
}

/**
 * The runs to compare with: those of the revision that is wanted, else those of the newest revision before that
 * can be compared; changes that are not committed are compared with their own revision. Where no other revision is
 * stored, a run is compared with the earlier ones of its own.
 */
export function baselineRuns(history: History, run: Run, wanted?: string): readonly Run[] {
  const earlier = history
    .runs({ bridge: run.bridge, ...(wanted !== undefined && { revision: wanted }) })
    .filter(one => one.id !== run.id && (run.id === 0 || one.id < run.id) && one.reports.length > 0)
  const clean = earlier.filter(({ dirty }) => !dirty)
  if (wanted !== undefined) return clean.length > 0 ? clean : earlier
  const comparable = earlier.filter(one => incomparable(one, run) === undefined)
  const other = comparable.filter(one => one.revision !== run.revision || (run.dirty && !one.dirty))
  const newest = other[0]
  if (newest === undefined) return comparable.length > 0 ? comparable : earlier.slice(0, 1)
  return other.filter(one => one.revision === newest.revision && one.dirty === newest.dirty)
}
