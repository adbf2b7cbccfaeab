/**
 * Memory that grows in steps.
 *
 * A table that only grows takes memory when it doubles, and none for long after: between neighbouring windows nothing
 * happens, and a slope says nothing. What tells it from a cache that fills up is how far it grows in all. A table that
 * at most doubles must take memory each time that the number of calls has doubled, so its rise follows the number of
 * calls; a full cache has the same size after four times the calls.
 */

/** How far a series rose; all in its own unit. */
export interface StepGrowth {
  /** From the end of a quarter of the windows to the last. */
  readonly whole: number
  readonly wholeWindows: number
  /** From the end of a quarter to that of a half. */
  readonly early: number
  /**
   * From the end of a half to the last, and one window before: the calls of the warm-up count too, and the number of
   * calls must have doubled.
   */
  readonly late: number
  /** The windows of `late`. */
  readonly lateWindows: number
  /** The most that it fell again from where it had been for two windows; a table that is copied is there twice for one. */
  readonly fall: number
}

/** @param series - one value per window, at least 12; a multiple of four. */
export function stepGrowthOf(series: readonly number[]): StepGrowth {
  const at = (window: number) => series[window - 1] ?? 0
  const count = series.length
  let highest = Number.NEGATIVE_INFINITY
  let fall = 0
  for (let window = count / 4; window <= count; window++) {
    const kept = Math.min(at(window), at(Math.min(window + 1, count)))
    highest = Math.max(highest, kept)
    fall = Math.max(fall, highest - kept)
  }
  const lateWindows = count / 2 + 1
  return {
    whole: at(count) - at(count / 4),
    wholeWindows: (3 * count) / 4,
    early: at(count / 2) - at(count / 4),
    late: at(count) - at(count - lateWindows),
    lateWindows,
    fall,
  }
}

/** What a run with more calls says of a rise. */
export type Follows = 'calls' | 'nothing' | 'unclear'

/** Of what a leak grows by with so many calls: a table that grows by half is up to 0.74 of it, since it does so in leaps. */
const leastOfLeak = 0.6
const mostOfCache = 0.375

/**
 * Compares the growth of two runs.
 *
 * @param times - how many times the calls of the small run the large one made, in windows as many.
 */
export function follows(small: StepGrowth, large: StepGrowth, times: number): Follows {
  if (times < 3 || small.whole <= 0 || large.whole <= 0) return 'unclear'
  const share = large.whole / small.whole / times
  if (share <= mostOfCache) return 'nothing'
  // What comes and goes is noise, or a cache that is emptied.
  if (small.fall > small.whole / 4 || large.fall > large.whole / 4) return 'unclear'
  const keepsOn = large.early > large.whole / 10 && large.late > large.whole / 4
  return share >= leastOfLeak && keepsOn ? 'calls' : 'unclear'
}
