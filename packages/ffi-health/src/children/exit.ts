/** Child: starts calls, waits for none, and ends as it is told. */

import type { ChildRun } from '../harness/child-module.js'
import { finish, sayDone } from '../harness/messages.js'
import type { ExitMessage, ExitTask } from '../measure/exit-manners.js'
import { randomOf } from '../random.js'
import { disposeOf, type OpenOperation, openSession, toolsFor } from '../session.js'

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
  // Whoever makes the calls gives back what they own before the process can end by itself: a watcher, a timer.
  if (manner === 'end') {
    await settled(pending)
    for (const result of results) await disposeOf(result)
    for (const { operation, own } of ready) await operation.teardown(own)
    await session.close()
  }
  if (manner === 'term-handler') process.on('SIGTERM', () => process.exit(0))
  // Work that is done before the signal arrives must not end the process.
  if (manner.startsWith('term')) setTimeout(() => process.exit(99), 30_000)
  sayDone()
  send({ kind: 'ending' })
  if (manner === 'exit') finish()
  if (manner === 'throw') {
    setImmediate(() => {
      throw new DeliberateError('thrown by ffi-health to see how the addon takes it')
    })
  }
}

/** Calls that keep the process alive come to their end; the others are left alone. */
async function settled(pending: readonly Promise<void>[]): Promise<void> {
  await Promise.race([
    Promise.all(pending),
    new Promise<void>(resolve => process.once('beforeExit', () => resolve())),
  ])
}

const kept: unknown[] = []
const results: unknown[] = []

function keep(value: unknown): void {
  kept.push(value)
}

function keepResult(value: unknown): void {
  results.push(value)
}
