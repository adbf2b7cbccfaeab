// `npm test [-- --only NAME,… | --list | --verbose]`: runs the steps of test-steps.mjs and sums them up.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { cacheDir } from './checkout.mjs'
import { run } from './command.mjs'
import { phase, seconds } from './progress.mjs'
import { checkCargo, checkNode, runMain, SetupError, setUp } from './setup.mjs'
import { steps } from './test-steps.mjs'

/**
 * @typedef {import('./test-steps.mjs').Step} Step
 *
 * @typedef {object} Outcome
 * @property {Step} step
 * @property {import('./totals.mjs').Totals} totals
 * @property {string} [problem] - why it failed, in a few words.
 * @property {number} ms
 */

const SHOWN_LINES = 150

await runMain(async () => {
  const { values: options } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  if (options.list) {
    for (const step of steps) console.log(`${step.name.padEnd(nameWidth(steps))}  ${step.about}`)
    return 0
  }
  const chosen = choose(options.only)
  checkNode()
  await checkCargo()
  await prepare(chosen, options.verbose)

  const start = performance.now()
  /** @type {Outcome[]} */
  const outcomes = []
  for (const step of chosen) {
    const outcome = await runStep(step, options.verbose)
    outcomes.push(outcome)
    console.log(reportLine(outcome, nameWidth(chosen)))
  }
  return summary(outcomes, performance.now() - start)
})

/**
 * @param {string[] | undefined} names
 * @returns {readonly Step[]}
 */
function choose(names) {
  if (names === undefined) return steps
  return names
    .flatMap(name => name.split(','))
    .map(name => {
      const found = steps.find(step => step.name === name)
      if (found === undefined) {
        const known = steps.map(step => step.name).join(', ')
        throw new SetupError(`There is no test step '${name}'; the steps are: ${known}.`)
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
async function prepare(chosen, verbose) {
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
 * @param {boolean} verbose
 * @returns {Promise<Outcome>}
 */
async function runStep(step, verbose) {
  const start = performance.now()
  const logFile = path.join(cacheDir, 'logs', `${step.name}.log`)
  const [program, ...args] = typeof step.command === 'function' ? step.command() : step.command
  const command = [program === 'node' ? process.execPath : String(program), ...args]
  const result = await phase(
    step.name,
    () => run(command, { env: step.env, verbose, logFile, timeoutMs: step.minutes * 60_000 }),
    { ending: false },
  )
  const ok = result.code === 0
  const totals = step.totals(result.output, ok)
  const problem = problemOf(step, result, totals)
  if (problem !== undefined) {
    if (totals.failed === 0) totals.failed = 1
    if (!verbose) showOutput(step, result.output, logFile)
  }
  return { step, totals, ms: performance.now() - start, ...(problem === undefined ? {} : { problem }) }
}

/**
 * @param {Step} step
 * @param {import('./command.mjs').CommandResult} result
 * @param {import('./totals.mjs').Totals} totals
 */
function problemOf(step, result, totals) {
  if (result.timedOut) return `took more than ${step.minutes} minutes`
  if (totals.failed > 0) return 'failed'
  if (result.code !== 0) return `ended with exit code ${result.code}`
  if (totals.passed + totals.skipped === 0) return 'ran no test'
  return undefined
}

/**
 * @param {Step} step
 * @param {string} output
 * @param {string} logFile
 */
function showOutput(step, output, logFile) {
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

/**
 * @param {Outcome[]} outcomes
 * @param {number} ms
 * @returns {number} the exit code.
 */
function summary(outcomes, ms) {
  const failing = outcomes.filter(outcome => outcome.problem !== undefined)
  console.log('')
  for (const { step, problem } of failing) {
    console.log(`${step.name} ${problem}; repeat it with: npm test -- --only ${step.name}`)
  }
  console.log(`${outcomes.length} ${outcomes.length === 1 ? 'step' : 'steps'} in ${seconds(ms)}`)
  const sum = (/** @type {keyof import('./totals.mjs').Totals} */ kind) =>
    outcomes.reduce((total, { totals }) => total + totals[kind], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
  return failing.length === 0 && outcomes.length > 0 ? 0 : 1
}

/** @param {readonly Step[]} some */
function nameWidth(some) {
  return Math.max(...some.map(step => step.name.length))
}
