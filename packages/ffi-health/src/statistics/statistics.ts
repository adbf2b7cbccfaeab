/** Statistics that do not assume what measurements on a busy machine do not have: a normal distribution. */

import { medianSorted, quantileSorted } from 'simple-statistics'

/** What a list of measurements looks like. */
export interface Distribution {
  readonly count: number
  readonly median: number
  readonly p10: number
  readonly p25: number
  readonly p75: number
  readonly p90: number
}

/** @throws {RangeError} when there are no values. */
export function distributionOf(values: readonly number[]): Distribution {
  if (values.length === 0) throw new RangeError('no values')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (quantile: number) => quantileSorted(sorted, quantile)
  return {
    count: sorted.length,
    median: medianSorted(sorted),
    p10: at(0.1),
    p25: at(0.25),
    p75: at(0.75),
    p90: at(0.9),
  }
}

/** A slope per step, and the interval that holds it with about 95 % confidence. */
export interface Slope {
  readonly perStep: number
  readonly low: number
  readonly high: number
}

/**
 * How much a series grows per step: the median of the slopes between all pairs, which one outlier in four does
 * not move, with the interval that follows from Kendall's rank statistic.
 *
 * Method: Theil (1950), Sen (1968).
 *
 * @param series - one value per step; at least 4.
 */
export function slopeOf(series: readonly number[]): Slope {
  const n = series.length
  if (n < 4) throw new RangeError('a slope needs at least 4 values')
  const slopes = series.flatMap((from, i) => series.slice(i + 1).map((to, j) => (to - from) / (j + 1)))
  slopes.sort((a, b) => a - b)
  const variance = (n * (n - 1) * (2 * n + 5)) / 18
  const reach = 1.96 * Math.sqrt(variance)
  const rank = (position: number) =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(position)))] ?? Number.NaN
  return {
    perStep: medianSorted(slopes),
    low: rank((slopes.length - reach) / 2 - 1),
    high: rank((slopes.length + reach) / 2),
  }
}
