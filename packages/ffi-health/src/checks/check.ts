/** What every check is given, and what makes one. */

import { availableParallelism } from 'node:os'
import type { CheckName, OperationFacts } from '../config/bridge.js'
import type { CompleteBudgets } from '../config/budgets.js'
import type { CheckReport, OperationReport } from '../findings/findings.js'

/** What is known of an operation without running it. */
export interface DescribedOperation {
  readonly name: string
  readonly facts: OperationFacts
  /** A call gives a promise. */
  readonly async: boolean
  /** Milliseconds of the first call, to its end. */
  readonly callMs?: number
  /** What went wrong when it was called once, or absent. */
  readonly complaint?: string
}

/** What is known of a bridge before any check runs. */
export interface DescribedBridge {
  readonly name: string
  readonly operations: readonly DescribedOperation[]
  readonly budgets: CompleteBudgets
  /** The addon tells its live bytes. */
  readonly exactMemory: boolean
}

/** What a check works with. */
export interface CheckContext {
  /** The `file:` URL of the config. */
  readonly configUrl: string
  readonly bridge: DescribedBridge
  /** Operations that this run judges. */
  readonly operations: readonly DescribedOperation[]
  readonly seed: number
  /** Factor on how much is tried: 1 is the full check, less is quicker and sees less. */
  readonly effort: number
  /** Calls in a window of `leaks`; default: as many as fit, which is more where the machine is faster. */
  readonly windowCalls?: number
  /** Tells what is being done, for a live line. */
  progress(what: string): void
}

/** A check: judges operations, in child processes only. */
export interface Check {
  readonly name: CheckName
  /** One line for the help. */
  readonly about: string
  run(context: CheckContext): Promise<readonly OperationReport[]>
}

/** Runs a check, with the operations that skip it reported as such. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckReport> {
  const started = performance.now()
  const skipped = context.operations.flatMap(({ name, facts }): OperationReport[] => {
    const reason = facts.skip?.[check.name]
    return reason === undefined
      ? []
      : [{ operation: name, status: 'not-judged', reason: `skipped: ${reason}` }]
  })
  const broken = context.operations.flatMap(({ name, facts, complaint }): OperationReport[] =>
    complaint === undefined || facts.skip?.[check.name] !== undefined
      ? []
      : [{ operation: name, status: 'fail', reason: complaint }],
  )
  const operations = context.operations.filter(
    ({ facts, complaint }) => facts.skip?.[check.name] === undefined && complaint === undefined,
  )
  const found = await ownErrorsTold(check.run({ ...context, operations }))
  return {
    check: check.name,
    seed: context.seed,
    effort: context.effort,
    durationMs: Math.round(performance.now() - started),
    operations: [...found, ...broken, ...skipped],
  }
}

/** A mistake of this tool ends the check that has it, and not those that follow. */
async function ownErrorsTold(
  running: Promise<readonly OperationReport[]>,
): Promise<readonly OperationReport[]> {
  try {
    return await running
  } catch (error) {
    const { stack } = error instanceof Error ? error : new Error(String(error))
    const reason = `ffi-health itself failed, please report it: ${stack}`
    return [{ operation: '(check)', status: 'fail', reason }]
  }
}

/** Does `work` for each item, as many at a time as there are cores, and keeps the order of the results. */
export async function forEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  atOnce = availableParallelism(),
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}

/**
 * Milliseconds after which calls that take so long hang: with room for flags that make them much slower.
 */
export function patience(operations: readonly DescribedOperation[], calls: number): number {
  return 20_000 + 20 * calls * Math.max(0, ...operations.map(({ callMs = 0 }) => callMs))
}

/** `effort` of a full number, never less than `least`. */
export function scaled(full: number, effort: number, least: number): number {
  return Math.max(least, Math.round(full * effort))
}
