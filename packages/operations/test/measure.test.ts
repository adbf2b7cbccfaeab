// Protects: what the tour and the benchmarks measure is what happens: times net of the loop, sessions no longer
// than they bear, crossings counted exactly, and a leak seen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Graph, runtime } from 'groggy'
import {
  bytesLeft,
  type Case,
  crossingsPerCall,
  emptyNativeCall,
  type Session,
  sink,
  time,
  watchLoop,
} from 'groggy-operations'

const effort = { rounds: 5, roundMs: 0.5, warmUpMs: 5 }

/** Spins for a number of microseconds at each call. */
function spinning(us: number): Case {
  return {
    open: () => ({
      run(count) {
        for (let i = 0; i < count; i++) {
          const end = performance.now() + us / 1000
          while (performance.now() < end);
        }
        return count
      },
      close: () => undefined,
    }),
  }
}

test('a call that takes 50 µs is measured so', async t => {
  // The empty loop is measured once, by the true clock.
  await time(spinning(1), effort)
  // A clock that goes by a microsecond whenever it is read: nothing else on the machine moves it.
  let nowMs = 0
  t.mock.method(performance, 'now', () => {
    nowMs += 0.001
    return nowMs
  })
  const before = sink.value
  const { ns, p10Ns, p90Ns, rounds, callsPerRound } = await time(spinning(50), effort)
  assert.ok(ns >= 50_000 && ns < 53_000, `${ns} ns`)
  assert.ok(p10Ns <= ns && ns <= p90Ns)
  assert.equal(rounds, 5)
  assert.ok(callsPerRound >= 5)
  assert.ok(sink.value > before, 'results are kept')
})

test('asynchronous calls are awaited', async () => {
  const measured: Case = {
    open: () => ({
      async run(count) {
        for (let i = 0; i < count; i++) await new Promise(resolve => setTimeout(resolve, 1))
        return count
      },
      close: () => undefined,
    }),
  }
  const { ns } = await time(measured, { rounds: 3, roundMs: 1, warmUpMs: 1 })
  assert.ok(ns >= 0.9e6, `${ns} ns`)
})

test('no session makes more calls than it bears, and each is closed', async () => {
  let opened = 0
  let closed = 0
  const measured: Case = {
    open(): Session {
      opened++
      let made = 0
      return {
        capacity: 10,
        run(count) {
          made += count
          assert.ok(made <= 10)
          return count
        },
        close() {
          closed++
        },
      }
    },
  }
  await time(measured, effort)
  await crossingsPerCall(measured)
  await bytesLeft([measured], 100)
  assert.ok(opened > 3)
  assert.equal(closed, opened)
})

test('crossings', async () => {
  assert.equal(await crossingsPerCall(emptyNativeCall), 1)
  assert.equal(await crossingsPerCall(spinning(1)), 0)
})

test('a graph that nobody closes is seen, and one that is closed leaves nothing', async () => {
  const kept: Graph[] = []
  const opening = (close: boolean): Case => ({
    open: () => ({
      run(count) {
        for (let i = 0; i < count; i++) {
          const graph = new Graph()
          graph.addNodes(100)
          if (close) graph.close()
          else kept.push(graph)
        }
        return count
      },
      close: () => undefined,
    }),
  })
  assert.equal(await bytesLeft([opening(true)], 500), 0)
  assert.ok((await bytesLeft([opening(false)], 50)) > 50 * 100)
  for (const graph of kept) graph.close()
})

test('a blocked event loop is seen', async () => {
  const { result, delay } = await watchLoop(async () => {
    await new Promise(resolve => setTimeout(resolve, 20))
    const end = performance.now() + 50
    while (performance.now() < end);
    return runtime.threads
  })
  assert.ok(result >= 1)
  assert.ok(delay.maxMs >= 45, `${delay.maxMs} ms`)
  assert.ok(delay.samples > 0)
})

test('an operation that becomes slower is measured all the same', { timeout: 600_000 }, async () => {
  let made = 0
  const measured: Case = {
    open: () => ({
      run(count) {
        for (let i = 0; i < count; i++) {
          const end = performance.now() + (made++ < 3 ? 0 : 0.6)
          while (performance.now() < end);
        }
        return count
      },
      close: () => undefined,
    }),
  }
  const { ns } = await time(measured, effort)
  assert.ok(ns >= 0.6e6, `${ns} ns`)
})
