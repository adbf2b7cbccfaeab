/** `ffi-health overhead`: what a call costs, against its budget. */

import type { OperationReport } from '../findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { judgeOverhead } from '../measure/judge-overhead.js'
import { type OverheadMessage, overheadChild } from '../measure/overhead-samples.js'
import { type Check, type CheckContext, scaled } from './check.js'

/** Five processes: the interval of their medians holds the true one with 94 %. */
const processes = 5

export const overhead: Check = {
  name: 'overhead',
  about: 'nanoseconds per call, against the budget',
  async run(context) {
    const messages: OverheadMessage[][] = []
    for (let i = 1; i <= processes; i++) {
      context.progress(`process ${i} of ${processes}`)
      const found = await measureOnce(context)
      if (!Array.isArray(found)) return [found]
      messages.push(found)
    }
    const references = messages.flatMap(list => list.filter(message => message.kind === 'references'))
    const samples = messages.flatMap(list => list.filter(message => message.kind === 'samples'))
    return context.operations.map(({ name, facts, async }) =>
      judgeOverhead(name, facts, async, context.bridge.budgets, {
        operation: samples.filter(({ operation }) => operation === name),
        references,
      }),
    )
  },
}

async function measureOnce({
  configUrl,
  operations,
  effort,
}: CheckContext): Promise<OverheadMessage[] | OperationReport> {
  const task = {
    configUrl,
    operations: operations.map(({ name }) => name),
    rounds: scaled(15, effort, 5),
    batchMs: Math.max(0.5, 2 * effort),
    operationMs: scaled(400, effort, 50),
  }
  const { end, messages, output } = await runChild(overheadChild, task, {
    timeoutMs: 60_000 + operations.length * 10_000,
  })
  if (end.kind === 'exit' && end.code === 0) return [...messages]
  const at = messages.filter(message => message.kind === 'at').at(-1)?.operation ?? '(load)'
  return { operation: at, status: 'fail', reason: `the process ${describeOutcome({ end, output })}` }
}
