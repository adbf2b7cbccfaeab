/** Every row of the benchmark. */

import { budgetCases } from 'groggy-cli/measure'
import { algorithmRows } from './algorithms.js'
import { attributeRows } from './attributes.js'
import { changeRows } from './changes.js'
import { columnRows } from './columns.js'
import { lifetimeRows } from './lifetime.js'
import { nameOf, type Row } from './row.js'
import { publicOperations } from './surface.js'
import { topologyRows } from './topology.js'
import { watchingRows } from './watching.js'

/** The rows with a budget first, as in the tour, whose methods they are measured by; then all others. */
export const rows: readonly Row[] = withoutDoubles([
  ...budgetCases.map(({ budget, ...rest }): Row => ({ ...rest, class: budget })),
  ...topologyRows,
  ...attributeRows,
  ...columnRows,
  ...changeRows,
  ...algorithmRows,
  ...lifetimeRows,
  ...watchingRows,
])

/** What the rows and the public surface do not have in common: empty when every operation has a row. */
export function uncovered(): { readonly withoutRow: string[]; readonly withoutOperation: string[] } {
  const operations = publicOperations()
  const members = new Set(rows.map(({ member }) => member))
  return {
    withoutRow: operations.filter(operation => !members.has(operation)),
    withoutOperation: [...members].filter(member => !operations.includes(member)),
  }
}

/** A row that comes twice, as a budget and among its kind, is kept where it came first. */
function withoutDoubles(all: readonly Row[]): Row[] {
  const seen = new Set<string>()
  return all.filter(row => {
    const name = nameOf(row)
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
