/**
 * Invariant: a file that has nothing to say, such as a pipe that nobody writes to, holds up nobody: neither the thread
 * pool, nor a worker that is terminated, nor the end of the process.
 */

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Graph, runtime } from 'groggy'
import { bytesLeft } from './collect.js'
import { HANGS_MS } from './soon.js'

const skip = process.platform === 'win32' ? 'named pipes are not files here' : false

const folder = mkdtempSync(path.join(tmpdir(), 'groggy-pipes-'))
const pipe = path.join(folder, 'silent')
after(() => {
  try {
    // A waiting process hears of an end: also a process that fails these tests must be able to end.
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK))
  } catch {
    // Nobody waits.
  }
  rmSync(folder, { recursive: true, force: true })
})

if (skip === false) execFileSync('mkfifo', [pipe])

/** `promise`, or a failure that says what did not happen. */
async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  const late = new AbortController()
  const bound = delay(HANGS_MS, undefined, { signal: late.signal }).then(() => assert.fail(what))
  try {
    return await Promise.race([promise, bound])
  } finally {
    bound.catch(() => undefined)
    late.abort()
  }
}

/** The module that reads the pipe, in a process or worker of its own. */
const reader = (then: string): string => `
  import { Graph } from ${JSON.stringify(import.meta.resolve('groggy'))}
  const giveUp = new AbortController()
  const reading = Graph.read(${JSON.stringify(pipe)}, { signal: giveUp.signal }).catch(error => error)
  setTimeout(async () => { ${then} }, 50)
`

test('a cancelled read of a silent pipe frees its thread of the pool', { skip }, async () => {
  const giveUp = new AbortController()
  const reads = Array.from({ length: 2 * runtime.threads + 6 }, () =>
    Graph.read(pipe, { signal: giveUp.signal }),
  )
  const ended = Promise.allSettled(reads)
  await delay(50)
  giveUp.abort(new Error('enough'))
  for (const outcome of await soon(ended, 'reads did not end when they were given up')) {
    assert.equal(outcome.status === 'rejected' && outcome.reason.message, 'enough')
  }
  using graph = Graph.fromEdges({ source: [0, 1], target: [1, 2] })
  const { scores } = await soon(graph.pageRank({ offload: 'pool' }), 'the pool waits for a silent pipe')
  assert.equal(scores.length, 3)
  graph.close()
  assert.equal(await bytesLeft(), 0)
})

test('a process ends by itself after a read of a silent pipe was cancelled', { skip }, async () => {
  const program = reader('giveUp.abort(); await reading; process.stdout.write("given up")')
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let said = ''
    child.stdout.on('data', data => {
      said += data
    })
    const [code] = await soon(once(child, 'exit'), 'the process did not end after its read was given up')
    assert.deepEqual([code, said], [0, 'given up'])
  } finally {
    child.kill('SIGKILL')
  }
})

test('a worker that reads a silent pipe can be terminated', { skip }, async () => {
  const program = reader('(await import("node:worker_threads")).parentPort.postMessage("reads")')
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`))
  await once(worker, 'message')
  await soon(worker.terminate(), 'the worker was not gone after terminate()')
  assert.equal(await bytesLeft(), 0)
})
