/** Measures rows: times and their ratios, crossings, bytes left. */

import {
  arrayRead,
  bytesLeft,
  crossingsPerCall,
  type Effort,
  emptyCall,
  emptyNativeCall,
  type Timing,
  time,
} from 'groggy-cli/measure'
import { foundingOf, type Row, type RowClass } from './row.js'

/** Operations of the leak measurement. */
export const OPERATIONS = 10_000

/** What everything is compared with, in ns. */
export interface References {
  readonly emptyCallNs: number
  readonly arrayReadNs: number
  readonly emptyNativeCallNs: number
}

/** A measured row. Plain data: what `--json` prints. */
export interface Measured {
  readonly operation: string
  readonly variant: string
  readonly class: RowClass
  /** Of bulk operations: for 1000 items, as all times of the row. */
  readonly foundingNs: number | null
  readonly barNs: number | null
  readonly ns: number
  readonly p10Ns: number
  readonly p90Ns: number
  readonly timesEmptyCall: number
  readonly timesEmptyNativeCall: number
  readonly crossings: number
  readonly bytesLeft: number
  readonly references: References
}

/** Enough for what was optimized before; the machine may have become slower or faster since. */
const brief: Effort = { rounds: 7, roundMs: 0.5, warmUpMs: 1 }

/** Times the references as they are now. */
export async function measureReferences(effort: Effort = brief): Promise<References> {
  return {
    emptyCallNs: (await time(emptyCall, effort)).ns,
    arrayReadNs: (await time(arrayRead, effort)).ns,
    emptyNativeCallNs: (await time(emptyNativeCall, effort)).ns,
  }
}

/** Times one row, with the references just before it. */
export async function timeRow(row: Row, effort: Effort): Promise<{ timing: Timing; references: References }> {
  const references = await measureReferences()
  return { timing: await time(row, effort), references }
}

/** Measures one row. */
export async function measureRow(row: Row, effort: Effort): Promise<Measured> {
  const { timing, references } = await timeRow(row, effort)
  const { ns, p10Ns, p90Ns } = timing
  return {
    operation: row.member,
    variant: row.variant,
    class: row.class,
    foundingNs: foundingOf(row) ?? null,
    barNs: row.barNs ?? null,
    ns,
    p10Ns,
    p90Ns,
    timesEmptyCall: ns / references.emptyCallNs,
    timesEmptyNativeCall: ns / references.emptyNativeCallNs,
    crossings: await crossingsPerCall(row),
    bytesLeft: await bytesLeft([row], OPERATIONS),
    references,
  }
}
