/** The check `unsafe`: every `unsafe` says why it is sound, and is in a file with a test. */

import type { Project } from '../config/project.js'
import type { CheckReport, OperationReport } from '../findings/findings.js'
import { resolveRevision } from '../project/git.js'
import { type InventoryEntry, markNew, unsafeAt, unsafeNow } from './inventory.js'

/** What to look at. */
export interface UnsafeOptions {
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly project?: Project | undefined
  /** Sites that were not there at this revision stand out. */
  readonly baseline?: string | undefined
}

/** The verdict, and the table it is of. */
export interface UnsafeResult {
  readonly report: CheckReport
  readonly sites: readonly InventoryEntry[]
}

/** Judges every `unsafe` of a project. */
export async function runUnsafe({ folder, project, baseline }: UnsafeOptions): Promise<UnsafeResult> {
  const started = performance.now()
  const now = await unsafeNow(folder, project)
  const sites =
    baseline === undefined
      ? now
      : markNew(now, await unsafeAt(folder, await resolveRevision(folder, baseline), project))
  const operations: OperationReport[] = sites.map(judge)
  if (sites.length === 0) {
    operations.push({
      operation: '(sources)',
      status: 'not-judged',
      reason: 'no Rust source with `unsafe` was found; `project.rust` in the config says where they are',
    })
  }
  const report = {
    check: 'unsafe',
    seed: 0,
    durationMs: Math.round(performance.now() - started),
    operations,
  }
  return { report, sites }
}

function judge(site: InventoryEntry): OperationReport {
  const { file, line, kind, item, safety, safe, test, isNew } = site
  const operation = `${file}:${line}`
  const what = `${isNew === true ? 'new ' : ''}${kind === 'in macro' ? 'unsafe in a macro' : safe || kind === 'extern block' ? kind : `unsafe ${kind}`} in ${item}`
  const measurements = {
    kind,
    item,
    safety: safety ?? null,
    test: test ?? null,
    isNew: isNew === true,
    inTests: site.inTests,
  }
  if (safety === undefined && !safe) {
    return { operation, status: 'fail', reason: `${what} does not say why it is sound`, measurements }
  }
  if (test === undefined && !site.inTests) {
    return {
      operation,
      status: 'not-judged',
      reason: `${what}: no test of this file was found`,
      measurements,
    }
  }
  return {
    operation,
    status: 'pass',
    reason: `${what}: ${safety ?? 'safe, with a foreign caller'}`,
    measurements,
  }
}
