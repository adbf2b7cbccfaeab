/** How a child process tells its parent what it found: JSON, a line each, through a pipe of its own. */

import { writeSync } from 'node:fs'
import { inspect } from 'node:util'

// Taken before any addon is there that may replace them.
const { parse, stringify } = JSON
const { from: bytesOf } = Buffer
const { exit } = process

/** The pipe's number in the child; 0 to 2 stay the addon's. */
export const messagePipe = 3

/** Sends a message; it has left the process when this returns, so that a crash afterwards loses nothing. */
export type Send<Message> = (message: Message) => void

/** Sends through the pipe, and waits while it is full. */
export function sendLine(message: unknown): void {
  const bytes = bytesOf(`${stringify(message)}\n`)
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

let isDone = false

/** What the last line of a child says; no message of a check looks like it. */
const done = { ffiHealth: 'done' }

/** Tells the parent that all work is done: an exit with 0 before is a finding, and not an end as it should be. */
export function sayDone(): void {
  if (isDone) return
  isDone = true
  sendLine(done)
}

/** Ends a child whose work is done, whatever it left running. */
export function finish(): never {
  sayDone()
  return exit.call(process, 0)
}

/** Ends a child whose work went wrong, also where a check has errors that nobody caught be passed over. */
export function failed(error: unknown): never {
  writeSync(2, `${inspect(error)}\n`)
  return exit.call(process, 1)
}

/** Whether a line is what {@link sayDone} sends. */
export function saysDone(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && Reflect.get(message, 'ffiHealth') === done.ffiHealth
  )
}

/** Cuts what arrives into lines, and hands on those that are JSON. */
export function lineReader(onMessage: (message: unknown) => void): (chunk: string) => void {
  let rest = ''
  return chunk => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      try {
        onMessage(parse(line))
      } catch {
        // A line that a crash cut short, or that the addon wrote by mistake.
      }
    }
  }
}
