/** `ffi-health exit`: the process ends as asked, with calls in flight. */

import { type Check, type CheckContext, forEach, patience, scaled } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { describeOutcome, type End, runChild } from '../harness/child-process.js'
import { partSeed } from '../statistics/random.js'
import { type ExitManner, exitChild } from './manners.js'

const manners: Readonly<Record<ExitManner, { readonly words: string; wanted(end: End): boolean }>> = {
  end: { words: 'with nothing left to do', wanted: end => end.kind === 'exit' && end.code === 0 },
  exit: { words: 'by process.exit()', wanted: end => end.kind === 'exit' && end.code === 0 },
  throw: { words: 'by an uncaught error', wanted: end => end.kind === 'exit' && end.code === 1 },
  term: { words: 'by SIGTERM', wanted: end => end.kind === 'signal' && end.signal === 'SIGTERM' },
  'term-handler': {
    words: 'by process.exit() on SIGTERM',
    wanted: end => end.kind === 'exit' && end.code === 0,
  },
}
/** Windows has no signals to send. */
const allManners = (Object.keys(manners) as ExitManner[]).filter(
  manner => process.platform !== 'win32' || !manner.startsWith('term'),
)

export const exit: Check = {
  name: 'exit',
  about: 'process exit, process.exit(), uncaught errors and SIGTERM with work in flight',
  async run(context) {
    const names = context.operations.map(({ name }) => name)
    const rounds = scaled(4, context.effort, 1)
    const tries = allManners.flatMap(manner =>
      Array.from({ length: rounds }, (_, i) => ({ manner, round: i })),
    )
    let done = 0
    let found = false
    const together = await forEach(tries, async ({ manner, round }) => {
      // One is enough to look for who it is.
      if (found) return undefined
      const problem = await endOnce(context, names, manner, partSeed(context.seed, round))
      context.progress(`${++done} of ${tries.length} ends`)
      found ||= problem !== undefined
      return problem
    })
    const problem = together.find(one => one !== undefined)
    const ways = `ended as asked in ${counted(allManners.length, 'way')}, ${counted(rounds, 'time')} each`
    const reason =
      names.length > 0 ? `${ways}, with every operation in flight` : `${ways}, once it was loaded`
    if (problem === undefined) {
      return (names.length > 0 ? names : ['(load)']).map(
        (operation): OperationReport => ({ operation, status: 'pass', reason, seed: context.seed }),
      )
    }
    if (names.length === 0)
      return [{ operation: '(load)', status: 'fail', reason: problem.reason, seed: context.seed }]
    return await blame(context, names, problem)
  },
}

interface Problem {
  readonly manner: ExitManner
  readonly seed: number
  readonly reason: string
}

/** Each operation alone, to see which it is that does not let the process end. */
async function blame(
  context: CheckContext,
  names: readonly string[],
  problem: Problem,
): Promise<OperationReport[]> {
  const alone = await forEach(names, async (operation): Promise<OperationReport> => {
    for (let round = 0; round < 3; round++) {
      context.progress(`${operation} alone`)
      const found = await endOnce(context, [operation], problem.manner, partSeed(problem.seed, round))
      if (found !== undefined) return { operation, status: 'fail', reason: found.reason, seed: context.seed }
    }
    return {
      operation,
      status: 'pass',
      reason: `ends ${manners[problem.manner].words} when alone`,
      seed: context.seed,
    }
  })
  if (alone.some(({ status }) => status === 'fail')) return alone
  const reason = `${problem.reason}, with every operation in flight; alone, none does`
  return [...alone, { operation: '(all together)', status: 'fail', reason, seed: context.seed }]
}

async function endOnce(
  context: CheckContext,
  operations: readonly string[],
  manner: ExitManner,
  seed: number,
): Promise<Problem | undefined> {
  const { configUrl, effort } = context
  const calls = scaled(8, effort, 4)
  const task = { configUrl, operations, manner, calls, seed }
  const { end, messages, output } = await runChild(exitChild, task, {
    timeoutMs: patience(context.operations, calls),
    onMessage: ({ kind }, kill) => {
      if (kind === 'ending' && manner.startsWith('term')) kill('SIGTERM')
    },
  })
  const { words, wanted } = manners[manner]
  const asked = messages.some(({ kind }) => kind === 'ending')
  if (asked && wanted(end)) return undefined
  const when = asked ? `asked to end ${words}` : 'starting calls'
  return { manner, seed, reason: `${when}, the process ${describeOutcome({ end, output })}` }
}
