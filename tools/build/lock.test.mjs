// Protects: two set-ups of one checkout never run at the same time, and a crashed one blocks nobody for long.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from './lock.mjs'

const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-lock-'))
after(() => rmSync(folder, { recursive: true }))

test('contenders run one after another, and nothing is left behind', async () => {
  const lock = path.join(folder, 'a.lock')
  let inside = 0
  let runs = 0
  const work = async () => {
    inside++
    assert.equal(inside, 1)
    await sleep(5)
    inside--
    runs++
  }
  await Promise.all(Array.from({ length: 8 }, () => withLock(lock, work)))
  assert.equal(runs, 8)
  assert.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('a.lock')),
    [],
  )
})

test('the lock is let go when the work fails', async () => {
  const lock = path.join(folder, 'b.lock')
  await assert.rejects(
    withLock(lock, async () => {
      throw new Error('broken')
    }),
    /broken/,
  )
  assert.equal(existsSync(lock), false)
})

test('a lock whose process is gone is taken over at once, by one contender only', async () => {
  const lock = path.join(folder, 'c.lock')
  mkdirSync(lock)
  writeFileSync(path.join(lock, `999999999@${os.hostname()}@0`), '')
  let inside = 0
  const work = async () => {
    inside++
    assert.equal(inside, 1)
    await sleep(5)
    inside--
  }
  await Promise.all(Array.from({ length: 4 }, () => withLock(lock, work)))
})

test('a lock of another machine is waited for, and taken over when it is no longer touched', async () => {
  const lock = path.join(folder, 'd.lock')
  mkdirSync(lock)
  writeFileSync(path.join(lock, '17@some-other-machine@0'), '')
  let waitedFor = 0
  const start = performance.now()
  await withLock(lock, async () => undefined, { staleMs: 500, onWait: pid => (waitedFor = pid) })
  assert.ok(performance.now() - start >= 500)
  assert.equal(waitedFor, 17)
})

test('a folder left empty by a crash blocks nobody', async () => {
  const lock = path.join(folder, 'e.lock')
  mkdirSync(lock)
  await withLock(lock, async () => undefined)
  assert.equal(existsSync(lock), false)
})
