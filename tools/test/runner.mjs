// Runs steps one after another and sums up what they ran.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDir } from '../run/checkout.mjs'
import { phase, run, seconds } from '../run/command.mjs'
import { SetupError, setUp } from '../setup/setup.mjs'

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {{ name: string, totals: import('./totals.mjs').Totals, output: string, problem: string, ms: number }} Outcome
 */

const SHOWN_LINES = 150
const SLOWEST = 10
/** Far above what any step takes on a busy machine: past it a step hangs. */
const HANGS_AFTER_MS = 45 * 60_000
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
 * @param {{ verbose: boolean }} options
 */
export async function prepare(steps, options) {
  try {
    await setUp([...steps.flatMap(step => step.needs)], options)
  } catch (error) {
    if (error instanceof SetupError) console.log('set-up failed: no test ran\n0 passed, 1 failed, 0 skipped')
    throw error
  }
}

/**
 * @param {Step} step
 * @param {{ verbose: boolean }} options
 * @returns {Promise<Outcome>} with a problem that is empty when it passed.
 */
export async function runStep({ name, command, env, totals: count, skippable }, options) {
  const start = performance.now()
  const words = command().map((word, at) => (at === 0 && word === 'node' ? process.execPath : word))
  const { code, output } = await phase(name, () =>
    run(words, { env, verbose: options.verbose, hangsAfterMs: HANGS_AFTER_MS }),
  )
  mkdirSync(path.join(cacheDir, 'logs'), { recursive: true })
  writeFileSync(path.join(cacheDir, 'logs', `${name}.log`), output)
  const totals = count(output, code === 0)
  const ran = totals.passed > 0 || (skippable && totals.skipped > 0)
  const ended = code === 0 ? '' : `ended with exit code ${code}`
  const problem = totals.failed > 0 ? 'failed' : ended || (ran ? '' : 'ran no test')
  if (problem !== '') totals.failed = Math.max(totals.failed, 1)
  return { name, totals, output, problem, ms: performance.now() - start }
}

/**
 * Runs steps, shows the output of those that fail, and sums up.
 *
 * @param {readonly Step[]} steps
 * @param {{ verbose: boolean }} options
 * @returns {Promise<number>} the exit code.
 */
export async function runSteps(steps, options) {
  const start = performance.now()
  const width = Math.max(...steps.map(step => step.name.length))
  /** @type {Outcome[]} */
  const outcomes = []
  for (const step of steps) {
    const outcome = await runStep(step, options)
    outcomes.push(outcome)
    const { name, totals, problem, output, ms } = outcome
    if (problem !== '' && !options.verbose) {
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
  for (const { name, problem } of failing)
    console.log(`${name} ${problem}; to repeat it: npm test -- --only ${name}`)
  const slowest = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST)
  if (outcomes.length > SLOWEST) {
    console.log(`slowest: ${slowest.map(({ name, ms }) => `${name} ${Math.round(ms / 1000)} s`).join(', ')}`)
  }
  console.log(`${outcomes.length} ${outcomes.length === 1 ? 'step' : 'steps'} in ${seconds(start)}`)
  const sums = KINDS.map(kind => `${outcomes.reduce((sum, { totals }) => sum + totals[kind], 0)} ${kind}`)
  console.log(sums.join(', '))
  return failing.length === 0 && outcomes.length > 0 ? 0 : 1
}
