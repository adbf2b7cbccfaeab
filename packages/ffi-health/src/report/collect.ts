/** Brings together what the report shows: stored runs, sources, and the base revision. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defaultSurface } from '../api/check.js'
import { changesBetween, type SurfaceSnapshot } from '../api/snapshot.js'
import { counted } from '../findings/plural.js'
import { UsageError } from '../findings/usage-error.js'
import { History, type Run } from '../history/history.js'
import { historyFile } from '../history/record-run.js'
import { withOtherResults } from '../intake/other-results.js'
import { fileAt, repositoryRoot, resolveRevision } from '../project/git.js'
import type { OpenProject } from '../project/open-project.js'
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
export async function collectReport(project: OpenProject, options: GatherOptions): Promise<ReportData> {
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
        ? 'cannot find a run: none is stored yet; `ffi-health check` stores one'
        : `cannot find the run ${wanted}`,
    )
  }
  return { run, runs }
}

async function sinceBase(
  { folder, project }: OpenProject,
  revision: string,
  base: string,
): Promise<SinceBase> {
  return {
    base,
    surface: await surfaceSince(folder, project.surface ?? defaultSurface, revision, base),
    dependencies: await dependencyChanges(await repositoryRoot(folder), revision),
  }
}

async function surfaceSince(
  folder: string,
  file: string,
  revision: string,
  base: string,
): Promise<SinceBase['surface']> {
  const at = path.resolve(folder, file)
  const now = existsSync(at) ? snapshot(readFileSync(at, 'utf8')) : undefined
  if (now === undefined) {
    return {
      missing: `cannot find an accepted surface in ${file}; write it with \`ffi-health api --accept\`, and commit it`,
    }
  }
  const text = await fileAt(folder, revision, file)
  const before = text === undefined ? undefined : snapshot(text)
  if (before === undefined) {
    const { entries, runtime } = now
    const declared = Object.values(entries)
    const exported = (declared.length === 0 ? [runtime] : declared).reduce(
      (sum, items) => sum + Object.keys(items).length,
      0,
    )
    return {
      missing: `${base} has no ${file}: the surface was not yet accepted then. Today's, with ${counted(exported, 'export')}, is what later revisions are compared with`,
    }
  }
  return changesBetween(before, now)
}

function snapshot(text: string): SurfaceSnapshot | undefined {
  try {
    const read: SurfaceSnapshot = JSON.parse(text)
    return read.ffiHealthSurface === 1 ? read : undefined
  } catch {
    return undefined
  }
}
