// Runs steps - programs whose end and output say how many tests passed - one after another, and sums them up.
import path from 'node:path'
import { SetupError, setUp } from '../build/setup.mjs'
import { cacheDir } from '../run/checkout.mjs'
import { HANGS_MS, run } from '../run/command.mjs'
import { phase, seconds } from '../run/progress.mjs'

/**
 * @typedef {object} Step
 * @property {string} name - for `--only`, the log file and the report.
 * @property {string} about - what it shows when it passes.
 * @property {string[] | (() => string[])} command - program and arguments; a function is asked after set-up.
 * @property {import('../build/setup.mjs').Part[]} needs - what must be set up before.
 * @property {import('./totals.mjs').TotalsReader} totals - how to count what it ran; default: one check.
 * @property {Record<string, string>} env - set for this step.
 * @property {boolean} [skippable] - all of it may be skipped; else something has to pass.
 *
 * @typedef {object} Outcome
 * @property {Step} step
 * @property {import('./totals.mjs').Totals} totals
 * @property {string} output
 * @property {string} logFile - with the whole output.
 * @property {string} [problem] - why it failed, in a few words.
 * @property {number} ms
 */

const SHOWN_LINES = 150

/**
 * The steps of these names, in the order of the names; all without any.
 *
 * @template {Step} S
 * @param {readonly S[]} steps
 * @param {string[] | undefined} names - each may hold several, with commas between.
 * @returns {readonly S[]}
 */
export function choose(steps, names) {
  if (names === undefined) return steps
  return names
    .flatMap(name => name.split(','))
    .map(name => {
      const found = steps.find(step => step.name === name)
      if (found === undefined) {
        const known = steps.map(step => step.name).join(', ')
        throw new SetupError(`There is nothing called '${name}' to run; there are: ${known}.`)
      }
      return found
    })
}

/**
 * Sets up, once, what the steps need between them; nothing runs on a checkout that does not build.
 *
 * @param {readonly Step[]} chosen
 * @param {boolean} verbose
 */
export async function prepare(chosen, verbose) {
  const needs = [...new Set(chosen.flatMap(step => step.needs))]
  if (needs.length === 0) return
  try {
    await setUp(needs, { verbose })
  } catch (error) {
    if (error instanceof SetupError)
      console.log('set-up failed, so no test ran\n\n0 passed, 1 failed, 0 skipped')
    throw error
  }
}

/**
 * @param {Step} step
 * @param {{ verbose?: boolean, logName?: string }} options
 * @returns {Promise<Outcome>}
 */
export async function runStep(step, { verbose = false, logName = step.name } = {}) {
  const start = performance.now()
  const logFile = path.join(cacheDir, 'logs', `${logName}.log`)
  const [program, ...args] = typeof step.command === 'function' ? step.command() : step.command
  const command = [program === 'node' ? process.execPath : String(program), ...args]
  const result = await phase(logName, () => run(command, { env: step.env, verbose, logFile }), {
    ending: false,
  })
  const totals = step.totals(result.output, result.code === 0)
  const problem = problemOf(step, result, totals)
  if (problem !== undefined && totals.failed === 0) totals.failed = 1
  const { output } = result
  const ms = performance.now() - start
  return { step, totals, output, logFile, ms, ...(problem === undefined ? {} : { problem }) }
}

/**
 * Runs steps, shows the output of those that fail, and sums up.
 *
 * @param {readonly Step[]} chosen
 * @param {{ verbose: boolean, again: (step: Step) => string }} options - `again`: the command that repeats a step.
 * @returns {Promise<number>} the exit code.
 */
export async function runSteps(chosen, { verbose, again }) {
  const start = performance.now()
  /** @type {Outcome[]} */
  const outcomes = []
  for (const step of chosen) {
    const outcome = await runStep(step, { verbose })
    outcomes.push(outcome)
    if (outcome.problem !== undefined && !verbose) showOutput(outcome)
    console.log(reportLine(outcome, nameWidth(chosen)))
  }
  const failing = outcomes.filter(outcome => outcome.problem !== undefined)
  console.log('')
  for (const { step, problem } of failing)
    console.log(`${step.name} ${problem}; repeat it with: ${again(step)}`)
  console.log(
    `${outcomes.length} ${outcomes.length === 1 ? 'step' : 'steps'} in ${seconds(performance.now() - start)}`,
  )
  const sum = (/** @type {keyof import('./totals.mjs').Totals} */ kind) =>
    outcomes.reduce((total, { totals }) => total + totals[kind], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
  return failing.length === 0 && outcomes.length > 0 ? 0 : 1
}

/** @param {readonly Step[]} steps - their names, with what they show. */
export function list(steps) {
  for (const { name, about } of steps) console.log(`${name.padEnd(nameWidth(steps))}  ${about}`)
}

/**
 * @param {Step} step
 * @param {import('../run/command.mjs').CommandResult} result
 * @param {import('./totals.mjs').Totals} totals
 */
function problemOf(step, result, totals) {
  if (result.timedOut) return `had not ended after ${HANGS_MS / 3_600_000} hours`
  if (totals.failed > 0) return 'failed'
  if (result.code !== 0) return `ended with exit code ${result.code}`
  if (totals.passed === 0 && !(step.skippable === true && totals.skipped > 0)) return 'nothing passed'
  return undefined
}

/** @param {Outcome} outcome */
export function showOutput({ step, output, logFile }) {
  const lines = output.trimEnd().split('\n')
  const shown = lines.slice(-SHOWN_LINES)
  console.log(
    `\n──── ${step.name}${shown.length < lines.length ? `, the last ${SHOWN_LINES} lines` : ''} ────`,
  )
  console.log(shown.join('\n'))
  console.log(`──── whole output: ${path.relative(process.cwd(), logFile)} ────\n`)
}

/**
 * @param {Outcome} outcome
 * @param {number} width
 */
function reportLine({ step, totals, problem, ms }, width) {
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`
  const counts = `${totals.passed} passed${totals.failed === 0 ? '' : `, ${totals.failed} failed`}${skipped}`
  const mark = problem === undefined ? '✓' : '✗'
  return `${mark} ${step.name.padEnd(width)}  ${counts.padEnd(24)} ${seconds(ms).padStart(7)}${problem === undefined ? '' : `  ${problem}`}`
}

/** @param {readonly Step[]} some */
function nameWidth(some) {
  return Math.max(...some.map(step => step.name.length))
}
