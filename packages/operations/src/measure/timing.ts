/**
 * How long one call of an operation takes: the kernel that the tour and `npm run bench:bridge` share.
 *
 * A case runs its operation in a loop of its own, so that no call site sees the operations of two cases. The loop
 * adds up something that depends on every result, and the kernel keeps the sum, so that nothing can be optimized
 * away. Rounds are as long as the clock needs; the median of rounds counts; what an empty loop costs at least is
 * subtracted.
 */

import { MASK } from '../graphs.js'

/** A prepared state of a case: makes calls, and gives everything back when it is closed. */
export interface Session {
  /** How many calls it bears before a new one is needed. Default: any number. */
  readonly capacity?: number
  /** Makes `count` calls, one after another; returns something that depends on all results. */
  run(count: number): number | Promise<number>
  close(): void
}

/** An operation to be measured. */
export interface Case {
  open(): Session
}

/** How much time a measurement may take. */
export interface Effort {
  /** Rounds that are timed; odd. */
  readonly rounds: number
  /** A round lasts at least so long, as far as the session's capacity allows. */
  readonly roundMs: number
  /** Calls are made for so long before the first round, so that the code is optimized. */
  readonly warmUpMs: number
}

/** For figures in passing: about 0.1 s a case. */
export const quick: Effort = { rounds: 21, roundMs: 1, warmUpMs: 60 }

/** For figures to be kept: about 0.25 s a case. */
export const thorough: Effort = { rounds: 31, roundMs: 4, warmUpMs: 120 }

/** Nanoseconds a call. */
export interface Timing {
  /** The median of rounds. */
  readonly ns: number
  readonly p10Ns: number
  readonly p90Ns: number
  readonly rounds: number
  readonly callsPerRound: number
}

/** Keeps what loops return, where no optimizer can see that nobody reads it. */
export const sink: { value: number; last: unknown } = { value: 0, last: undefined }

const MOST_CALLS = 1 << 24

/** Times one operation. */
export async function time(measured: Case, effort: Effort): Promise<Timing> {
  emptyLoopNs ??= Math.min(...(await timeRounds(emptyLoop, thorough)).times)
  const { times, callsPerRound } = await timeRounds(measured, effort)
  const at = (share: number): number => times[Math.round(share * (times.length - 1))] ?? Number.NaN
  const net = (value: number): number => Math.max(0, value - (emptyLoopNs ?? 0))
  return { ns: net(at(0.5)), p10Ns: net(at(0.1)), p90Ns: net(at(0.9)), rounds: times.length, callsPerRound }
}

/**
 * What a loop costs that does nothing but count and add: the fastest round, measured once, so that a neighbour
 * that slowed this down never makes anything else look faster.
 */
let emptyLoopNs: number | undefined

const emptyLoop: Case = {
  open: () => ({
    run(count) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += i & MASK
      return sum
    },
    close: () => undefined,
  }),
}

/** Nanoseconds a call of each round, ascending. */
async function timeRounds(
  measured: Case,
  effort: Effort,
): Promise<{ readonly times: readonly number[]; readonly callsPerRound: number }> {
  const caller = new Caller(measured)
  try {
    const calls = await warmUp(caller, effort)
    const times: number[] = []
    for (let round = 0; round < effort.rounds; round++) {
      times.push(((await caller.ms(calls)) * 1e6) / calls)
    }
    return { times: times.sort((a, b) => a - b), callsPerRound: calls }
  } finally {
    caller.close()
  }
}

/** Makes calls until the code is optimized; returns how many fill a round. */
async function warmUp(caller: Caller, { warmUpMs, roundMs }: Effort): Promise<number> {
  const most = Math.min(caller.capacity, MOST_CALLS)
  let calls = 1
  for (let spentMs = 0; ; ) {
    const ms = await caller.ms(calls)
    spentMs += ms
    if (spentMs >= warmUpMs && (ms >= roundMs || calls === most)) break
    if (ms < roundMs) calls = Math.min(most, calls * 2)
  }
  // The last one may have been long for another reason: the fastest of some says how many calls a round takes.
  let fastestMs = Number.POSITIVE_INFINITY
  for (let trial = 0; trial < 3; trial++) fastestMs = Math.min(fastestMs, await caller.ms(calls))
  return Math.min(most, Math.max(1, Math.ceil((calls * roundMs) / fastestMs)))
}

/** Makes calls of a case, opening a new session when the old one bears no more. */
export class Caller {
  readonly #case: Case
  #session: Session
  #left: number

  constructor(measured: Case) {
    this.#case = measured
    this.#session = measured.open()
    this.#left = this.capacity
  }

  /** How many calls one session bears. */
  get capacity(): number {
    return this.#session.capacity ?? Number.POSITIVE_INFINITY
  }

  /** Makes calls, at most {@link capacity}; how long they took in milliseconds, opening sessions aside. */
  async ms(count: number): Promise<number> {
    if (this.#left < count) {
      this.#session.close()
      this.#session = this.#case.open()
      this.#left = this.capacity
    }
    this.#left -= count
    const start = performance.now()
    const running = this.#session.run(count)
    sink.value += typeof running === 'number' ? running : await running
    return performance.now() - start
  }

  close(): void {
    this.#session.close()
  }
}
