// Everything that follows from the declarations of the algorithms.
import { parseDeclarations, printedDeclarations } from './declarations.mjs'
import { operations } from './operations.mjs'
import { reference } from './reference.mjs'
import { typescript } from './typescript.mjs'

/** @returns {Record<string, string>} contents by path relative to the root. */
export function algorithms() {
  const printed = printedDeclarations()
  const parsed = parseDeclarations(printed)
  return {
    'conformance/declarations.json': printed,
    ...typescript(parsed),
    ...operations(parsed),
    'docs/algorithms.md': reference(parsed),
  }
}
