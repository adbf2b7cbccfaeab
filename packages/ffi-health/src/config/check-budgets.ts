/** Checks the budgets of a config: one that is misspelt would leave the default, and nobody would know. */

import { type Budget, type Budgets, completeBudgets, defaultBudgets } from './budgets.js'
import {
  checkFields,
  type Fields,
  inside,
  type Kind,
  positive,
  shown,
  type Unchecked,
  wrong,
} from './fields.js'
import { nearest } from './nearest.js'

/** Budgets that are numbers. */
type Numbers = Pick<Budgets, 'leakedBytes' | 'loopDelayMs' | 'terminateMs'>
const numbers: Fields<Numbers> = { leakedBytes: positive, loopDelayMs: positive, terminateMs: positive }
const budgetFields: Fields<Budget> = { ns: positive, times: positive }

/**
 * @param used - the classes of the operations.
 * @returns the classes that have a budget.
 * @throws {UsageError} for a number that is not a budget, something else as a budget, and a class that no operation has and
 * whose name is nearly that of another.
 */
export function checkBudgets(found: Unchecked, used: ReadonlySet<unknown>): readonly string[] {
  const known = Object.keys(defaultBudgets)
  for (const [name, budget] of Object.entries(found)) {
    const at = inside('budgets', name)
    if (budget === undefined) continue
    if (isNumber(name)) {
      const kind: Kind = numbers[name]
      if (!kind.is(budget)) throw wrong(at, kind.words, shown(budget))
      continue
    }
    const meant = known.includes(name) || used.has(name) ? undefined : nearest(name, known)
    if (meant !== undefined)
      throw wrong(at, 'the class of an operation', `"${name}"`, `did you mean "${meant}"?`)
    if (typeof budget === 'number') {
      throw wrong(
        at,
        '{ ns } or { times }',
        shown(budget),
        `only ${Object.keys(numbers).join(', ')} are numbers`,
      )
    }
    checkBudget(at, budget)
  }
  return Object.keys(completeBudgets(found as Budgets).classes)
}

/** @throws {UsageError} unless it is `{ ns }` or `{ times }`. */
export function checkBudget(at: string, found: unknown): void {
  const { ns, times } = checkFields(at, found, budgetFields)
  if ((ns === undefined) === (times === undefined)) {
    throw wrong(at, 'either { ns } or { times }', ns === undefined ? 'neither' : 'both')
  }
}

function isNumber(name: string): name is keyof Numbers {
  return Object.hasOwn(numbers, name)
}
