/** Ctrl-C: what runs is cancelled, and the command ends with 130. */

import { constants } from 'node:os'

/** The reason of a cancellation that a signal of the system asked for. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What the process ends with: 128 and the number of the signal. */
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'interrupted' : 'terminated')
    this.exitCode = 128 + constants.signals[signal]
  }
}

/**
 * A signal that aborts when the user presses Ctrl-C or the process is asked to end. A second Ctrl-C ends the
 * process at once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name)
      if (controller.signal.aborted) process.exit(interrupted.exitCode)
      controller.abort(interrupted)
    })
  }
  return controller.signal
}
