/** Measures operations: times and their ratios, crossings, bytes left. */

import {
  arrayRead,
  bytesLeft,
  caseOf,
  crossingsPerCall,
  type Effort,
  emptyCall,
  emptyNativeCall,
  foundingNsOf,
  leakBudget,
  memberOf,
  type Operation,
  type Timing,
  time,
} from 'groggy-operations'

/** What everything is compared with, in ns. */
export interface References {
  readonly emptyCallNs: number
  readonly arrayReadNs: number
  readonly emptyNativeCallNs: number
}

/** A measured operation. Plain data: what `--json` prints. */
export interface Measured {
  readonly operation: string
  readonly variant: string
  readonly class: string
  /** For 1000 items of a bulk operation, as all times. */
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

/** Times one operation, with the references just before it. */
export async function timeOperation(
  operation: Operation,
  effort: Effort,
): Promise<{ timing: Timing; references: References }> {
  const references = await measureReferences()
  return { timing: await time(caseOf(operation), effort), references }
}

/** The time of a call as budgets count it: for 1000 items where it handles several. */
export function nsOf({ items = 1 }: Operation, callNs: number): number {
  return items === 1 ? callNs : (callNs * 1000) / items
}

/** Measures one operation. */
export async function measure(operation: Operation, effort: Effort): Promise<Measured> {
  const { timing, references } = await timeOperation(operation, effort)
  const member = memberOf(operation)
  const ns = nsOf(operation, timing.ns)
  return {
    operation: member,
    variant: operation.name.slice(member.length + 2),
    class: operation.class,
    foundingNs: foundingNsOf(operation) ?? null,
    barNs: operation.barNs ?? null,
    ns,
    p10Ns: nsOf(operation, timing.p10Ns),
    p90Ns: nsOf(operation, timing.p90Ns),
    timesEmptyCall: ns / references.emptyCallNs,
    timesEmptyNativeCall: ns / references.emptyNativeCallNs,
    crossings: await crossingsPerCall(caseOf(operation)),
    bytesLeft: await bytesLeft([caseOf(operation)], leakBudget.calls),
    references,
  }
}
