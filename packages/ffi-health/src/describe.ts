/** Asks a child process what a config holds. */

import type { DescribedBridge } from './checks/check.js'
import { type DescribeMessage, describeChild } from './children/describe.js'
import { UsageError } from './config/find.js'
import { describeOutcome, runChild } from './harness/child-process.js'

/** The addon cannot be used at all: a finding about the addon, told by every check. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
}

/**
 * Loads the bridge and calls each operation once, in a child process. An operation that takes the process down
 * is described as such, and the others are called without it.
 *
 * @throws {LoadError} when the addon cannot even be loaded and set up.
 * @throws {UsageError} when the config holds no bridge.
 */
export async function describeBridge(configUrl: string): Promise<DescribedBridge> {
  const without: Record<string, string> = {}
  for (;;) {
    const { end, messages, output } = await runChild(
      describeChild,
      { configUrl, without },
      { timeoutMs: 60_000 },
    )
    const described = messages.find(isBridge)
    if (described !== undefined) return described.bridge
    const usage = messages.find(isUsage)
    if (usage !== undefined) throw new UsageError(usage.message)
    const failed = messages.find(isFailed)
    if (failed !== undefined) throw new LoadError(`load and set-up failed: ${failed.reason}`)
    const at = messages.filter(isAt).at(-1)?.operation ?? '(start)'
    const problem = `the process ${describeOutcome({ end, output })}`
    if (at.startsWith('(') || at in without) throw new LoadError(`at ${at}, ${problem}`)
    without[at] = `one call, and ${problem}`
  }
}

type Of<Kind> = Extract<DescribeMessage, { kind: Kind }>
const isBridge = (message: DescribeMessage): message is Of<'bridge'> => message.kind === 'bridge'
const isUsage = (message: DescribeMessage): message is Of<'usage'> => message.kind === 'usage'
const isFailed = (message: DescribeMessage): message is Of<'failed'> => message.kind === 'failed'
const isAt = (message: DescribeMessage): message is Of<'at'> => message.kind === 'at'
