/** Protects: a call that waits is not taken for one that others kept from the core, and the other way round. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { type CoreCounts, type CoreTime, coreTimeOf, judgeCoreTime } from '../dist/overhead/core-time.js'

describe('judgeCoreTime', () => {
  const computed: CoreCounts = { ns: 1e6, cpuNs: 1e6, queuedNs: 0, voluntary: 0, involuntary: 0 }
  const verdict = (counts: Partial<CoreCounts>) => judgeCoreTime({ ...computed, ...counts })
  /** A system that does not count the time in its queue. */
  const elsewhere = ({ queuedNs, ...counts }: CoreCounts) => judgeCoreTime(counts)

  test('what computes has its time by the clock', () => {
    const own = { ns: 1e6, waited: false, preempted: false }
    assert.deepEqual(verdict({}), own)
    assert.deepEqual(verdict({ cpuNs: 0.95e6, queuedNs: 0.05e6, involuntary: 1 }), own)
    assert.deepEqual(elsewhere(computed), own)
  })

  test('what is kept from the core says nothing, also where other threads of the process compute', () => {
    assert.equal(verdict({ cpuNs: 0.5e6, queuedNs: 0.5e6, involuntary: 1 }).preempted, true)
    assert.equal(verdict({ cpuNs: 1e6, queuedNs: 0.5e6, involuntary: 1 }).preempted, true)
    assert.equal(elsewhere({ ...computed, cpuNs: 0.5e6, involuntary: 1 }).preempted, true)
  })

  test('time that goes without a switch was taken from the machine as a whole', () => {
    assert.deepEqual(verdict({ cpuNs: 0.5e6 }), { ns: 1e6, waited: false, preempted: true })
    assert.equal(elsewhere({ ...computed, cpuNs: 0.5e6 }).preempted, true)
  })

  test('what waits has its time without what others took', () => {
    const waiting = { ns: 2e6, cpuNs: 1e4, voluntary: 1 }
    assert.deepEqual(verdict({ ...waiting, queuedNs: 1e6 }), { ns: 1e6, waited: true, preempted: false })
    assert.deepEqual(elsewhere({ ...computed, ...waiting }), { ns: 2e6, waited: true, preempted: false })
    assert.equal(elsewhere({ ...computed, ...waiting, involuntary: 1 }).preempted, true)
  })
})

describe('beside processes that keep every core busy', () => {
  const spinning = Array.from({ length: availableParallelism() }, () => 0)
  const others = spinning.map(() =>
    spawn(process.execPath, ['-e', 'process.stdout.write("."); for (;;);'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  before(() => Promise.all(others.map(({ stdout }) => once(stdout, 'data'))))
  after(() => {
    for (const other of others) other.kill('SIGKILL')
  })

  const timed = (work: () => void, count: number) => Array.from({ length: count }, () => coreTimeOf(work))
  /** The engine may wait for itself now and then, and a moment in which others had the core says nothing. */
  const mostWait = (times: readonly CoreTime[]) =>
    times.filter(({ waited }) => waited).length > times.length / 2

  test('a call that sleeps for a millisecond waits, and takes no less', () => {
    const never = new Int32Array(new SharedArrayBuffer(4))
    const times = timed(() => Atomics.wait(never, 0, 0, 1), 100)
    assert.ok(mostWait(times), JSON.stringify(times))
    for (const { ns, waited } of times) if (waited) assert.ok(ns >= 0.9e6, `${ns}`)
  })

  test('one that computes is kept from the core, and does not wait', {
    skip: process.platform === 'win32',
  }, () => {
    const compute = () => {
      const start = performance.now()
      while (performance.now() < start + 20);
    }
    const times = timed(compute, 40)
    assert.ok(!mostWait(times), JSON.stringify(times))
    while (!times.some(({ preempted }) => preempted)) {
      assert.ok(times.push(...timed(compute, 40)) < 1000, 'nobody else ever had the core')
    }
  })
})
