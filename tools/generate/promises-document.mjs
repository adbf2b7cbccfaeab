// Makes docs/promises.md of tools/generate/promises.mjs and of what was measured last.
import { existsSync } from 'node:fs'
import { SetupError } from '../build/setup.mjs'
import { inRoot, readJson } from '../run/checkout.mjs'
import { counted } from './counted.mjs'
import { commandOf, hasTest } from './promised-tests.mjs'
import { promises } from './promises.mjs'

/**
 * @typedef {import('./promises.mjs').Promised} Promised
 * @typedef {import('./promises.mjs').Measured} Measured
 *
 * @typedef {object} Row - of the benchmark.
 * @property {string} operation
 * @property {string} variant
 * @property {string} class
 * @property {number | null} foundingNs
 * @property {number} ns
 * @property {number} timesEmptyNativeCall
 * @property {number} crossings
 * @property {number} bytesLeft
 */

export const RESULTS = 'benchmarks/results/bridge.json'

/** @returns {Record<string, string>} contents by path. */
export function promisesDocument() {
  const results = readJson(inRoot(RESULTS))
  const problems = promises.flatMap(promised => problemsOf(promised, results.rows))
  if (problems.length > 0)
    throw new SetupError(`tools/generate/promises.mjs points at nothing:\n${problems.join('\n')}`)
  const { machine, measuredOn, references } = results
  const parts = [...new Set(promises.map(({ part }) => part))].flatMap(part => [
    `## ${part}`,
    ...promises.filter(promised => promised.part === part).map(promised => section(promised, results.rows)),
  ])
  const text = `<!-- Made by \`npm run generate\` of tools/generate/promises.mjs and ${RESULTS}: change those. -->

# What was promised

The ideas that the project was founded on, each with what keeps it, the test that shows it, and what was measured
last. A row that points at a file, a test, a command or a measurement that is not there fails \`npm test\`.

Measured on ${measuredOn}: ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, with
\`npm run bench:bridge -- --save\`. In that run an empty JavaScript call took ${digits(references.emptyCallNs)} ns and an empty native
call ${digits(references.emptyNativeCallNs)} ns; × is the multiple of an empty native call of the same moment. Bulk is 1 000 items.

${parts.join('\n\n')}
`
  return { 'docs/promises.md': text }
}

/**
 * What a promise points at that is not there.
 *
 * @param {Promised} promised
 * @param {readonly Row[]} rows
 */
export function problemsOf({ number, files, tests, command, measured = [], counts = [] }, rows) {
  const missing = [...files, ...tests.map(([file]) => file)].filter(file => !existsSync(inRoot(file)))
  const unnamed = tests.filter(([file, name]) => !missing.includes(file) && !hasTest(file, name))
  const unrun = tests.filter(([file]) => !missing.includes(file) && commandOf([file]) === undefined)
  const unmeasured = measured.filter(key => rowsOf(key, rows).length === 0)
  return [
    ...(files.length > 0 && tests.length > 0 ? [] : [`${number}: no file keeps it, or no test shows it`]),
    ...missing.map(file => `${number}: there is no file ${file}`),
    ...unnamed.map(([file, name]) => `${number}: ${file} has no test ${name}`),
    ...unrun.map(([file]) => `${number}: no step of npm test runs ${file}`),
    ...unmeasured.map(key => `${number}: ${RESULTS} has no ${JSON.stringify(key)}`),
    ...counts.filter(name => !(name in counted)).map(name => `${number}: nobody counts ${name}`),
    ...(command === undefined || commandExists(command) ? [] : [`${number}: there is no command ${command}`]),
  ]
}

/** @param {string} command */
function commandExists(command) {
  const [, script = '', options] = command.match(/^npm run ([\w:-]+)(?: -- (.+))?$/) ?? []
  return (
    script in readJson(inRoot('package.json')).scripts && (options === undefined || options === '--prove')
  )
}

/**
 * @param {Measured} key
 * @param {readonly Row[]} rows
 */
function rowsOf(key, rows) {
  if (key === 'bytesLeft') return rows
  if ('class' in key) {
    const { class: wanted, variant = '' } = key
    return rows.filter(
      row => row.class === wanted && row.variant.endsWith(variant) && row.foundingNs !== null,
    )
  }
  return rows.filter(row => row.operation === key.operation && row.variant === (key.variant ?? ''))
}

/**
 * @param {Measured} key
 * @param {readonly Row[]} rows
 */
function told(key, rows) {
  const found = rowsOf(key, rows)
  if (key === 'bytesLeft') {
    return `${Math.max(...found.map(row => row.bytesLeft))} bytes left at most, of ${found.length} operations after 10 000 calls each`
  }
  const slowest = found.reduce((worst, row) => (row.ns > worst.ns ? row : worst))
  if ('class' in key) {
    const within = found.filter(row => row.ns <= Number(row.foundingNs)).length
    const what = key.variant === undefined ? key.class : `${key.class} ${key.variant}`
    return `${what}: ${within} of ${found.length} within ${time(Number(slowest.foundingNs))}; the slowest is ${nameOf(slowest)} with ${time(slowest.ns)}`
  }
  return `${nameOf(slowest)}: ${time(slowest.ns)} (${digits(slowest.timesEmptyNativeCall)} ×), ${slowest.crossings} crossing${slowest.crossings === 1 ? '' : 's'}`
}

/** @param {Row} row */
function nameOf({ operation, variant }) {
  return `\`${operation}\`${variant === '' ? '' : `, ${variant}`}`
}

/**
 * @param {Promised} promised
 * @param {readonly Row[]} rows
 */
function section(promised, rows) {
  const { number, text, files, tests, command, measured = [], counts = [], open } = promised
  const run = [commandOf(tests.map(([file]) => file)), command].filter(one => one !== undefined)
  const lines = [
    `- kept by: ${files.map(file => `[${file}](../${file})`).join(', ')}`,
    ...tests.map(([file, name]) => `- shown by: \`${name}\` in [${file}](../${file})`),
    `- run: ${run.map(one => `\`${one}\``).join('; ')}`,
    ...measured.map(key => `- measured: ${told(key, rows)}`),
    ...counts.map(name => `- counted: ${counted[name]()}`),
    ...(open === undefined ? [] : [`- **not kept yet**: ${open}`]),
  ]
  return `### ${number}. ${text}\n\n${lines.join('\n')}`
}

/** @param {number} ns */
function time(ns) {
  if (ns >= 1e6) return `${digits(ns / 1e6)} ms`
  return ns >= 1e3 ? `${digits(ns / 1e3)} µs` : `${digits(ns)} ns`
}

/** @param {number} value */
function digits(value) {
  return String(Number(value.toPrecision(3)))
}
