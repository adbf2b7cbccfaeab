/** Stores a run, and tells whether it is worse than an earlier one. */

import type { CheckReport, OperationReport } from '../findings/findings.js'
import { ownFile } from '../output/own-folder.js'
import { currentRevision, resolveRevision } from '../project/git.js'
import { compareRuns, incomparable, ratiosOf } from './compare.js'
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
  /** Measures operations again: their verdicts of `overhead`. What only a moment of the machine made slow is not so again. */
  readonly again?: ((operations: readonly string[]) => Promise<readonly OperationReport[]>) | undefined
}

/** How often what is slower is measured again before it is called so. */
const repeats = 2

/**
 * Where a project's history is.
 *
 * @throws {UsageError} when it cannot be written.
 */
export function historyFile(folder: string): string {
  return ownFile(folder, 'history.sqlite')
}

/**
 * Stores the reports as a run of this moment.
 *
 * @returns the reports as they are stored: the report `history` is last, and what was measured again is in its place.
 */
export async function recordRun(options: RecordOptions): Promise<readonly CheckReport[]> {
  const { folder, bridge, baseline, tolerance, again } = options
  let { reports } = options
  const started = performance.now()
  const revision = await currentRevision(folder)
  const run: Omit<NewRun, 'reports'> = {
    startedAt: new Date().toISOString(),
    bridge,
    revision: revision?.hash ?? null,
    subject: revision?.subject ?? null,
    dirty: revision?.dirty ?? false,
    machine: thisMachine(),
    host: 'node',
    runtime: process.version,
  }
  const wanted = baseline === undefined ? undefined : await resolveRevision(folder, baseline)
  using history = new History(options.file ?? historyFile(folder))
  const compare = () => {
    const candidate: Run = { ...run, reports, id: 0 }
    return compareRuns(baselineRuns(history, candidate, wanted), candidate, tolerance)
  }
  let operations = compare()
  for (let repeat = 0; repeat < repeats && again !== undefined; repeat++) {
    const timed = ratiosOf({ reports })
    const slower = operations.filter(({ operation, status }) => status === 'fail' && timed.has(operation))
    if (slower.length === 0) break
    reports = withFaster(reports, await again(slower.map(({ operation }) => operation)))
    operations = compare()
  }
  const durationMs = Math.round(performance.now() - started)
  const stored = [...reports, { check: 'history', seed: 0, operations, durationMs }]
  history.add({ ...run, reports: stored })
  return stored
}

/** Verdicts of `overhead` that agree with those there were, and found less: noise only adds. */
function withFaster(
  reports: readonly CheckReport[],
  found: readonly OperationReport[],
): readonly CheckReport[] {
  const ratio = (one: OperationReport) => {
    const report = { check: 'overhead', seed: 0, durationMs: 0, operations: [one] }
    return ratiosOf({ reports: [report] }).get(one.operation)?.median ?? Number.POSITIVE_INFINITY
  }
  return reports.map(report => {
    if (report.check !== 'overhead') return report
    const operations = report.operations.map(
      before =>
        found.find(
          now =>
            now.operation === before.operation && now.status === before.status && ratio(now) < ratio(before),
        ) ?? before,
    )
    return { ...report, operations }
  })
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
  if (newest === undefined) {
    // Without a revision, or with changes, earlier runs need not be of the same sources: the newest stands for itself.
    const own = run.revision === null || run.dirty ? comparable.slice(0, 1) : comparable
    return own.length > 0 ? own : earlier.slice(0, 1)
  }
  return other.filter(one => one.revision === newest.revision && one.dirty === newest.dirty)
}
