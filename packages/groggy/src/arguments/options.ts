/** Options objects from the user: what is none is refused, and so is a name that no option has. */

import { InvalidArgumentError, TypeMismatchError } from '../errors/errors.js'
import { describe, detail, isObject } from './describe.js'

/** The names that an options object may have. */
export type OptionNames = ReadonlySet<string>

/** The names of `T`'s options: each has to be listed, and nothing else can be. */
export function optionNames<T>(names: { readonly [K in keyof T]-?: true }): OptionNames {
  return new Set(Object.keys(names))
}

/**
 * Refuses what is no options object, and names that are not `known`; `undefined` is no options.
 *
 * Reads names and no values: where `options` is a proxy, its traps run.
 */
export function checkOptions(operation: string, options: unknown, known: OptionNames): void {
  if (options === undefined) return
  if (!isObject(options)) {
    throw new TypeMismatchError(
      operation,
      `${operation}: ${describe(options)} is no options object; use { ${[...known][0]}: … }`,
      { argument: 'options', found: detail(options), expected: 'object' },
    )
  }
  for (const name in options) {
    if (!known.has(name) && Object.hasOwn(options, name)) throw unknownOption(operation, name, known)
  }
}

function unknownOption(operation: string, name: string, known: OptionNames): InvalidArgumentError {
  const expected = [...known]
  return new InvalidArgumentError(
    operation,
    `${operation}: there is no option ${describe(name)}; there ${expected.length === 1 ? 'is' : 'are'} ${expected.join(', ')}`,
    { argument: 'options', value: name, expected },
  )
}
