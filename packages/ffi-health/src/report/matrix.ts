/** The place of each operation in the matrix of speed and safety, which says what to do with it. */

import type { CheckReport, OperationReport } from '../findings/findings.js'

/** Within half of its budget, within it, over it. */
export type Speed = 'high' | 'medium' | 'low'

/** An operation with its place. */
export interface Placed {
  readonly operation: string
  readonly speed: Speed
  readonly certain: boolean
  /** Why it is not certain. */
  readonly doubt: string
}

/** What the matrix says of a place. */
export const verdicts: Readonly<Record<Speed, { readonly certain: string; readonly doubtful: string }>> = {
  high: { certain: 'preferred', doubtful: 'needs a second reviewer' },
  medium: { certain: 'standard', doubtful: 'discouraged' },
  low: { certain: 'acceptable', doubtful: 'rejected' },
}

/** Checks that bear on safety; the first two must have passed before anything is certain. */
const needed = ['leaks', 'gc']
const alsoSafety = ['errors', 'workers', 'exit', 'sanitize']

/** Places every operation that was timed. */
export function placeOperations(reports: readonly CheckReport[]): readonly Placed[] {
  const timed = reports.find(({ check }) => check === 'overhead')?.operations ?? []
  return timed.flatMap(({ operation, status, measurements = {} }): Placed[] => {
    const { medianNs, budgetNs } = measurements
    if (typeof medianNs !== 'number' || typeof budgetNs !== 'number') return []
    const doubt = status === 'not-judged' ? 'overhead was not judged' : doubtOf(operation, reports)
    return [
      { operation, speed: speedOf(medianNs / budgetNs), certain: doubt === undefined, doubt: doubt ?? '' },
    ]
  })
}

function speedOf(share: number): Speed {
  if (share <= 0.5) return 'high'
  return share <= 1 ? 'medium' : 'low'
}

function doubtOf(operation: string, reports: readonly CheckReport[]): string | undefined {
  for (const check of [...needed, ...alsoSafety]) {
    const report = reports.find(one => one.check === check)
    const found = report?.operations.filter(one => one.operation === operation || isOfAll(one)) ?? []
    if (found.some(({ status }) => status === 'fail')) return `${check} fails`
    if (needed.includes(check) && !found.some(({ status }) => status === 'pass')) {
      return report === undefined ? `${check} was not run` : `${check} was not judged`
    }
  }
  return undefined
}

/** `(load)` and the like concern every operation. */
function isOfAll({ operation }: OperationReport): boolean {
  return operation.startsWith('(')
}
