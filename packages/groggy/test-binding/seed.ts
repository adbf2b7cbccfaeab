/** Randomness that can be replayed: `GROGGY_SEED=7` before a command. */

/** The seed of this run, which a failure has to name. */
export const seed = Number(process.env['GROGGY_SEED'] ?? Date.now() % 1_000_000_000)

/** Whole numbers from 0 to below `end`, the same for the same seed and stream (splitmix32). */
export function randomOf(stream: number): (end: number) => number {
  let state = (seed ^ Math.imul(stream + 1, 0x9e37_79b9)) >>> 0
  return end => {
    state = (state + 0x9e37_79b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) % end
  }
}
