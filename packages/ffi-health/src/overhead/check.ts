/** `ffi-health overhead`: what a call costs, against its budget. */

import { type Check, type CheckContext, patience, scaled } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { judgeOverhead } from './judge.js'
import { type OverheadMessage, overheadChild } from './samples.js'

/** Five processes: the interval of their medians holds the true one with 94 %. */
const processes = 5

export const overhead: Check = {
  name: 'overhead',
  about: 'nanoseconds per call, against the budget',
  async run(context) {
    const messages: (readonly OverheadMessage[])[] = []
    const crashes = new Map<string, OperationReport>()
    while (messages.length < processes) {
      context.progress(`process ${messages.length + 1} of ${processes}`)
      const names = context.operations.map(({ name }) => name).filter(name => !crashes.has(name))
      if (names.length === 0) break
      const found = await measureOnce(context, names)
      if (!('crash' in found)) messages.push(found.messages)
      else if (names.includes(found.crash.operation)) crashes.set(found.crash.operation, found.crash)
      else return [found.crash]
    }
    const references = messages.flatMap(list => list.filter(message => message.kind === 'references'))
    const samples = messages.flatMap(list => list.filter(message => message.kind === 'samples'))
    return context.operations.map(
      ({ name, facts, async }) =>
        crashes.get(name) ??
        judgeOverhead(name, facts, async, context.bridge.budgets, {
          operation: samples.filter(({ operation }) => operation === name),
          references,
        }),
    )
  },
}

type Measured = { readonly messages: readonly OverheadMessage[] } | { readonly crash: OperationReport }

async function measureOnce(context: CheckContext, operations: readonly string[]): Promise<Measured> {
  const { configUrl, effort } = context
  const task = {
    configUrl,
    operations,
    rounds: scaled(15, effort, 5),
    batchMs: Math.max(0.5, 2 * effort),
    operationMs: scaled(400, effort, 50),
  }
  const { end, messages, output } = await runChild(overheadChild, task, {
    timeoutMs: patience(context.operations, 10),
    eachMessage: true,
  })
  if (end.kind === 'exit' && end.code === 0) return { messages }
  const at = messages.filter(message => message.kind === 'at').at(-1)?.operation ?? '(load)'
  const reason = `the process ${describeOutcome({ end, output })}`
  return { crash: { operation: at, status: 'fail', reason } }
}
