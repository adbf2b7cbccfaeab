/** What the loaded addon exports, and which of it each operation calls. */

import type { OperationReport } from '../findings/findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { surfaceChild } from './surface-child.js'

/** What was seen. */
export interface RecordedSurface {
  /** Type of each export, and members of classes; empty when the addon could not be loaded. */
  readonly exports: Readonly<Record<string, readonly string[]>>
  /** The addon was loaded. */
  readonly loaded: boolean
  /** What each operation called, by its path. */
  readonly calls: ReadonlyMap<string, readonly string[]>
  /** Operations whose calls could not be recorded, and what else went wrong. */
  readonly failures: readonly OperationReport[]
}

/** Limit of loading with the set-up, and then of each operation. */
const stepMs = 60_000

/**
 * Calls every operation in a child process; one that takes it down is noted, and those after it are called without it.
 *
 * @param whole - the package has no types: kinds, members and numbers of parameters are told, too.
 */
export async function recordedCalls(configUrl: string, whole: boolean): Promise<RecordedSurface> {
  const calls = new Map<string, readonly string[]>()
  const failures: OperationReport[] = []
  let exports: RecordedSurface['exports'] | undefined
  const result = () => ({ exports: exports ?? {}, loaded: exports !== undefined, calls, failures })
  const fail = (operation: string, what: string) => {
    failures.push({ operation, status: 'fail', reason: `recording its calls: ${what}` })
  }
  for (;;) {
    const without = [...calls.keys(), ...failures.map(({ operation }) => operation)]
    const outcome = await runChild(
      surfaceChild,
      { configUrl, whole, without },
      { timeoutMs: stepMs, eachMessage: true },
    )
    let at = '(load and set-up)'
    let done = false
    for (const message of outcome.messages) {
      if (message.kind === 'exports') exports = message.exports
      else if (message.kind === 'at') at = message.operation
      else if (message.kind === 'calls') calls.set(at, message.paths)
      else if (message.kind === 'complaint') fail(at, message.message)
      else done = true
    }
    if (done) return result()
    const known = calls.has(at) || failures.some(({ operation }) => operation === at)
    if (!known) fail(at, `the process ${describeOutcome(outcome)}`)
    // Loading goes wrong again, and so does what an operation does once it was done.
    if (known || at.startsWith('(')) return result()
  }
}
