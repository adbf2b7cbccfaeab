/** Randomness that a printed seed repeats. */

import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of random numbers that depends on its seed only. */
export interface Random {
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  /** True once in `n` times on average. */
  oneIn(n: number): boolean
  /** One of `list`, which must not be empty. */
  pick<T>(list: readonly T[]): T
}

/** @param seed - a whole number; the same seed gives the same stream. */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0)
  const int = (from: number, to: number) => uniformInt(generator, from, to)
  return {
    int,
    oneIn: n => int(1, n) === 1,
    pick(list) {
      const picked = list[int(0, list.length - 1)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
  }
}

/** A seed for this run, short enough to type. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 1_000_000_000)
}

/** A seed of its own for part `index` of a run. */
export function partSeed(seed: number, index: number): number {
  return (Math.imul(seed ^ (index + 1), 0x9e3779b1) >>> 0) % 1_000_000_000
}
