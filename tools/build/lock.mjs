// One set-up at a time per checkout.
//
// The lock is a folder that holds one file, named after its owner; the owner touches the file every second.
// Both ways of getting the lock are a single atomic rename, so of any number of contenders one wins:
// - free: a prepared folder is renamed onto the lock's name (fails while a non-empty folder is there);
// - abandoned: the dead owner's file is renamed to one's own name (fails for all but the first).
// Abandoned means: the owner's process is gone from this machine, or its file was not touched while we
// watched for `staleMs` of our own clock. A crash therefore delays the next run, and never blocks it.
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const TOUCH_MS = 1_000
const POLL_MS = 200
const STALE_MS = 15_000

/**
 * Runs `work` while holding the lock, and lets it go afterwards, whatever happens.
 *
 * @template T
 * @param {string} folder - the lock's own path; its parent is created when missing.
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (ownerPid: number) => void, staleMs?: number }} options - `onWait` is called once, when
 *   somebody else holds the lock.
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, { onWait, staleMs = STALE_MS } = {}) {
  const owner = `${process.pid}@${os.hostname()}@${process.hrtime.bigint().toString(36)}`
  await acquire(folder, owner, staleMs, onWait)
  const file = path.join(folder, owner)
  const touching = setInterval(() => touch(file), TOUCH_MS)
  const release = () => {
    clearInterval(touching)
    rmSync(file, { force: true })
    removeIfEmpty(folder)
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/**
 * @param {string} folder
 * @param {string} owner
 * @param {number} staleMs
 * @param {((ownerPid: number) => void) | undefined} onWait
 */
async function acquire(folder, owner, staleMs, onWait) {
  mkdirSync(path.dirname(folder), { recursive: true })
  let watched = { holder: '', touched: 0, since: 0 }
  let told = false
  for (;;) {
    const holder = currentHolder(folder)
    if (holder === undefined) {
      if (tryCreate(folder, owner)) return
    } else {
      const touched = lastTouched(path.join(folder, holder))
      const now = performance.now()
      if (holder !== watched.holder || touched !== watched.touched) watched = { holder, touched, since: now }
      if ((processIsGone(holder) || now - watched.since > staleMs) && tryTakeOver(folder, holder, owner))
        return
      if (!told) onWait?.(Number.parseInt(holder, 10))
      told = true
    }
    await sleep(POLL_MS)
  }
}

/**
 * @param {string} folder
 * @param {string} owner
 */
function tryCreate(folder, owner) {
  const prepared = `${folder}.${owner}`
  mkdirSync(prepared)
  writeFileSync(path.join(prepared, owner), '')
  try {
    renameSync(prepared, folder)
    return true
  } catch {
    rmSync(prepared, { recursive: true, force: true })
    return false
  }
}

/**
 * @param {string} folder
 * @param {string} holder
 * @param {string} owner
 */
function tryTakeOver(folder, holder, owner) {
  try {
    renameSync(path.join(folder, holder), path.join(folder, owner))
    touch(path.join(folder, owner))
    return true
  } catch {
    return false
  }
}

/** @param {string} folder */
function currentHolder(folder) {
  try {
    return readdirSync(folder)[0]
  } catch {
    return undefined
  }
}

/** @param {string} file */
function lastTouched(file) {
  try {
    return statSync(file).mtimeMs
  } catch {
    return 0
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // The folder was deleted under us: the work goes on, and there is nothing left to release.
  }
}

/** @param {string} holder - `pid@host@…`; a process of another machine is never known to be gone. */
function processIsGone(holder) {
  const [pid, host] = holder.split('@')
  if (host !== os.hostname()) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    // Fails, as it should, on a folder that somebody else has just taken.
    rmdirSync(folder)
  } catch {
    // Not empty, or gone.
  }
}
