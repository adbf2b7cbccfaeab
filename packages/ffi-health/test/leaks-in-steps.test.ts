/** Protects: a table that only grows is a leak, and a cache that fills up to a bound is none, though both rise in steps. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Status } from '../dist/findings/findings.js'
import { type Growth, judgeGrowth, judgeRuns } from '../dist/leaks/judge.js'
import type { LeakSample } from '../dist/leaks/samples.js'
import { stepGrowthOf } from '../dist/leaks/step-growth.js'
import { verdictOf } from '../dist/leaks/verdict.js'
import { randomOf } from '../dist/statistics/random.js'

const windows = 16
const budget = 1024
/** Where a table is when the watching begins: from just after it has grown to just before. */
const phases = Array.from({ length: 40 }, (_, i) => 2 ** (i / 40))

/** Bytes in use after so many calls. */
type Memory = (calls: number) => number

/** A table of `entry` bytes a place that is made `factor` times as large when it is full. */
function table(entry: number, phase: number, factor = 2): Memory {
  return calls => {
    let places = 100 * phase
    while (places < calls) places *= factor
    return entry * places
  }
}

function run(
  memory: Memory,
  calls: number,
  kind: keyof LeakSample | 'liveBytes',
  noise: number,
  seed: number,
) {
  const random = randomOf(seed)
  const samples = Array.from({ length: windows }, (_, window): LeakSample => {
    const bytes = 5e6 + memory((window + 1) * calls) + random.int(0, noise)
    const still = { heap: 5e6, handles: 5056, external: 3e6, resident: 4e6, native: {} }
    return kind === 'liveBytes' ? { ...still, native: { liveBytes: bytes } } : { ...still, [kind]: bytes }
  })
  return judgeGrowth(samples, calls, budget)
}

/** As the check does it: a second run with four times the calls where the first leaves it open. */
function judge(
  memory: Memory,
  { calls = 10_000, kind = 'heap' as keyof LeakSample | 'liveBytes', noise = 1, seed = 1 } = {},
): { status: Status; reason: string; growth: readonly Growth[] } {
  const first = run(memory, calls, kind, noise, seed)
  const alone = verdictOf(first, budget)
  if (alone.status === 'pass') return { ...alone, growth: first }
  const second = run(memory, 4 * calls, kind, noise, seed + 1)
  const longer = verdictOf(second, budget)
  if (longer.status === 'pass') return { ...longer, growth: second }
  const growth = judgeRuns(first, second)
  return { ...verdictOf(growth, budget), growth }
}

describe('leaks that rise in steps', () => {
  for (const factor of [1.5, 2]) {
    test(`a table that grows ${factor} times at once, wherever it begins`, () => {
      for (const phase of phases) {
        const { status, growth, reason } = judge(table(24, phase, factor), { noise: 4096 })
        assert.equal(status, 'fail', `${phase}: ${reason}`)
        const heap = growth.find(({ memory }) => memory === 'heap')
        assert.ok((heap?.bytesPerCall ?? 0) >= 12 && (heap?.bytesPerCall ?? 0) <= 48, reason)
      }
    })
  }

  test('in resident and external memory, and in what the addon tells', () => {
    for (const phase of phases) {
      for (const kind of ['resident', 'external', 'liveBytes'] as const) {
        const { status, reason } = judge(table(24, phase), { kind })
        assert.equal(status, 'fail', `${kind}, ${phase}: ${reason}`)
      }
    }
  })

  test('the reason says how far it rose in either run', () => {
    const { reason } = judge(table(20, 1))
    assert.match(
      reason,
      /^leaks [\d.]+ bytes per call of heap memory \(.*\), in steps: \d+ bytes in 120000 calls, \d+ bytes in 480000 calls$/,
    )
  })

  test('never passes beside a slope of 24 bytes a call', () => {
    for (const phase of phases) {
      const { growth } = judge(table(24, phase))
      assert.ok(!growth.some(({ status, bytesPerCall }) => status === 'pass' && bytesPerCall > 12))
    }
  })
})

describe('what fills up', () => {
  test('a cache passes, whether it is full in the warm-up or after as many as 280 000 calls', () => {
    for (const phase of phases.slice(0, 10)) {
      for (const most of [100, 3000, 30_000, 64_000, 100_000, 130_000, 170_000, 250_000, 280_000]) {
        const memory: Memory = calls => table(24, phase)(Math.min(calls, most)) + 40 * Math.min(calls, most)
        const { status, reason } = judge(memory, { noise: 4096 })
        assert.equal(status, 'pass', `${most}, ${phase}: ${reason}`)
      }
    }
  })

  test('strings that are interned once each, in whatever order they come', () => {
    for (const distinct of [1000, 10_000, 50_000]) {
      const seen = (calls: number) => distinct * (1 - Math.exp(-calls / distinct))
      const { status, reason } = judge(calls => 60 * seen(calls))
      assert.equal(status, 'pass', `${distinct}: ${reason}`)
    }
  })

  test('something that happens once, at any moment', () => {
    for (let at = 5000; at < 700_000; at += 5000) {
      const { status, reason } = judge(calls => (calls > at ? 2e6 : 0))
      assert.equal(status, 'pass', `${at}: ${reason}`)
    }
  })

  test('once in each run, wherever it happens: passes or is not judged', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomOf(seed)
      const growth = (calls: number) => {
        const at = random.int(0, 16)
        return run(done => (done > at * calls ? 2e6 : 0), calls, 'heap', 1, seed)
      }
      assert.notEqual(verdictOf(judgeRuns(growth(10_000), growth(40_000)), budget).status, 'fail', `${seed}`)
    }
  })

  test('a megabyte that comes and goes is never a leak', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { status, reason } = judge(() => 0, { kind: 'resident', noise: 1e6, seed })
      assert.notEqual(status, 'fail', `seed ${seed}: ${reason}`)
    }
  })

  test('a pass says what filled up, and what leak that may hide', () => {
    const filling = (calls: number) => run(done => (done > 12 * calls ? 1e6 : 0), calls, 'heap', 1, 1)
    const growth = judgeRuns(filling(10_000), filling(40_000))
    const { status, filled, resolution } = verdictOf(growth, budget)
    assert.equal(status, 'pass')
    assert.match(
      filled ?? '',
      /^heap memory filled up, 1000000 bytes in 120000 calls, 1000000 bytes in 480000 calls/,
    )
    assert.ok((resolution ?? 0) >= 1e6 / 480_000, `${resolution}`)
  })
})

test('what comes and goes passes where four times the calls leave no more, and the pass says what may hide', () => {
  const waves = (calls: number, high: number) =>
    run(done => (Math.round(done / calls) % 5 < 2 ? high : 0), calls, 'heap', 1, 1)
  const growth = judgeRuns(waves(10_000, 2e6), waves(40_000, 2e6))
  const { status, reason, resolution } = verdictOf(growth, budget)
  assert.equal(status, 'pass', reason)
  assert.ok((resolution ?? 0) > 8 && (resolution ?? 0) < 8.5, `${resolution}`)
})

test('a rise is counted from a quarter of the windows, and its late part while the calls double', () => {
  const series = Array.from({ length: 16 }, (_, i) => 10 * (i + 1))
  assert.deepEqual(stepGrowthOf(series), {
    whole: 120,
    wholeWindows: 12,
    early: 40,
    late: 90,
    lateWindows: 9,
    fall: 0,
  })
  assert.equal(stepGrowthOf([...series.slice(0, 12), 60, 70, 80, 200]).fall, 50)
  assert.equal(stepGrowthOf([...series.slice(0, 11), 500, ...series.slice(12)]).fall, 0)
})
