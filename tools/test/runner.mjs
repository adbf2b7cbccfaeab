// Runs steps one after another and sums up what they ran.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SetupError, setUp } from '../build/setup.mjs'
import { cacheDir } from '../run/checkout.mjs'
import { phase, run, seconds } from '../run/command.mjs'

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {{ step: Step, totals: import('./totals.mjs').Totals, output: string, problem: string, ms: number }} Outcome
 */

const SHOWN_LINES = 150
const SLOWEST = 10
const KINDS = /** @type {const} */ (['passed', 'failed', 'skipped'])

/**
 * The rows of these names, in the order of the table; all without any.
 *
 * @template {{ name: string }} T
 * @param {readonly T[]} rows
 * @param {string[] | undefined} names - each may hold several, with commas between.
 * @returns {readonly T[]}
 */
export function choose(rows, names) {
  const wanted = names?.flatMap(name => name.split(','))
  const unknown = wanted?.find(name => !rows.some(row => row.name === name))
  if (unknown !== undefined) {
    throw new SetupError(`unknown name "${unknown}"; expected one of ${rows.map(row => row.name).join(', ')}`)
  }
  return wanted === undefined ? rows : rows.filter(row => wanted.includes(row.name))
}

/**
 * Sets up what the steps need between them. When that fails, it counts as a failed test.
 *
 * @param {readonly Step[]} steps
 * @param {boolean} verbose
 */
export async function prepare(steps, verbose) {
  try {
    await setUp(
      steps.flatMap(step => step.needs),
      verbose,
    )
  } catch (error) {
    if (error instanceof SetupError) console.log('set-up failed: no test ran\n0 passed, 1 failed, 0 skipped')
    throw error
  }
}

/**
 * @param {Step} step
 * @param {boolean} verbose
 * @param {string} logName
 * @returns {Promise<Outcome>} with a problem that is empty when it passed.
 */
export async function runStep(step, verbose, logName = step.name) {
  const start = performance.now()
  const [program = '', ...args] = step.command()
  const options = verbose ? { onOutput: (/** @type {string} */ text) => process.stderr.write(text) } : {}
  const { code, output } = await phase(logName, () =>
    run([program === 'node' ? process.execPath : program, ...args], { env: step.env, ...options }),
  )
  mkdirSync(path.join(cacheDir, 'logs'), { recursive: true })
  writeFileSync(path.join(cacheDir, 'logs', `${logName}.log`), output)
  const totals = step.totals(output, code === 0)
  const ran = totals.passed > 0 || (step.skippable && totals.skipped > 0)
  const problem =
    totals.failed > 0 ? 'failed' : code !== 0 ? `ended with exit code ${code}` : ran ? '' : 'ran no test'
  if (problem !== '') totals.failed = Math.max(totals.failed, 1)
  return { step, totals, output, problem, ms: performance.now() - start }
}

/**
 * Runs steps, shows the output of those that fail, and sums up.
 *
 * @param {readonly Step[]} steps
 * @param {boolean} verbose
 * @returns {Promise<number>} the exit code.
 */
export async function runSteps(steps, verbose) {
  const start = performance.now()
  const width = Math.max(...steps.map(step => step.name.length))
  /** @type {Outcome[]} */
  const outcomes = []
  for (const step of steps) {
    const { name } = step
    const outcome = await runStep(step, verbose)
    outcomes.push(outcome)
    const { totals, problem, output, ms } = outcome
    if (problem !== '' && !verbose) {
      const end = output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')
      console.log(`\n──── ${name}: the end of .cache/logs/${name}.log ────\n${end}\n────\n`)
    }
    const counts = KINDS.filter(kind => kind === 'passed' || totals[kind] > 0).map(
      kind => `${totals[kind]} ${kind}`,
    )
    const line = `${name.padEnd(width)}  ${counts.join(', ').padEnd(24)} ${(ms / 1000).toFixed(1).padStart(6)} s`
    console.log(`${problem === '' ? '✓' : '✗'} ${line}  ${problem}`.trimEnd())
  }
  const failing = outcomes.filter(({ problem }) => problem !== '')
  console.log('')
  for (const { step, problem } of failing) {
    console.log(`${step.name} ${problem}; to repeat it: npm test -- --only ${step.name}`)
  }
  const slowest = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST)
  if (outcomes.length > SLOWEST) {
    console.log(
      `slowest: ${slowest.map(({ step, ms }) => `${step.name} ${Math.round(ms / 1000)} s`).join(', ')}`,
    )
  }
  console.log(`${outcomes.length} ${outcomes.length === 1 ? 'step' : 'steps'} in ${seconds(start)}`)
  const sums = KINDS.map(kind => `${outcomes.reduce((sum, { totals }) => sum + totals[kind], 0)} ${kind}`)
  console.log(sums.join(', '))
  return failing.length === 0 && outcomes.length > 0 ? 0 : 1
}
