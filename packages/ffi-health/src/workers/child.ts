/** Child: starts workers and ends them at random moments. */

import { Worker } from 'node:worker_threads'
import { forEach } from '../checks/check.js'
import type { ChildRun } from '../harness/child-module.js'
import { finish, type Send } from '../harness/messages.js'
import { within } from '../harness/time-limit.js'
import { collectGarbage, openSession } from '../session/session.js'
import { type Random, randomOf } from '../statistics/random.js'
import {
  type WorkerOrder,
  type WorkersMessage,
  type WorkersTask,
  type WorkerWord,
  workerDone,
} from './storm.js'

const thread = new URL('./worker-thread.js', import.meta.url)

export const run: ChildRun<WorkersTask, WorkersMessage> = async (task, send) => {
  // As in a server: the addon is in use on the main thread while workers come and go.
  const session = await openSession(task.configUrl)
  // What the first workers make may be the process's own: threads, tables that have grown. What every worker leaves
  // behind shows in each later part.
  const left: number[] = []
  for (const seeds of inParts(task.seeds, 3)) {
    const before = await liveBytes(session)
    await forEach(seeds, seed => storm(task, seed, send), task.atOnce)
    left.push((await liveBytes(session)) - before)
  }
  const [, second = 0, third = 0] = left
  if (second > 0 && third > 0) {
    const reason = `${second} and ${third} bytes of native memory are live more than before as many workers, which are gone`
    send({ kind: 'trouble', seed: task.seeds[0] ?? 0, operation: '(all together)', reason })
  }
  await session.close()
  finish()
}

function inParts<T>(list: readonly T[], count: number): T[][] {
  const edge = (part: number) => Math.floor((part * list.length) / count)
  return Array.from({ length: count }, (_, part) => list.slice(edge(part), edge(part + 1)))
}

/** Once what can go has gone; 0 where the addon does not tell. */
async function liveBytes(session: Awaited<ReturnType<typeof openSession>>): Promise<number> {
  await collectGarbage(4)
  return (await session.nativeMemory?.())?.['liveBytes'] ?? 0
}

async function storm(
  { configUrl, operations, terminateMs }: WorkersTask,
  seed: number,
  send: Send<WorkersMessage>,
) {
  send({ kind: 'started', seed })
  const random = randomOf(seed)
  const where = new Int32Array(new SharedArrayBuffer(8))
  const order: WorkerOrder = { configUrl, operations, seed, calls: random.oneIn(5) ? 20 : 1_000_000, where }
  const worker = new Worker(thread, { workerData: order })
  let ending = false
  let trouble: Extract<WorkerWord, { kind: 'trouble' }> | undefined
  const ended = new Promise<void>(resolve =>
    worker.once('exit', code => {
      // Nobody ended it yet, and it did not come to its end.
      if (!ending && Atomics.load(where, 0) !== workerDone) {
        const reason = `the worker exited with ${code} in the middle of its work`
        trouble ??= { kind: 'trouble', operation: at(where, operations), reason }
      }
      resolve()
    }),
  )
  const ready = new Promise<void>(resolve => {
    worker.on('message', (word: WorkerWord) => {
      if (word.kind === 'trouble') trouble = word
      resolve()
    })
    worker.once('exit', () => resolve())
  })
  worker.on('error', error => {
    trouble ??= {
      kind: 'trouble',
      operation: at(where, operations),
      reason: `the worker failed: ${error.message}`,
    }
  })
  await moment(random, ready, ended)
  ending = true
  const gone = await within(
    worker.terminate().then(() => true),
    terminateMs,
    false,
  )
  if (!gone) {
    const reason = `terminate() was not done after ${terminateMs} ms`
    send({ kind: 'trouble', seed, operation: at(where, operations), reason })
    // The thread cannot be ended: nothing after it would be worth anything.
    finish()
  }
  if (trouble !== undefined) send({ ...trouble, seed })
  send({ kind: 'ended', seed, calls: Atomics.load(where, 1) })
}

/** Waits for the moment to end the worker: while it loads, soon after, or once it has ended by itself. */
async function moment(random: Random, ready: Promise<void>, ended: Promise<void>): Promise<void> {
  const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
  if (random.oneIn(4)) return await wait(random.int(0, 60))
  await ready
  const limit = random.oneIn(4) ? 200 : random.int(0, 25)
  await Promise.race([ended, wait(limit)])
}

function at(where: Int32Array, operations: readonly string[]): string {
  const place = Atomics.load(where, 0)
  return place < 2 ? '(load)' : (operations[place - 2] ?? '(load)')
}
