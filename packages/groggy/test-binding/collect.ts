/** What every test of lifetimes needs: the garbage collector, time for finalizers, and what is alive. */

import { runtime } from 'groggy'

const { gc } = globalThis
if (gc === undefined) throw new Error('run this with --expose-gc')

/** One turn of the event loop, in which finalizers run and tasks answer. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Collects what nobody holds, and lets its finalizers run. */
export async function collect(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    gc?.()
    await turn()
  }
}

/** Native bytes that are alive when all that can go has gone: `wanted` as soon as they are that few. */
export async function bytesLeft(wanted = 0): Promise<number> {
  for (let round = 0; round < 50; round++) {
    await collect()
    if (runtime.memory().liveBytes <= wanted) break
  }
  return runtime.memory().liveBytes
}

/** Every order of `items`. */
export function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map(rest => [item, ...rest]),
  )
}
