/** Child: calls operations once, and tells what is known of them. */

import type { OperationFacts } from '../config/bridge.js'
import { completeBudgets } from '../config/budgets.js'
import { chosenNames } from '../config/nearest.js'
import { readBridge } from '../config/read.js'
import { UsageError } from '../findings/usage-error.js'
import { type ChildRun, childModule } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { describeThrown, isInstance } from '../harness/thrown.js'
import {
  callOnce,
  complaint,
  disposeOf,
  isThenable,
  type OpenOperation,
  openBridge,
  plainTools,
} from '../session/session.js'
import type { DescribedBridge, DescribedOperation } from './check.js'

/** Which config to describe. */
export interface DescribeTask {
  readonly configUrl: string
  /** Operations to call. Absent: all. */
  readonly only?: readonly string[] | undefined
}

/** What the config says; then where it is, so that a crash can be placed, and what is known, in turns. */
export type DescribeMessage =
  /** The config is wrong. */
  | { readonly kind: 'usage'; readonly message: string }
  | {
      readonly kind: 'bridge'
      readonly bridge: Omit<DescribedBridge, 'operations'>
      /** Of the operations that will be called, by name. */
      readonly facts: Readonly<Record<string, OperationFacts>>
    }
  | { readonly kind: 'at'; readonly operation: string }
  | { readonly kind: 'operation'; readonly operation: DescribedOperation }
  /** The addon, or what the config does with it, is wrong. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done' }

export const describeChild = childModule<DescribeTask, DescribeMessage>('checks/describe-child')

export const run: ChildRun<DescribeTask, DescribeMessage> = async ({ configUrl, only }, send) => {
  try {
    const bridge = await readBridge(configUrl)
    const names = chosenNames(Object.keys(bridge.operations), only)
    const { name, budgets, nativeMemory, operations } = bridge
    send({
      kind: 'bridge',
      bridge: { name, budgets: completeBudgets(budgets), exactMemory: nativeMemory !== undefined },
      facts: Object.fromEntries(names.map(one => [one, factsOf(operations[one])])),
    })
    const session = await openBridge(bridge)
    for (const one of names) {
      send({ kind: 'at', operation: one })
      send({ kind: 'operation', operation: await describe(session.operation(one)) })
    }
    send({ kind: 'at', operation: '(tear-down)' })
    await session.close()
    send({ kind: 'done' })
  } catch (error) {
    if (isInstance(error, UsageError)) send({ kind: 'usage', message: error.message })
    else send({ kind: 'failed', reason: describeThrown(error) })
  }
  // What operations left running is nobody's concern here, and would keep the process alive.
  finish()
}

async function describe(operation: OpenOperation): Promise<DescribedOperation> {
  const { name } = operation
  const facts = factsOf(operation.facts)
  try {
    const own = await operation.setup()
    const start = performance.now()
    let async = false
    const outcome = await callOnce(
      {
        ...operation,
        run: (...args) => {
          const result = operation.run(...args)
          async = isThenable(result)
          return result
        },
      },
      own,
      0,
      plainTools,
    )
    const callMs = performance.now() - start
    if (outcome.ok) await disposeOf(outcome.value)
    const problem = complaint(operation, outcome)
    await operation.teardown(own)
    return { name, facts, async, callMs, ...(problem !== undefined && { complaint: problem }) }
  } catch (error) {
    return { name, facts, async: false, complaint: `its set-up or tear-down threw ${describeThrown(error)}` }
  }
}

/** What the user wrote, without the functions: it crosses between processes as JSON. */
function factsOf(facts: OperationFacts | undefined): OperationFacts {
  return JSON.parse(JSON.stringify(facts))
}
