/** Runs a check on a config that is given as source text. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Check, type CheckContext, type DescribedOperation, runCheck } from '../dist/checks/check.js'
import type { Budgets } from '../dist/config/budgets.js'
import { completeBudgets } from '../dist/config/budgets.js'
import type { CheckReport } from '../dist/findings/findings.js'

/** What a run may be given besides. */
type More = Partial<Pick<CheckContext, 'effort' | 'windowCalls'>> & {
  readonly budgets?: Budgets
  readonly exactMemory?: boolean
}

/**
 * @param source - of a module whose default export is a bridge.
 * @param operations - those to judge: facts as the source gives them, or the name of a synchronous `simpleQuery`.
 */
export async function checkConfig(
  check: Check,
  source: string,
  operations: readonly (string | DescribedOperation)[],
  { budgets, exactMemory = false, ...more }: More = {},
): Promise<CheckReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
  const described = operations.map(one =>
    typeof one === 'string' ? { name: one, facts: { class: 'simpleQuery' }, async: false } : one,
  )
  try {
    const file = path.join(folder, 'config.mjs')
    writeFileSync(file, source)
    return await runCheck(check, {
      configUrl: pathToFileURL(file).href,
      bridge: { name: 'x', operations: described, budgets: completeBudgets(budgets), exactMemory },
      operations: described,
      seed: 1,
      effort: 0.1,
      progress: () => undefined,
      ...more,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
