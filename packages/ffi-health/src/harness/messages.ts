/** How a child process tells its parent what it found: JSON, a line each, through a pipe of its own. */

import { writeSync } from 'node:fs'

/** The pipe's number in the child; 0 to 2 stay the addon's. */
export const messagePipe = 3

/** Sends a message; it has left the process when this returns, so that a crash afterwards loses nothing. */
export type Send<Message> = (message: Message) => void

/** Sends through the pipe, and waits while it is full. */
export function sendLine(message: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`)
  let sent = 0
  while (sent < bytes.length) {
    try {
      sent += writeSync(messagePipe, bytes, sent)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

/** Cuts what arrives into lines, and hands on those that are JSON. */
export function lineReader(onMessage: (message: unknown) => void): (chunk: string) => void {
  let rest = ''
  return chunk => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      try {
        onMessage(JSON.parse(line))
      } catch {
        // A line that a crash cut short, or that the addon wrote by mistake.
      }
    }
  }
}
