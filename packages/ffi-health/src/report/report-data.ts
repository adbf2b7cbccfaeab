/** All that a report shows, as data. */

import type { SurfaceChange } from '../api/snapshot.js'
import type { CheckReport } from '../findings/findings.js'
import type { Run } from '../history/history.js'
import type { HostResults } from '../intake/host-results.js'
import type { InventoryEntry } from '../unsafe/inventory.js'
import type { DependencyChange } from './dependencies.js'

/** What is new since a base revision. */
export interface SinceBase {
  /** As the user named it, or the short hash. */
  readonly base: string
  /** Or why it cannot be told. */
  readonly surface: readonly SurfaceChange[] | { readonly missing: string }
  readonly dependencies: readonly DependencyChange[]
}

/** The input of the page. */
export interface ReportData {
  /** The run that the page is about. */
  readonly run: Run
  /** Its reports with those of other test runners and hosts. */
  readonly reports: readonly CheckReport[]
  /** Stored runs of the bridge, oldest first, the run itself among them. */
  readonly runs: readonly Run[]
  readonly hosts: readonly HostResults[]
  /** Every `unsafe` now; those that are new since the base are marked. */
  readonly unsafe: readonly InventoryEntry[]
  readonly since: SinceBase | undefined
  /** Bytes per 10 000 operations that may stay behind. */
  readonly leakedBytes: number
  /** How the tool was called: `--config FILE`, or nothing. */
  readonly options: string
}
