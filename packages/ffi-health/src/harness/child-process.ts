/** Runs a child process in a group of its own, with a time limit, and tells how it ended. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atExit } from './at-exit.js'
import type { ChildModule, Order } from './child-module.js'
import { lineReader, messagePipe, saysDone } from './messages.js'
import { limitTime } from './time-limit.js'

/** How a process ended. */
export type End =
  | { readonly kind: 'exit'; readonly code: number }
  /** With 0, as if all were well, before its work was done: somebody called `exit`. */
  | { readonly kind: 'early' }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }

/** What is known of a child process once it has ended. */
export interface Outcome<Message> {
  readonly end: End
  readonly messages: readonly Message[]
  /** The last that it wrote to standard error, and to standard output. */
  readonly output: string
  readonly durationMs: number
}

/** How to run a child process. */
export interface ChildOptions<Message> {
  /** What others on the machine take from it is not counted: see {@link limitTime}. */
  readonly timeoutMs: number
  /** The time limit is from each message to the next, instead of the whole run's. */
  readonly eachMessage?: boolean
  readonly nodeFlags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What to run Node under: a program with its arguments. */
  readonly under?: readonly string[]
  /** Called for each message as it arrives. */
  readonly onMessage?: (message: Message, kill: (signal: NodeJS.Signals) => void) => void
}

const main = fileURLToPath(new URL('./child-main.js', import.meta.url))
const keptOutput = 4000

/** Runs `module` with `task` in a fresh Node, and waits for its end, whatever end that is. */
export function runChild<Task, Message>(
  module: ChildModule<Task, Message>,
  task: Task,
  { timeoutMs, eachMessage = false, nodeFlags = [], env = {}, under = [], onMessage }: ChildOptions<Message>,
): Promise<Outcome<Message>> {
  const started = performance.now()
  const node = [process.execPath, '--enable-source-maps', ...nodeFlags, main]
  const [program = process.execPath, ...args] = [...under, ...node]
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32',
  })
  const forget = endWithParent(child)
  let timedOut = false
  const limit = limitTime(child.pid ?? 0, timeoutMs, () => {
    timedOut = true
    killGroup(child)
  })
  const messages: Message[] = []
  let output = ''
  let done = false
  const keep = (text: string) => {
    output = (output + text).slice(-keptOutput)
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const read = lineReader(message => {
    if (saysDone(message)) {
      done = true
      return
    }
    messages.push(message as Message)
    if (eachMessage) limit.refresh()
    onMessage?.(message as Message, signal => child.kill(signal))
  })
  const pipe = child.stdio[messagePipe]
  if (pipe !== null && pipe !== undefined && 'setEncoding' in pipe) pipe.setEncoding('utf8').on('data', read)

  const order: Order = { file: module.file, task }
  // A child that dies before it has read its order breaks the pipe; how it ended says more.
  child.stdin?.on('error', () => undefined).end(JSON.stringify(order))

  return new Promise((resolve, reject) => {
    child.on('error', error => {
      limit.clear()
      forget()
      reject(error)
    })
    // What a process leaves running must not keep its pipes open, nor outlive it.
    child.on('exit', () => killGroup(child))
    child.on('close', (code, signal) => {
      limit.clear()
      forget()
      const end: End = timedOut
        ? { kind: 'timeout', afterMs: timeoutMs }
        : signal !== null
          ? { kind: 'signal', signal }
          : code === 0 && !done
            ? { kind: 'early' }
            : { kind: 'exit', code: code ?? 0 }
      resolve({ end, messages, output, durationMs: performance.now() - started })
    })
  })
}

/**
 * Ends a process, which leads a group of its own, when this one ends.
 *
 * @returns what makes that needless.
 */
export function endWithParent(child: ChildProcess): () => void {
  return atExit(() => killGroup(child))
}

/** Ends a process and all that it started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}

/** `ended by SIGSEGV`, `exited with 1`, `did not end within 5 s`. */
export function describeEnd(end: End): string {
  switch (end.kind) {
    case 'exit':
      return end.code === 13 ? 'exited with 13, for a promise never settled' : `exited with ${end.code}`
    case 'early':
      return 'exited with 0 in the middle of its work'
    case 'signal':
      return `was ended by ${end.signal}`
    case 'timeout':
      return `did not end within ${Number((end.afterMs / 1000).toPrecision(3))} s`
  }
}

/** How a process ended, and the line of its output that tells most about it. */
export function describeOutcome({ end, output }: Pick<Outcome<unknown>, 'end' | 'output'>): string {
  const line = tellingLine(output)
  return line === '' ? describeEnd(end) : `${describeEnd(end)}: ${line}`
}

/** Lines of a warning of Node's own, which tells nothing of an end. */
const nodeWarning = /^\(node:\d+\) |^\(Use `node /

/** The first line that looks like an error, or the last. */
export function tellingLine(output: string): string {
  const lines = output.split('\n').filter(line => line.trim() !== '' && !nodeWarning.test(line))
  const trace = lines.findIndex(line => line.includes('JavaScript stack trace'))
  if (trace >= 0) return `in ${(lines[trace + 1] ?? '').replace(/^\s*1: /, '').slice(0, 300)}`
  const thrown = lines.findIndex(line => line.startsWith('terminate called'))
  // What C++ says of an exception that nobody caught takes two lines: its type, and its text.
  if (thrown >= 0)
    return lines
      .slice(thrown, thrown + 2)
      .map(line => line.trim())
      .join(' ')
      .slice(0, 300)
  const telling = lines.find(line => /^\s*(\w*Error\b|FATAL|ERROR:|Uncaught|Assertion)/.test(line))
  return (telling ?? lines.at(-1) ?? '').trim().slice(0, 300)
}
