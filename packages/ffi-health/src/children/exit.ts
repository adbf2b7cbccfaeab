/** Child: starts calls, waits for none, and ends as it is told. */

import type { ChildRun } from '../harness/child-module.js'
import type { ExitMessage, ExitTask } from '../measure/exit-manners.js'
import { randomOf } from '../random.js'
import { type OpenOperation, openSession, toolsFor } from '../session.js'

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
  for (const { operation, own } of ready) {
    for (let i = 0; i < Math.min(calls, operation.facts.callsPerSetup ?? calls); i++) {
      try {
        // Results are kept alive to the end: finalizers then run while Node takes itself apart.
        Promise.resolve(operation.run(own, i, toolsFor(operation))).then(keep, () => undefined)
      } catch {
        // Declared errors; other checks judge them.
      }
    }
    keep(own)
  }
  keep(session)
  if (random.oneIn(2)) await new Promise(resolve => setTimeout(resolve, random.int(0, 3)))
  send({ kind: 'in flight' })
  switch (manner) {
    case 'end':
      return send({ kind: 'ending' })
    case 'exit':
      send({ kind: 'ending' })
      return process.exit(0)
    case 'throw':
      send({ kind: 'ending' })
      setImmediate(() => {
        throw new DeliberateError('thrown by ffi-health to see how the addon takes it')
      })
      break
    case 'term':
    case 'term-handler':
      if (manner === 'term-handler') process.on('SIGTERM', () => process.exit(0))
      // Work that is done before the signal arrives must not end the process.
      setTimeout(() => process.exit(99), 30_000)
      send({ kind: 'ending' })
  }
}

const kept: unknown[] = []

function keep(value: unknown): void {
  kept.push(value)
}
