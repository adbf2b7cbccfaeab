/** Runs a check on a config that is given as source text. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Check, type DescribedOperation, runCheck } from '../dist/checks/check.js'
import { completeBudgets } from '../dist/config/budgets.js'
import type { CheckReport } from '../dist/findings/findings.js'

/**
 * @param source - of a module whose default export is a bridge.
 * @param operations - those to judge; facts as the source gives them.
 */
export async function checkConfig(
  check: Check,
  source: string,
  operations: readonly DescribedOperation[],
  effort = 0.1,
): Promise<CheckReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
  try {
    const file = path.join(folder, 'config.mjs')
    writeFileSync(file, source)
    return await runCheck(check, {
      configUrl: pathToFileURL(file).href,
      bridge: { name: 'x', operations, budgets: completeBudgets(), exactMemory: false },
      operations,
      seed: 1,
      effort,
      progress: () => undefined,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
