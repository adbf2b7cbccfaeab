/** `ffi-health errors`: wrong arguments give proper exceptions, and never a crash. */

import { type Check, type CheckContext, forEach } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type ErrorsProblem, errorsChild } from './cases.js'

/** After so many crashes of one operation, the rest of its cases would tell nothing new. */
const mostCrashes = 5
/** A promise that a wrong call gave must be settled by then; and a call that does not return by the other hangs. */
const settleMs = 10_000
const caseMs = 15_000

export const errors: Check = {
  name: 'errors',
  about: 'wrong types, counts, buffers, getters and proxies: proper exceptions, no crash',
  async run(context) {
    let done = 0
    return await forEach(context.operations, async ({ name }) => {
      const report = await judge(context, name)
      context.progress(`${++done} of ${counted(context.operations.length, 'operation')}`)
      return report
    })
  },
}

async function judge({ configUrl, seed }: CheckContext, operation: string): Promise<OperationReport> {
  const problems: ErrorsProblem[] = []
  const without: string[] = []
  const report = (status: OperationReport['status'], reason: string, more = {}): OperationReport => ({
    operation,
    status,
    reason,
    seed,
    measurements: {
      ...more,
      problems: problems.map(problem => ({ case: problem.case, reason: problem.reason })),
    },
  })
  for (;;) {
    const task = { configUrl, operation, without, settleMs }
    const { end, messages, output } = await runChild(errorsChild, task, {
      timeoutMs: caseMs,
      eachMessage: true,
    })
    for (const message of messages) {
      if (message.kind === 'problem' && !problems.some(known => known.case === message.case))
        problems.push(message)
    }
    const done = messages.find(message => message.kind === 'done')
    if (done !== undefined) {
      const { functions, threw, passed } = done
      const counts = { functions, threw, passed }
      if (problems.length > 0) return report('fail', summary(problems), counts)
      if (functions === 0)
        return report('not-judged', 'it calls no function of what `load` gives: declare `call` and `args`')
      return report(
        'pass',
        `${counted(threw + passed, 'wrong call')} of ${counted(functions, 'function')}: ${threw} threw ${threw === 1 ? 'a proper error' : 'proper errors'}, ${passed} ${passed === 1 ? 'was' : 'were'} fine`,
        counts,
      )
    }
    const at = messages.filter(message => message.kind === 'case').at(-1)?.case ?? '(load)'
    problems.push({
      kind: 'problem',
      case: at,
      reason: `the process ${describeOutcome({ end, output })}`.trim(),
    })
    without.push(at)
    // What hangs once takes as long again in each other form.
    if (end.kind === 'timeout' || without.length >= mostCrashes || at.startsWith('('))
      return report('fail', summary(problems))
  }
}

/** Crashes first; the rest are in the measurements. */
function summary(problems: readonly ErrorsProblem[]): string {
  const crash = problems.find(({ reason }) => reason.startsWith('the process'))
  const first = crash ?? problems[0]
  const others = problems.length > 1 ? `; ${problems.length - 1} more` : ''
  return `${first?.case} ${first?.reason}${others}`
}
