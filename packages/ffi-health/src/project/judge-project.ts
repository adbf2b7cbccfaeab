/** Runs a check of the project around an addon: what has nothing to look at is not judged, and says why. */

import type { CheckReport } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'

/** What the config names is not there: no declarations were built, no such package is found. */
export class NothingToJudge extends UsageError {}

/** Runs `make`, when there is something to look at. */
export async function judgeProject(check: string, make: () => Promise<CheckReport>): Promise<CheckReport> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof NothingToJudge) return notJudged(check, error.message)
    throw error
  }
}

function notJudged(check: string, reason: string): CheckReport {
  const operations = [{ operation: '(project)', status: 'not-judged', reason }] as const
  return { check, seed: 0, durationMs: 0, operations }
}
