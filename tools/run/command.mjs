// Runs other programs, keeps their output, and ends them when this process is told to stop.
import { spawn } from 'node:child_process'
import os from 'node:os'
import { root } from './checkout.mjs'

/**
 * @typedef {object} Options
 * @property {string} [cwd] - default: the root of the checkout.
 * @property {Record<string, string | undefined>} [env] - set on top of this process's environment; undefined unsets.
 * @property {boolean} [inherit] - let the program use this process's input and output; nothing is kept.
 * @property {boolean} [verbose] - print the output as it comes, on standard error.
 * @property {number} [hangsAfterMs] - when it is ended, with all that it started; default: never.
 *
 * @typedef {object} Result
 * @property {number} code - exit code; -1 when the program could not be started or was killed.
 * @property {string} output - standard output and error as they came.
 * @property {string} stdout
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/**
 * Runs a program to its end.
 *
 * @param {readonly string[]} command - program and arguments; no shell is involved.
 * @param {Options} options
 * @returns {Promise<Result>}
 */
export function run(
  [program = '', ...args],
  { cwd = root, env, inherit = false, verbose = false, hangsAfterMs } = {},
) {
  const result = { code: -1, output: '', stdout: '' }
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd,
      // A test runner that finds itself inside another changes its output: each of ours is the outermost.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a signal ends what it started too.
      detached: !inherit && process.platform !== 'win32',
      windowsHide: true,
    })
    running.add(child)
    const keep = (/** @type {string} */ text) => {
      result.output += text
      if (verbose) process.stderr.write(text)
    }
    child.stdout?.setEncoding('utf8').on('data', text => {
      result.stdout += text
      keep(text)
    })
    child.stderr?.setEncoding('utf8').on('data', keep)
    const watch =
      hangsAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            keep(`ended: it had not come to an end after ${hangsAfterMs / 60_000} minutes\n`)
            end(child, 'SIGKILL')
          }, hangsAfterMs)
    child.on('error', error => keep(`${error.message}\n`))
    child.on('close', code => {
      clearTimeout(watch)
      running.delete(child)
      result.code = Math.max(code ?? -1, -1)
      resolve(result)
    })
  })
}

/**
 * Does some work, and says on standard error what is going on when it takes longer than a moment.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function phase(what, work) {
  const start = performance.now()
  const first = setTimeout(() => process.stderr.write(`${what} …\n`), 500)
  const again = setInterval(() => process.stderr.write(`${what} … ${seconds(start)}\n`), 60_000)
  try {
    return await work()
  } finally {
    clearTimeout(first)
    clearInterval(again)
  }
}

/** @param {number} start - on the clock of `performance.now()`. */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}

/**
 * Ends a program with all that it started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  try {
    process.kill(-Number(child.pid), signal)
  } catch {
    child.kill(signal)
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    for (const child of running) end(child, 'SIGTERM')
    process.exit(128 + os.constants.signals[signal])
  })
}
