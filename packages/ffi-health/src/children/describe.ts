/** Child: calls every operation once, and tells what is known of it. */

import { completeBudgets } from '../budgets.js'
import type { DescribedBridge, DescribedOperation } from '../checks/check.js'
import { UsageError } from '../config/find.js'
import { type ChildRun, childModule } from '../harness/child-module.js'
import {
  callOnce,
  complaint,
  describeThrown,
  disposeOf,
  isThenable,
  type OpenOperation,
  openSession,
  plainTools,
} from '../session.js'

/** Which config to describe. */
export interface DescribeTask {
  readonly configUrl: string
  /** Operations not to call, with what is known to be wrong with them. */
  readonly without: Readonly<Record<string, string>>
}

/** First where it is, so that a crash can be placed; then what is known. */
export type DescribeMessage =
  | { readonly kind: 'at'; readonly operation: string }
  /** The config is wrong. */
  | { readonly kind: 'usage'; readonly message: string }
  /** The addon, or what the config does with it, is. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'bridge'; readonly bridge: DescribedBridge }

export const describeChild = childModule<DescribeTask, DescribeMessage>('describe')

export const run: ChildRun<DescribeTask, DescribeMessage> = async ({ configUrl, without }, send) => {
  try {
    send({ kind: 'at', operation: '(load)' })
    const session = await openSession(configUrl)
    const operations: DescribedOperation[] = []
    for (const operation of session.operations) {
      send({ kind: 'at', operation: operation.name })
      const problem = without[operation.name]
      operations.push(
        problem === undefined
          ? await describe(operation)
          : { name: operation.name, facts: factsOf(operation), async: false, complaint: problem },
      )
    }
    const { name, budgets, nativeMemory } = session.bridge
    const exactMemory = nativeMemory !== undefined
    await session.close()
    send({ kind: 'bridge', bridge: { name, operations, budgets: completeBudgets(budgets), exactMemory } })
  } catch (error) {
    if (error instanceof UsageError) send({ kind: 'usage', message: error.message })
    else send({ kind: 'failed', reason: describeThrown(error) })
    process.exitCode = 1
  }
}

async function describe(operation: OpenOperation): Promise<DescribedOperation> {
  const { name } = operation
  const facts = factsOf(operation)
  try {
    const own = await operation.setup()
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
    if (outcome.ok) await disposeOf(outcome.value)
    const problem = complaint(operation, outcome)
    await operation.teardown(own)
    return { name, facts, async, ...(problem !== undefined && { complaint: problem }) }
  } catch (error) {
    return { name, facts, async: false, complaint: `its set-up or tear-down threw ${describeThrown(error)}` }
  }
}

/** What the user wrote, without the functions: it crosses between processes as JSON. */
function factsOf({ facts }: OpenOperation): DescribedOperation['facts'] {
  return JSON.parse(JSON.stringify(facts))
}
