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
  if (kind === undefined) throw wrong(inside(at, 'class'), 'is missing')
  if (!classes.includes(String(kind)) && budget === undefined) {
    const meant = hint(String(kind), classes) || `: use ${classes.join(', ')}, or add it to \`budgets\``
    throw wrong(inside(at, 'class'), `is '${kind}', which has no budget${meant}`)
  }
  if ((run === undefined) === (call === undefined)) {
    throw wrong(at, 'needs either `run`, or `call` and `args`')
  }
  if (call !== undefined && args === undefined) throw wrong(at, 'has `call` without `args`')
  if (run !== undefined && args !== undefined)
    throw wrong(at, 'has `args`, which `run` is not given: use `call`')
  if (kind === 'bulkOperation' && items === undefined && throws === undefined) {
    throw wrong(
      at,
      'is a bulkOperation, whose budget is per 1 000 items: say in `items` how many a call handles',
    )
  }
  if (someObject.is(throws)) checkFields(inside(at, 'throws'), throws, errorFields)
  if (budget !== undefined) checkBudget(inside(at, 'budget'), budget)
  if (skip !== undefined) checkFields(inside(at, 'skip'), skip, skipFields)
}
