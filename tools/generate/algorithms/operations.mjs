// The algorithms for the catalogue of operations: what their arguments and options take.
import { formatted } from './typescript.mjs'

const FILE = 'packages/operations/src/catalogue/algorithm-table.ts'

/** @param {import('./declarations.mjs').Algorithm[]} algorithms */
export function operations(algorithms) {
  const table = algorithms.map(({ name, arguments: args, options, result }) => ({
    name,
    args: args.map(field),
    options: options.map(field),
    resultClass: result.assigned ? result.name : undefined,
  }))
  const text = `/** Every algorithm. Generated from the declarations in \`crates/groggy\` by \`npm run generate\`; do not edit. */

import type { Algorithm } from './kinds.js'

export const algorithms: readonly Algorithm[] = ${JSON.stringify(table)}
`
  return { [FILE]: formatted(FILE, text) }
}

/** @param {import('./declarations.mjs').Field} field */
function field({ name, kind, range, example }) {
  return { name, kind, range: range ?? undefined, example: example === null ? undefined : Number(example) }
}
