/** Options objects from the user: anything else is refused, and so is a name that no option has. */

import { InvalidArgumentError } from '../errors/classes.js'
import { describe, isObject } from './describe.js'
import { typeMismatch } from './expected.js'
import { nearest } from './nearest.js'

/** The names that an options object may have. */
export type OptionNames = ReadonlySet<string>

/** The names of `T`'s options: each has to be listed, and nothing else can be. */
export function optionNames<T>(names: { readonly [K in keyof T]-?: true }): OptionNames {
  return new Set(Object.keys(names))
}

/**
 * Refuses anything but an options object, and names that are not `known`; `undefined` means no options.
 *
 * Reads names and no values: where `options` is a proxy, its traps run.
 */
export function checkOptions(operation: string, options: unknown, known: OptionNames): void {
  if (options === undefined) return
  if (!isObject(options)) {
    throw typeMismatch(operation, 'an options object', options, `use { ${[...known][0]}: … }`, {
      argument: 'options',
      expected: 'object',
    })
  }
  for (const name in options) {
    if (!known.has(name) && Object.hasOwn(options, name)) throw unknownOption(operation, name, known)
  }
}

function unknownOption(operation: string, name: string, known: OptionNames): InvalidArgumentError {
  const expected = [...known]
  const meant = nearest(name, known)
  const hint = meant === undefined ? '' : ` (did you mean ${describe(meant)}?)`
  return new InvalidArgumentError(
    operation,
    `unknown option ${describe(name)}; expected one of ${expected.join(', ')}${hint}`,
    { argument: 'options', value: name, expected },
  )
}
