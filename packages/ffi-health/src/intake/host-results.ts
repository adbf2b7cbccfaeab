/**
 * Results of the same bridge under another host, as JSON.
 *
 * ```json
 * {
 *   "ffiHealth": 1,
 *   "host": "python",
 *   "runtime": "CPython 3.12.3",
 *   "platform": "linux",
 *   "arch": "x64",
 *   "revision": "0123abc…",
 *   "checks": [
 *     { "check": "leaks", "operations": [{ "operation": "page_rank", "status": "pass", "reason": "0 bytes in 10 000 calls" }] }
 *   ]
 * }
 * ```
 *
 * `check` and `operations` are what `ffi-health check --json` prints. `runtime`, `platform`, `arch` and `revision`
 * may be left out.
 */

import { readFileSync } from 'node:fs'
import { shown } from '../config/fields.js'
import type { CheckReport, OperationReport } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'

/** What another host found. */
export interface HostResults {
  /** In lower case: `python`. */
  readonly host: string
  readonly runtime: string
  readonly platform: string
  readonly arch: string
  readonly revision: string | null
  readonly reports: readonly CheckReport[]
}

/** @throws {UsageError} naming the file and the field, when it is not of this form. */
export function readHostResults(file: string): HostResults {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`cannot read the results ${file}: ${error instanceof Error ? error.message : error}`)
  }
  const top = objectOf(parsed, file)
  if (top['ffiHealth'] !== 1)
    throw new UsageError(`${file}: expected \`ffiHealth\` to be 1, got ${shown(top['ffiHealth'])}`)
  const host = textOf(top['host'], `${file}: \`host\``)
  if (!Array.isArray(top['checks']))
    throw new UsageError(`${file}: expected \`checks\` to be a list, got ${shown(top['checks'])}`)
  return {
    host,
    runtime: textOf(top['runtime'] ?? host, `${file}: \`runtime\``),
    platform: textOf(top['platform'] ?? 'unknown', `${file}: \`platform\``),
    arch: textOf(top['arch'] ?? 'unknown', `${file}: \`arch\``),
    revision: top['revision'] == null ? null : textOf(top['revision'], `${file}: \`revision\``),
    reports: top['checks'].map((check: unknown, i) => reportOf(check, `${file}: checks[${i}]`)),
  }
}

function reportOf(found: unknown, at: string): CheckReport {
  const report = objectOf(found, at)
  if (!Array.isArray(report['operations']))
    throw new UsageError(`${at}.operations: expected a list, got ${shown(report['operations'])}`)
  return {
    check: textOf(report['check'], `${at}.check`),
    seed: Number(report['seed']) || 0,
    ...(typeof report['effort'] === 'number' && { effort: report['effort'] }),
    durationMs: Number(report['durationMs']) || 0,
    operations: report['operations'].map((one: unknown, i) => operationOf(one, `${at}.operations[${i}]`)),
  }
}

function operationOf(found: unknown, at: string): OperationReport {
  const one = objectOf(found, at)
  const { status } = one as { status?: unknown }
  if (status !== 'pass' && status !== 'fail' && status !== 'not-judged') {
    throw new UsageError(`${at}.status: expected 'pass', 'fail' or 'not-judged', got ${shown(status)}`)
  }
  const { measurements } = one as Pick<OperationReport, 'measurements'>
  return {
    operation: textOf(one['operation'], `${at}.operation`),
    status,
    reason: textOf(one['reason'] ?? '', `${at}.reason`),
    ...(typeof measurements === 'object' && measurements !== null && { measurements }),
  }
}

function objectOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null)
    throw new UsageError(`${at}: expected an object, got ${shown(value)}`)
  return value as Record<string, unknown>
}

function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new UsageError(`${at}: expected a string, got ${shown(value)}`)
  return value
}
