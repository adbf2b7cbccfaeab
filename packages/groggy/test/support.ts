/** What tests share: errors by code, crossings counted, the mode that they run in. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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

/** `operation: expected X, got Y; remedy`, after the place in a file where there is one; or what could not be done, and why. */
const MESSAGE =
  /^\w+: ([^;]+:\d+(:\d+)?: )?(expected [\s\S]+, got [\s\S]+; |unknown option "|cannot [\s\S]+; |native code panicked: )[\s\S]+/

function checked(code: ErrorCode, error: unknown): GraphError {
  if (!(error instanceof GraphError)) throw error
  assert.equal(error.code, code, error.message)
  assert.match(error.message, MESSAGE)
  assert.ok(error.message.startsWith(`${error.operation}: `), error.message)
  checkDetails(error)
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

/** The fields that `conformance/errors.json` gives the details of each code. */
interface Fields {
  readonly code: string
  /** Always there. */
  readonly details: readonly string[]
  /** There where it makes sense. */
  readonly optional: readonly string[]
  /** Exactly one of these is there. */
  readonly oneOf: readonly string[]
}
const fields: ReadonlyMap<string, Fields> = new Map(
  (
    JSON.parse(readFileSync(new URL('../../../conformance/errors.json', import.meta.url), 'utf8')) as {
      kinds: readonly Fields[]
    }
  ).kinds.map(kind => [kind.code, kind]),
)

/** Asserts that the details of an error have the documented fields and no others, as plain data. */
export function checkDetails(error: GraphError): void {
  const kind = fields.get(error.code)
  assert.ok(kind !== undefined, error.code)
  const { details, optional, oneOf } = kind
  const names = Object.keys(error.details)
  const shown = `${error.code} of ${error.operation}: ${error.message} ${JSON.stringify(error.details)}`
  for (const name of details) assert.ok(names.includes(name), `no ${name}: ${shown}`)
  for (const name of names) {
    assert.ok([...details, ...optional, ...oneOf].includes(name), `${name} is not documented: ${shown}`)
    assert.notEqual(error.details[name], undefined, `${name} is undefined: ${shown}`)
  }
  if (oneOf.length > 0) {
    assert.equal(
      oneOf.filter(name => names.includes(name)).length,
      1,
      `not one of ${oneOf.join(', ')}: ${shown}`,
    )
  }
  assert.ok(Object.isFrozen(error.details))
  for (const value of Object.values(error.details).flat()) {
    assert.ok(['string', 'number', 'boolean'].includes(typeof value), shown)
  }
}
