/** Protects: a process that others keep from the core is not taken for one that hangs, and one that hangs is found. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { limitTime, queuedMsOf, within } from '../dist/harness/time-limit.js'

// The limits keep no process alive.
const alive = setInterval(() => undefined, 1000)
test.after(() => clearInterval(alive))

const limitMs = 40

/** A process one of whose threads waits for a core until so many looks were made; then none does. */
function queueing(until: number) {
  const start = performance.now()
  const seen = { looks: 0 }
  let queued = 0
  const look = () => {
    if (++seen.looks <= until) queued = performance.now() - start
    return new Map([
      ['main', queued],
      ['other', 0],
    ])
  }
  return { look, seen }
}

test('time in which a thread waits for a core is not counted, and what comes after it is', async () => {
  const { look, seen } = queueing(30)
  await new Promise<void>(resolve => limitTime(process.pid, limitMs, resolve, look))
  assert.ok(seen.looks > 30, `${seen.looks} looks`)
})

test('a limit begins again with each refresh, and ends with clear()', async () => {
  let late = 0
  const limit = limitTime(
    process.pid,
    limitMs,
    () => late++,
    () => new Map(),
  )
  const refreshing = setInterval(limit.refresh, 1)
  await wait(5 * limitMs)
  assert.equal(late, 0)
  clearInterval(refreshing)
  while (late === 0) await wait(1)
  const cleared = limitTime(
    process.pid,
    limitMs,
    () => late++,
    () => new Map(),
  )
  cleared.clear()
  await wait(5 * limitMs)
  assert.equal(late, 1)
})

test('within() gives what is there in time, and else what was said', async () => {
  const never = new Promise<string>(() => undefined)
  assert.equal(await within(Promise.resolve('done'), 600_000, 'late'), 'done')
  assert.equal(await within(never, limitMs, 'late'), 'late')
  await assert.rejects(within(Promise.reject(new RangeError('no')), 600_000, 'late'), RangeError)
})

test('a thread that computes beside others waits for a core, by the count of the system', {
  skip: queuedMsOf(process.pid).size === 0 ? 'the system does not count it' : false,
}, async () => {
  const others = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  )
  const queued = () => Math.max(...queuedMsOf(process.pid).values())
  const before = queued()
  // That others never take a core from it would be a hang.
  while (queued() < before + 20);
  for (const other of others) other.kill('SIGKILL')
})
