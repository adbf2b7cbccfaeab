// The gate on the bridge: every public member has an operation, which crosses exactly as often as it says, leaves no
// native byte behind, and keeps its budget as a multiple of an empty native call of the same moment. No time in
// nanoseconds is compared with anything: machines differ, ratios hardly do.
import {
  bytesLeft,
  caseOf,
  crossingsPerCall,
  foundingNsOf,
  type Operation,
  operations,
  quick,
  uncovered,
} from 'groggy-operations'
import { measureReferences, nsOf, timeOperation } from './measure.js'

/** What an empty native call costs where the budgets were set: the unit in which they are kept elsewhere. */
const NATIVE_CALL_NS = 20
/** How far above its bar an operation may be, on a machine that does other things too. */
const SLACK = 2
/** Neighbours make an operation slower, and never faster: it is timed again until it is within its budget, at most so often. */
const ATTEMPTS = 50
/** A leak of a single byte in an operation shows in as few as this. */
const CALLS = 1_000

let passed = 0
const problems: string[] = []

function check(ok: boolean, problem: string): void {
  if (ok) passed++
  else problems.push(problem)
}

const { withoutOperation, withoutMember } = uncovered()
check(
  withoutOperation.length === 0,
  `no operation for ${withoutOperation.join(', ')}: add one in packages/operations/src/catalogue`,
)
check(withoutMember.length === 0, `operations for what is not there: ${withoutMember.join(', ')}`)

for (const operation of operations) {
  const { name } = operation
  const crossings = await crossingsPerCall(caseOf(operation))
  check(
    crossings === operation.crossings,
    `${name}: expected ${operation.crossings} crossings a call, got ${crossings}`,
  )
  const left = await bytesLeft([caseOf(operation)], CALLS)
  // What an earlier operation held may have gone meanwhile: fewer is as good as none.
  check(left <= 0, `${name}: expected no bytes left after ${CALLS} calls, got ${left}`)
}

/** The least that an empty native call has cost so far. */
let { emptyNativeCallNs } = await measureReferences(quick)
for (const operation of operations) {
  const limit = limitOf(operation)
  if (limit === undefined) continue
  const best = await bestRatio(operation, limit)
  check(
    best <= limit,
    `${operation.name}: expected at most ${limit} empty native calls in the best of ${ATTEMPTS} attempts, got ${best.toFixed(2)}`,
  )
}

for (const problem of problems) console.log(problem)
console.log(`${passed} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1

/** The most empty native calls that a call may cost; `undefined` for what has no budget. */
function limitOf(operation: Operation): number | undefined {
  const ns = operation.barNs ?? foundingNsOf(operation)
  return ns === undefined ? undefined : (SLACK * ns) / NATIVE_CALL_NS
}

async function bestRatio(operation: Operation, limit: number): Promise<number> {
  let leastNs = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < ATTEMPTS && leastNs > limit * emptyNativeCallNs; attempt++) {
    const { timing, references } = await timeOperation(operation, quick)
    emptyNativeCallNs = Math.min(emptyNativeCallNs, references.emptyNativeCallNs)
    leastNs = Math.min(leastNs, nsOf(operation, timing.p10Ns))
  }
  return leastNs / emptyNativeCallNs
}
