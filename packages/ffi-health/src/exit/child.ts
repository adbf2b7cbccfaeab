/** Child: starts calls, waits for none, and ends as it is told. */

import type { ChildRun } from '../harness/child-module.js'
import { finish, sayDone } from '../harness/messages.js'
import { disposeOf, type OpenOperation, openSession, toolsFor } from '../session/session.js'
import { randomOf } from '../statistics/random.js'
import type { ExitMessage, ExitTask } from './manners.js'

/** What the parent must see as the end of the process that threw. */
class DeliberateError extends Error {
  override readonly name = 'DeliberateError'
}

export const run: ChildRun<ExitTask, ExitMessage> = async (
  { configUrl, operations, manner, calls, seed },
  send,
) => {
  const random = randomOf(seed)
  const session = await openSession(configUrl)
  // All is set up before anything starts: a turn of the event loop in between would let work end that is to be in
  // flight.
  const ready: { operation: OpenOperation; own: unknown }[] = []
  for (const name of operations) {
    const operation = session.operation(name)
    ready.push({ operation, own: await operation.setup() })
  }
  const pending: Promise<void>[] = []
  for (const { operation, own } of ready) {
    for (let i = 0; i < Math.min(calls, operation.facts.callsPerSetup ?? calls); i++) {
      try {
        // Results are kept alive to the end: finalizers then run while Node takes itself apart.
        pending.push(
          Promise.resolve(operation.run(own, i, toolsFor(operation))).then(keepResult, () => undefined),
        )
      } catch {
        // Declared errors; other checks judge them.
      }
    }
    keep(own)
  }
  keep(session)
  if (random.oneIn(2)) await new Promise(resolve => setTimeout(resolve, random.int(0, 3)))
  send({ kind: 'in flight' })
  // What keeps the process alive, such as a watcher or a timer, is given back by the caller. All else is
  // still open when the process ends by itself.
  if (manner === 'end' && !(await endsByItself(pending))) {
    for (const result of results) await disposeOf(result)
    for (const { operation, own } of ready) await operation.teardown(own)
    await session.close()
  }
  if (manner === 'term-handler') process.on('SIGTERM', () => process.exit(0))
  // Work that is done before the signal arrives must not end the process.
  if (manner.startsWith('term')) setTimeout(() => process.exit(99), 600_000)
  sayDone()
  send({ kind: 'ending' })
  if (manner === 'exit') finish()
  if (manner === 'throw') {
    setImmediate(() => {
      throw new DeliberateError('thrown by ffi-health to see how the addon takes it')
    })
  }
}

/** So long a process may take to find, after its calls have ended, that nothing is left to do. */
const GRACE_MS = 250

/** Whether the process has nothing left to do once its calls have ended; calls that nothing keeps alive are left alone. */
async function endsByItself(pending: readonly Promise<void>[]): Promise<boolean> {
  const idle = new Promise<boolean>(resolve => process.once('beforeExit', () => resolve(true)))
  const ended = await Promise.race([Promise.all(pending), idle])
  if (ended === true) return true
  return Promise.race([idle, new Promise<boolean>(resolve => setTimeout(resolve, GRACE_MS, false).unref())])
}

const kept: unknown[] = []
const results: unknown[] = []

function keep(value: unknown): void {
  kept.push(value)
}

function keepResult(value: unknown): void {
  results.push(value)
}
