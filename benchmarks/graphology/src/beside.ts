/** Times two libraries in turns, by CPU time, and prints a table or JSON. */

import { isDeepStrictEqual } from 'node:util'
import { runtime } from 'groggy'

/** One comparison. Both sides get the number of the call. */
export interface Row {
  readonly name: string
  readonly ours: (i: number) => unknown
  /** Left out where the other library cannot do it. */
  readonly theirs?: ((i: number) => unknown) | undefined
  /** Calls of a round. */
  readonly calls: number
  /** What is compared before timing; the answers of both sides themselves when left out. */
  readonly answer?: ((value: unknown) => unknown) | undefined
}

const ROUNDS = 15

/** Nanoseconds of CPU time that a call takes, over one round. */
function round(run: (i: number) => unknown, calls: number, from: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) sink = run(from + i)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / calls
}

/** Keeps an answer from being optimized away. */
export let sink: unknown

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Compares, times and prints all rows. */
export function beside(title: string, rows: readonly Row[]): void {
  const asJson = process.argv.includes('--json')
  const results = rows.map(({ name, ours, theirs, calls, answer = value => value }) => {
    for (let i = 0; theirs !== undefined && i < 20; i++) {
      const [a, b] = [answer(ours(i)), answer(theirs(i))]
      if (!isDeepStrictEqual(a, b)) {
        throw new Error(`${name}: call ${i} gives ${JSON.stringify(a)}, beside ${JSON.stringify(b)}`)
      }
    }
    const times: { ours: number; theirs: number }[] = []
    for (let turn = 0; turn < ROUNDS; turn++) {
      const from = 20 + turn * calls
      times.push({ ours: round(ours, calls, from), theirs: theirs ? round(theirs, calls, from) : Number.NaN })
    }
    // The first rounds warm up.
    const warm = times.slice(3)
    return {
      name,
      oursNs: median(warm.map(time => time.ours)),
      theirsNs: theirs && median(warm.map(time => time.theirs)),
      ratio: theirs && median(warm.map(time => time.ours / time.theirs)),
    }
  })
  if (asJson) {
    console.log(JSON.stringify({ title, groggy: runtime.version, node: process.version, rows: results }))
    return
  }
  console.log(`\n${title}\n`)
  console.table(
    Object.fromEntries(
      results.map(({ name, oursNs, theirsNs, ratio }) => [
        name,
        {
          'groggy, ns': Number(oursNs.toPrecision(3)),
          'graphology, ns': theirsNs === undefined ? '' : Number(theirsNs.toPrecision(3)),
          '× theirs': ratio === undefined ? '' : Number(ratio.toPrecision(3)),
        },
      ]),
    ),
  )
}
