/** Timed batches of calls: how many calls fill one, and what a call of it costs. */

import {
  disposeOf,
  isDisposable,
  isThenable,
  type OpenOperation,
  plainTools,
  toolsFor,
} from '../session/session.js'
import { distributionOf } from '../statistics/statistics.js'
import { coreTimeOf } from './core-time.js'
import { keepingLoop, operationLoop, sink, type TimedLoop } from './timed-loop.js'

// Taken before any addon is there that may replace it.
const now = process.hrtime.bigint

/** A timed batch. */
export interface Batch {
  readonly calls: number
  readonly ns: number
  /** Async only: until each promise was settled. */
  readonly settledNs?: number
  /** The core was taken away meanwhile. */
  readonly preempted: boolean
  /** Sync only: the calls waited for something by themselves. */
  readonly waited: boolean
}

/** Something that is timed in batches. */
export interface Timed {
  /** Times `calls` calls. */
  batch(calls: number): Promise<Batch> | Batch
  readonly mostCalls: number
}

const mostCalls = 2_000_000
/** Results that must be disposed of are all held until the batch is over. */
const mostKept = 500

/** Times a loop. */
export function timedLoop(loop: TimedLoop, own: unknown, most = mostCalls): Timed {
  let next = 0
  return {
    mostCalls: most,
    batch(calls) {
      const from = wrapped(next, calls)
      next = from + calls
      return timed(calls, loop(own, from, next))
    },
  }
}

/** Times an operation: sync or async, its results disposed of or not, its own set-up renewed as it asks. */
export async function timedOperation(operation: OpenOperation): Promise<Timed & { end(): Promise<void> }> {
  let own = await operation.setup()
  const { callsPerSetup = Number.POSITIVE_INFINITY, throws } = operation.facts
  const kind = await kindOf(operation, own).catch(async (error: unknown) => {
    await operation.teardown(own)
    throw error
  })
  let calls = 1
  let next = 1
  const renew = async (wanted: number) => {
    if (calls + wanted > callsPerSetup) {
      await operation.teardown(own)
      own = await operation.setup()
      calls = 0
    }
    calls += wanted
    const from = wrapped(next, wanted)
    next = from + wanted
    return from
  }
  const kept: unknown[] = []
  const loop =
    kind === 'disposable' ? keepingLoop(operation, plainTools, kept) : operationLoop(operation, plainTools)
  return {
    mostCalls: Math.max(1, Math.min(kind === 'disposable' ? mostKept : mostCalls, callsPerSetup)),
    async batch(count) {
      const from = await renew(count)
      if (kind === 'async') return await timedAsync(operation, own, from, count, throws !== undefined)
      const batch = timed(count, loop(own, from, from + count))
      for (const result of kept.splice(0)) await disposeOf(result)
      return batch
    },
    end: () => operation.teardown(own),
  }
}

type Kind = 'plain' | 'disposable' | 'async'

async function kindOf(operation: OpenOperation, own: unknown): Promise<Kind> {
  let result: unknown
  try {
    result = operation.run(own, 0, toolsFor(operation))
  } catch (error) {
    if (operation.facts.throws === undefined) throw error
    return 'plain'
  }
  if (isThenable(result)) {
    await result.then(disposeOf, error => {
      if (operation.facts.throws === undefined) throw error
    })
    return 'async'
  }
  if (!isDisposable(result)) return 'plain'
  await disposeOf(result)
  return 'disposable'
}

function timed(calls: number, work: () => void): Batch {
  return { calls, ...coreTimeOf(work) }
}

/**
 * Each call is timed by itself, and the batch counts as so many of the median: while a promise is waited for,
 * others get the core, and a mean would be of what they do.
 */
async function timedAsync(
  operation: OpenOperation,
  own: unknown,
  from: number,
  calls: number,
  throws: boolean,
): Promise<Batch> {
  const returned: number[] = []
  const settled: number[] = []
  for (let i = from; i < from + calls; i++) {
    const tools = toolsFor(operation)
    const start = now()
    const promise = operation.run(own, i, tools)
    returned.push(Number(now() - start))
    let result: unknown
    try {
      result = await promise
      sink.value = result
    } catch (error) {
      if (!throws) throw error
      sink.error = error
    }
    settled.push(Number(now() - start))
    // Never what the sink holds: where this call threw, that is the result of another operation.
    await disposeOf(result)
  }
  const total = (times: readonly number[]) => distributionOf(times).median * calls
  return { calls, ns: total(returned), settledNs: total(settled), preempted: false, waited: false }
}

/** Call numbers stay small integers, which is what users write in configs. */
function wrapped(next: number, calls: number): number {
  return next + calls > 0x3fff_ffff ? 0 : next
}

/**
 * Warms up until a call's cost stands still, and returns how many calls take about `batchMs`.
 */
export async function calibrate(subject: Timed, batchMs: number): Promise<number> {
  const wantedNs = batchMs * 1e6
  let calls = 1
  let steady = 0
  let spentNs = 0
  while (steady < 3 && spentNs < 40 * wantedNs) {
    const batch = await subject.batch(calls)
    const ns = batch.settledNs ?? batch.ns
    spentNs += ns
    const fit = Math.floor((wantedNs * calls) / Math.max(ns, 1))
    const wanted = Math.max(1, Math.min(subject.mostCalls, fit, calls * 8))
    // A batch that nobody can make shorter, or that took about as long as wanted.
    steady = wanted < calls * 1.5 && wanted > calls / 1.5 ? steady + 1 : 0
    calls = wanted
  }
  return calls
}
