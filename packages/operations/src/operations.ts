/** The catalogue: every public operation, once. */

import { algorithmOperations } from './catalogue/algorithms.js'
import { attributes } from './catalogue/attributes.js'
import { changes } from './catalogue/changes.js'
import { columns } from './catalogue/columns.js'
import { lifetime } from './catalogue/lifetime.js'
import { topology } from './catalogue/topology.js'
import { watching } from './catalogue/watching.js'
import type { Operation } from './operation.js'

/** Every operation, one at least for each public member. */
export const operations: readonly Operation[] = [
  ...topology,
  ...attributes,
  ...columns,
  ...changes,
  ...algorithmOperations,
  ...lifetime,
  ...watching,
]

/** The operation of a name. */
export function operationNamed(name: string): Operation {
  const found = operations.find(operation => operation.name === name)
  if (found === undefined) throw new Error(`the catalogue has no operation "${name}"`)
  return found
}
