// The gate on the bridge: every public operation has a row, crosses exactly as often as its row says, leaves no
// native byte behind, and keeps its budget as a multiple of an empty native call of the same moment. No time in
// nanoseconds is compared with anything: machines differ, ratios hardly do.
import { bytesLeft, crossingsPerCall, quick } from 'groggy-cli/measure'
import { measureReferences, timeRow } from './measure.js'
import { foundingOf, nameOf, type Row } from './row.js'
import { rows, uncovered } from './rows.js'

/** What an empty native call costs where the budgets were set: the unit in which they are kept elsewhere. */
const NATIVE_CALL_NS = 20
/** How far above its bar an operation may be, on a machine that does other things too. */
const SLACK = 2
/** The best of so many attempts counts: a neighbour makes a median slower, and never faster. */
const ATTEMPTS = 5
/** A leak of a single byte in an operation shows in as few as this. */
const OPERATIONS = 1_000

let passed = 0
const problems: string[] = []

function check(ok: boolean, problem: string): void {
  if (ok) passed++
  else problems.push(problem)
}

const { withoutRow, withoutOperation } = uncovered()
check(withoutRow.length === 0, `no row for ${withoutRow.join(', ')}: add one in benchmarks/bridge/src`)
check(withoutOperation.length === 0, `rows for what is not there: ${withoutOperation.join(', ')}`)

for (const row of rows) {
  const crossings = await crossingsPerCall(row)
  check(
    crossings === row.crossings,
    `${nameOf(row)} crossed ${crossings} times a call, and not ${row.crossings}`,
  )
  const left = await bytesLeft([row], OPERATIONS)
  check(left === 0, `${nameOf(row)} left ${left} bytes after ${OPERATIONS} calls`)
}

await measureReferences(quick)
for (const row of rows) {
  const limit = limitOf(row)
  if (limit === undefined) continue
  const best = await bestRatio(row, limit)
  check(
    best <= limit,
    `${nameOf(row)} took ${best.toFixed(2)} empty native calls in the best of ${ATTEMPTS} attempts; at most ${limit} are allowed`,
  )
}

for (const problem of problems) console.log(problem)
console.log(`${passed} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1

/** The most empty native calls that a call may cost; `undefined` for what has no budget. */
function limitOf(row: Row): number | undefined {
  if (row.barNs !== undefined) return (SLACK * row.barNs) / NATIVE_CALL_NS
  const founding = foundingOf(row)
  return founding === undefined ? undefined : (SLACK * founding) / NATIVE_CALL_NS
}

async function bestRatio(row: Row, limit: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < ATTEMPTS && best > limit; attempt++) {
    const { timing, references } = await timeRow(row, quick)
    best = Math.min(best, timing.ns / references.emptyNativeCallNs)
  }
  return best
}
