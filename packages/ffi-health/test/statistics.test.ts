/** Protects: what is called growth is growth, and what moves by itself is not. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeGrowth } from '../dist/leaks/judge.js'
import type { LeakSample } from '../dist/leaks/samples.js'
import { randomOf } from '../dist/statistics/random.js'
import { distributionOf, slopeOf } from '../dist/statistics/statistics.js'

describe('slopeOf', () => {
  test('a straight line has its slope, without doubt', () => {
    assert.deepEqual(slopeOf([1, 4, 7, 10, 13]), { perStep: 3, low: 3, high: 3 })
  })

  test('an outlier does not move it', () => {
    const series = Array.from({ length: 12 }, (_, i) => (i === 7 ? 1e9 : 5 * i))
    assert.equal(slopeOf(series).perStep, 5)
  })

  test('the interval holds the true slope at least nine times in ten', () => {
    const random = randomOf(1)
    let held = 0
    for (let run = 0; run < 200; run++) {
      const { low, high } = slopeOf(Array.from({ length: 12 }, (_, i) => 10 * i + random.int(-50, 50)))
      if (low <= 10 && high >= 10) held++
    }
    assert.ok(held >= 180, `${held} of 200`)
  })

  test('three values say nothing', () => {
    assert.throws(() => slopeOf([1, 2, 3]), RangeError)
  })
})

test('a distribution is of what was measured', () => {
  const { median, p10, p90, count } = distributionOf([5, 1, 4, 2, 3])
  assert.deepEqual([median, count, p10 < 2, p90 > 4], [3, 5, true, true])
  assert.throws(() => distributionOf([]), RangeError)
})

describe('judgeGrowth', () => {
  const windows = 16
  const calls = 10_000
  const samples = (one: (window: number) => Partial<LeakSample>): LeakSample[] =>
    Array.from({ length: windows }, (_, window) => ({
      heap: 5e6,
      handles: 5056,
      external: 3e6,
      resident: 4e6,
      native: {},
      ...one(window),
    }))
  const statuses = (list: readonly LeakSample[]) =>
    Object.fromEntries(judgeGrowth(list, calls, 1024).map(({ memory, status }) => [memory, status]))

  test('memory that stands still passes', () => {
    assert.deepEqual(statuses(samples(() => ({}))), {
      handles: 'pass',
      external: 'pass',
      heap: 'pass',
      resident: 'pass',
    })
  })

  test('16 bytes a call of the process are found, with their number', () => {
    const found = judgeGrowth(
      samples(window => ({ resident: 4e6 + window * calls * 16 })),
      calls,
      1024,
    )
    const resident = found.find(({ memory }) => memory === 'resident')
    assert.deepEqual([resident?.status, resident?.bytesPerCall], ['fail', 16])
  })

  test('one reference a call is found', () => {
    assert.equal(statuses(samples(window => ({ handles: 5056 + window * calls * 32 })))['handles'], 'fail')
  })

  test('what the addon tells is exact: the budget itself fails, less passes', () => {
    const at = (bytes: number) => statuses(samples(window => ({ native: { liveBytes: window * bytes } })))
    assert.equal(at(1024)['native liveBytes'], 'fail')
    assert.equal(at(1023)['native liveBytes'], 'pass')
  })

  test('a cache that fills and then stands still passes', () => {
    assert.equal(
      statuses(samples(window => ({ resident: 4e6 + 4e6 * Math.min(window, 6) })))['resident'],
      'pass',
    )
  })

  test('noise of a megabyte passes or is not judged, and never fails', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomOf(seed)
      const status = statuses(samples(() => ({ resident: 4e6 + random.int(0, 1e6) })))['resident']
      assert.notEqual(status, 'fail', `seed ${seed}`)
    }
  })
})
