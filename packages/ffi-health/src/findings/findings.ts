/** What checks report: the JSON contract. */

/** `not-judged` is neither: the reason says what kept the check from judging. */
export type Status = 'pass' | 'fail' | 'not-judged'

/** A figure or remark that backs a verdict. */
export type Measurement =
  | number
  | string
  | boolean
  | null
  | readonly Measurement[]
  | { readonly [name: string]: Measurement }

/** The verdict of a check on one operation. */
export interface OperationReport {
  /** Its name in the config; in parentheses what is not an operation, as `(load)`. */
  readonly operation: string
  readonly status: Status
  /** One sentence: what was found and what was allowed. */
  readonly reason: string
  /** Repeats the finding, with the same effort: `ffi-health CHECK --seed SEED`. */
  readonly seed?: number
  /** Figures by name; units are in the names. */
  readonly measurements?: { readonly [name: string]: Measurement }
}

/** The verdict of a check. */
export interface CheckReport {
  readonly check: string
  readonly seed: number
  /** Factor on how much was tried, as `--effort` gave it; absent where nothing depends on it. */
  readonly effort?: number
  readonly durationMs: number
  readonly operations: readonly OperationReport[]
}

/** Whether more or less was tried than the full check: then it takes the same effort to show a finding again. */
export function isPartial({ effort = 1 }: CheckReport): boolean {
  return effort !== 1
}

/** Fails when one fails; else passes when one passes. */
export function statusOf(operations: readonly { readonly status: Status }[]): Status {
  if (operations.some(({ status }) => status === 'fail')) return 'fail'
  return operations.some(({ status }) => status === 'pass') ? 'pass' : 'not-judged'
}
