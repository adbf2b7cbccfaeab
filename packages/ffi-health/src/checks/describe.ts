/** Asks child processes what a config holds. */

import { UsageError } from '../findings/usage-error.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import type { DescribedBridge, DescribedOperation } from './check.js'
import { type DescribeMessage, describeChild } from './describe-child.js'

/** The addon cannot be used at all: a finding about the addon, told by every check. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
  /** `(load)`, `(tear-down)`, or the operation at which it ended. */
  readonly place: string

  constructor(place: string, message: string) {
    super(message)
    this.place = place.startsWith('(load') ? '(load)' : place
  }
}

/** What to look at, and how patiently. */
export interface DescribeOptions {
  /** Look at these operations only, and call no others. Default: all. */
  readonly only?: readonly string[] | undefined
  /** Limit of loading with the set-up, and then of each operation. Default 60 000. */
  readonly stepMs?: number
}

/**
 * Loads the bridge and calls each operation once, in a child process. An operation that takes the process down, or
 * does not come to its end, is described as such, and those after it are called in a process without it.
 *
 * @throws {LoadError} when the addon cannot even be loaded and set up, or not be torn down.
 * @throws {UsageError} when the config holds no bridge, or has no operation of a name in `only`.
 */
export async function describeBridge(
  configUrl: string,
  { only, stepMs = 60_000 }: DescribeOptions = {},
): Promise<DescribedBridge> {
  const described = new Map<string, DescribedOperation>()
  let left = only
  for (;;) {
    const { end, messages, output } = await runChild(
      describeChild,
      { configUrl, only: left },
      { timeoutMs: stepMs, eachMessage: true },
    )
    const usage = messages.find(isUsage)
    if (usage !== undefined) throw new UsageError(usage.message)
    const bridge = messages.find(isBridge)
    for (const { operation } of messages.filter(isOperation)) described.set(operation.name, operation)
    const at = messages.filter(isAt).at(-1)?.operation ?? '(load and set-up)'
    const failed = messages.find(isFailed)
    if (failed !== undefined) throw new LoadError(at, `${at} failed: ${failed.reason}`)
    if (bridge !== undefined && messages.some(isDone))
      return { ...bridge.bridge, operations: [...described.values()] }
    const problem = `the process ${describeOutcome({ end, output })}`
    const facts = bridge?.facts[at]
    if (facts === undefined || described.has(at)) throw new LoadError(at, `at ${at}, ${problem}`)
    described.set(at, { name: at, facts, async: false, complaint: `one call, and ${problem}` })
    left = Object.keys(bridge?.facts ?? {}).filter(name => !described.has(name))
  }
}

type Of<Kind> = Extract<DescribeMessage, { kind: Kind }>
const isUsage = (message: DescribeMessage): message is Of<'usage'> => message.kind === 'usage'
const isBridge = (message: DescribeMessage): message is Of<'bridge'> => message.kind === 'bridge'
const isAt = (message: DescribeMessage): message is Of<'at'> => message.kind === 'at'
const isOperation = (message: DescribeMessage): message is Of<'operation'> => message.kind === 'operation'
const isFailed = (message: DescribeMessage): message is Of<'failed'> => message.kind === 'failed'
const isDone = (message: DescribeMessage): message is Of<'done'> => message.kind === 'done'
