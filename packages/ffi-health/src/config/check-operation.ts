/** Checks an operation of a config. */

import type { CheckName, DeclaredError, OperationParts } from './bridge.js'
import { checkBudget } from './check-budgets.js'
import {
  checkFields,
  type Fields,
  flag,
  inside,
  type Kind,
  positive,
  positiveWhole,
  someFunction,
  someObject,
  text,
  wrong,
} from './fields.js'
import { hint } from './nearest.js'

const error: Kind = {
  words: 'the code of an error, or { code, name, cause }',
  is: value => text.is(value) || someObject.is(value),
}
const operationFields: Fields<OperationParts<unknown, unknown, readonly unknown[]>> = {
  class: text,
  items: positive,
  throws: error,
  budget: someObject,
  abortable: flag,
  callsPerSetup: positiveWhole,
  deterministic: flag,
  lenient: flag,
  skip: someObject,
  setup: someFunction,
  teardown: someFunction,
  run: someFunction,
  call: someFunction,
  args: someFunction,
}
const cause: Kind = { words: 'true, false or a string', is: value => flag.is(value) || text.is(value) }
const errorFields: Fields<DeclaredError> = { code: text, name: text, cause }
/** Checks that can be skipped: the reason is shown. */
const skipFields: Fields<Record<CheckName, string>> = {
  overhead: text,
  leaks: text,
  gc: text,
  workers: text,
  exit: text,
  errors: text,
  loop: text,
  unsafe: text,
  sanitize: text,
  api: text,
}

/**
 * @param classes - those that have a budget.
 * @throws {UsageError} that names the operation and the field.
 */
export function checkOperation(name: string, found: unknown, classes: readonly string[]): void {
  const at = inside('operations', name)
  const operation = checkFields(at, found, operationFields)
  const { class: kind, run, call, args, items, throws, budget, skip } = operation
  if (kind === undefined) throw wrong(inside(at, 'class'), 'the name of a class', 'nothing')
  if (!classes.includes(String(kind)) && budget === undefined) {
    const remedy = `use one of ${classes.join(', ')}${hint(String(kind), classes)}, or add it to \`budgets\``
    throw wrong(inside(at, 'class'), 'a class with a budget', `"${kind}"`, remedy)
  }
  if ((run === undefined) === (call === undefined)) {
    throw wrong(at, 'either `run`, or `call` and `args`', run === undefined ? 'neither' : 'both')
  }
  if (call !== undefined && args === undefined) throw wrong(at, '`args` beside `call`', 'none')
  if (run !== undefined && args !== undefined)
    throw wrong(at, 'no `args` beside `run`', 'some', 'use `call` instead of `run`')
  if (kind === 'bulkOperation' && items === undefined && throws === undefined) {
    throw wrong(at, '`items` of a bulkOperation', 'none', 'say how many items a call handles')
  }
  if (someObject.is(throws)) checkFields(inside(at, 'throws'), throws, errorFields)
  if (budget !== undefined) checkBudget(inside(at, 'budget'), budget)
  if (skip !== undefined) checkFields(inside(at, 'skip'), skip, skipFields)
}
