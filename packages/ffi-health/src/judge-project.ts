/** Runs a check of the project around an addon: what has nothing to look at is not judged, and says why. */

import { UsageError } from './config/find.js'
import type { CheckReport } from './findings.js'
import type { OpenProject } from './open-project.js'

/** A check has nothing to look at: no declarations were built, no such package is there. */
export class NothingToJudge extends UsageError {}

/** The reason where the config says nothing of the project. */
export const noProject = 'the config has no `project`, which says where sources and declarations are'

/** Runs `make`, when there is something to look at. */
export async function judgeProject(
  { declaresProject }: Pick<OpenProject, 'declaresProject'>,
  check: string,
  make: () => Promise<CheckReport>,
): Promise<CheckReport> {
  if (!declaresProject) return notJudged(check, noProject)
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
