/** Brings together what the report shows: stored runs, sources, and the base revision. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defaultSurface } from '../api/check-api.js'
import { changesBetween, type SurfaceSnapshot } from '../api/snapshot.js'
import { UsageError } from '../config/find.js'
import { History, type Run } from '../history/history.js'
import { historyFile } from '../history/record-run.js'
import { withOtherResults } from '../intake/other-results.js'
import type { OpenProject } from '../open-project.js'
import { fileAt, repositoryRoot, resolveRevision } from '../sources/git.js'
import { markNew, unsafeAt, unsafeNow } from '../unsafe/inventory.js'
import { dependencyChanges } from './dependencies.js'
import type { ReportData, SinceBase } from './report-data.js'

/** What to report on. */
export interface GatherOptions {
  readonly baseline?: string | undefined
  /** The number of a stored run. Default: the newest. */
  readonly run?: number | undefined
  readonly historyFile?: string | undefined
  readonly options?: string | undefined
}

/** @throws {UsageError} when no run is stored. */
export async function gatherReport(project: OpenProject, options: GatherOptions): Promise<ReportData> {
  const { folder, name, leakedBytes } = project
  const { run, runs } = storedRuns(options.historyFile ?? historyFile(folder), name, options.run)
  const base = options.baseline === undefined ? undefined : await resolveRevision(folder, options.baseline)
  const { reports, hosts } = withOtherResults(run.reports, folder, project.project)
  const now = await unsafeNow(folder, project.project)
  return {
    run,
    runs,
    reports,
    hosts,
    unsafe: base === undefined ? now : markNew(now, await unsafeAt(folder, base, project.project)),
    since: base === undefined ? undefined : await sinceBase(project, base, options.baseline ?? base),
    leakedBytes,
    options: options.options ?? '',
  }
}

function storedRuns(file: string, bridge: string, wanted?: number): { run: Run; runs: readonly Run[] } {
  using history = new History(file)
  const runs = history.runs({ bridge, limit: 200 }).toReversed()
  const run = wanted === undefined ? runs.at(-1) : runs.find(({ id }) => id === wanted)
  if (run === undefined) {
    throw new UsageError(
      wanted === undefined
        ? 'no run is stored yet: `ffi-health check` stores one'
        : `no run ${wanted} is stored`,
    )
  }
  return { run, runs }
}

async function sinceBase(
  { folder, project }: OpenProject,
  revision: string,
  base: string,
): Promise<SinceBase> {
  const file = project.surface ?? defaultSurface
  const before = await fileAt(folder, revision, file)
  const at = path.resolve(folder, file)
  const now = existsSync(at) ? readFileSync(at, 'utf8') : undefined
  const surface =
    before === undefined || now === undefined ? undefined : changesBetween(snapshot(before), snapshot(now))
  return {
    base,
    surface,
    dependencies: await dependencyChanges(await repositoryRoot(folder), revision),
  }
}

function snapshot(text: string): SurfaceSnapshot {
  return JSON.parse(text)
}
