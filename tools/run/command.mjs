// Runs other programs: quietly, with their output kept, and never leaving one behind.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './checkout.mjs'

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd] - default: the root of the checkout.
 * @property {Record<string, string | undefined>} [env] - set on top of this process's environment; undefined unsets.
 * @property {boolean} [verbose] - print the output as it comes, besides keeping it.
 * @property {string} [logFile] - write the whole output there too.
 * @property {number} [timeoutMs] - end the program and everything it started after this time. Default: {@link HANGS_MS}.
 * @property {(line: string) => void} [onStdoutLine] - takes each line of standard output, which is then not kept.
 *
 * @typedef {object} CommandResult
 * @property {number} code - exit code; -1 when the program could not be started or was ended.
 * @property {string} output - standard output and error as they came, the last 8 MiB of them.
 * @property {boolean} timedOut
 */

const KEPT_BYTES = 8 * 1024 * 1024
/** How long a program may take to end when it is asked to, before it is made to. */
const GRACE_MS = 3_000
const POLL_MS = 50
/** What has not ended by then hangs: far longer than anything takes, also on a machine that does much else. */
export const HANGS_MS = 6 * 3_600_000

/** Programs running now: all are ended, and waited for, when this process is told to stop. */
const running = new Set()

/** This process was told to stop: nothing that ends now may lead to something new being started. */
let stopping = false

/**
 * The program that has the terminal now.
 *
 * @type {import('node:child_process').ChildProcess | undefined}
 */
let inForeground

/**
 * Runs a program to its end. Standard input is empty.
 *
 * @param {string[]} command - program and arguments; no shell is involved.
 * @param {CommandOptions} options
 * @returns {Promise<CommandResult>}
 */
export function run(
  command,
  { cwd = root, env, verbose = false, logFile, timeoutMs = HANGS_MS, onStdoutLine } = {},
) {
  const [program, ...args] = command
  if (program === undefined) throw new TypeError('run() needs a program to run')
  return new Promise(resolve => {
    const log = logFile === undefined ? undefined : openLog(logFile)
    /** @type {Buffer[]} */
    const chunks = []
    let kept = 0
    let timedOut = false
    // A group of its own, so that a time-out ends what the program has started too.
    const child = spawn(program, args, {
      cwd,
      env: childEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    running.add(child)
    let timer = setTimeout(() => {
      timedOut = true
      // Programs of ours end what they started in groups of its own, and wait for it.
      endGroup(child, 'SIGTERM')
      timer = setTimeout(() => endGroup(child, 'SIGKILL'), 2 * GRACE_MS)
    }, timeoutMs)

    /** @param {Buffer} chunk */
    const keep = chunk => {
      chunks.push(chunk)
      kept += chunk.length
      while (kept > KEPT_BYTES && chunks.length > 1) kept -= chunks.shift()?.length ?? 0
      if (log !== undefined) writeSync(log, chunk)
      if (verbose) process.stderr.write(chunk)
    }
    child.stdout.on('data', onStdoutLine === undefined ? keep : lineSplitter(onStdoutLine))
    child.stderr.on('data', keep)
    child.on('error', error => keep(Buffer.from(`${error.message}\n`)))
    child.on('close', code => {
      clearTimeout(timer)
      running.delete(child)
      if (log !== undefined) closeSync(log)
      if (!stopping)
        resolve({ code: Math.max(code ?? -1, -1), output: Buffer.concat(chunks).toString('utf8'), timedOut })
    })
  })
}

/**
 * Hands the terminal over to a program: its input and output are this process's own.
 *
 * @param {string[]} command
 * @param {{ cwd?: string }} options
 * @returns {Promise<number>} the exit code to end with.
 */
export function handOver(command, { cwd = process.cwd() } = {}) {
  const [program, ...args] = command
  if (program === undefined) throw new TypeError('handOver() needs a program to run')
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit' })
    running.add(child)
    inForeground = child
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      if (!stopping) resolve(code ?? exitCodeOf(signal))
    })
  })
}

for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, async () => {
    stopping = true
    for (const child of running) {
      // A terminal has told the program that it was handed over to already.
      if (signal !== 'SIGINT' || child !== inForeground) endGroup(child, signal)
    }
    for (let waitedMs = 0; running.size > 0 && waitedMs < GRACE_MS; waitedMs += POLL_MS) await sleep(POLL_MS)
    for (const child of running) endGroup(child, 'SIGKILL')
    process.exit(exitCodeOf(signal))
  })
}

/** @param {Record<string, string | undefined>} [changes] */
function childEnvironment(changes) {
  /** @type {Record<string, string | undefined>} */
  const env = { ...process.env, ...changes }
  // A test runner that finds itself inside another one changes its output: each of ours is the outermost.
  delete env['NODE_TEST_CONTEXT']
  return env
}

/** @param {(line: string) => void} onLine */
function lineSplitter(onLine) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (/** @type {Buffer} */ chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}

/** @param {string} file */
function openLog(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  return openSync(file, 'w')
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function endGroup(child, signal) {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) {
      process.kill(-child.pid, signal)
    } else {
      child.kill(signal)
    }
  } catch {
    // It has no group of its own, or is gone already.
    child.kill(signal)
  }
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal === null ? 1 : 128 + (os.constants.signals[signal] ?? 0)
}
