/** What tests share: errors by code, crossings counted, the mode that they run in. */

import assert from 'node:assert/strict'
import { type ErrorCode, GraphError, runtime } from 'groggy'

/** Whether this run reads native memory in place; the other run forces the fallback. */
export const { inPlace } = runtime

/** Runs `call`, which must fail with `code`; the error. */
export function fails(code: ErrorCode, call: () => unknown): GraphError {
  try {
    call()
  } catch (error) {
    return checked(code, error)
  }
  return assert.fail(`expected ${code}, nothing was thrown`)
}

/** Awaits `promise`, which must reject with `code`; the error. */
export async function rejects(code: ErrorCode, promise: Promise<unknown>): Promise<GraphError> {
  try {
    await promise
  } catch (error) {
    return checked(code, error)
  }
  return assert.fail(`expected ${code}, nothing was rejected`)
}

function checked(code: ErrorCode, error: unknown): GraphError {
  if (!(error instanceof GraphError)) throw error
  assert.equal(error.code, code, error.message)
  assert.ok(error.message.length > 10, 'a message says what happened')
  return error
}

/** How many calls into native code `run` makes. */
export function crossings(run: () => unknown): number {
  const before = runtime.crossings()
  run()
  return runtime.crossings() - before
}

/** Lets finalizers and completions run. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
