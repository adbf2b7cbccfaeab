// Fills the latest measurements into docs/promises.md.
import { readFileSync } from 'node:fs'
import { inRoot, readJson } from '../run/checkout.mjs'

/**
 * @typedef {{ operation: string, variant: string, class: string, foundingNs: number | null, ns: number,
 *   timesEmptyNativeCall: number, crossings: number, bytesLeft: number }} Row - of the benchmark.
 */

/** What `npm run --silent bench:bridge -- --json` printed last. */
const RESULTS = 'benchmarks/results/bridge.json'

/** @returns {Record<string, string>} contents by path. */
export function promises() {
  const { rows, machine, measuredOn, references } = readJson(inRoot(RESULTS))
  const text = readFileSync(inRoot('docs', 'promises.md'), 'utf8')
    .replace(
      /^Measured on.*$/m,
      `Measured on ${measuredOn}: ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}; ` +
        `an empty JavaScript call takes ${time(references.emptyCallNs)}, an empty native call ${time(references.emptyNativeCallNs)}.`,
    )
    .replace(/^(- measured: ([^:\n]+)).*$/gm, (_, start, what) => `${start}: ${measured(what, rows)}`)
  return { 'docs/promises.md': text }
}

/**
 * @param {string} what - an operation with its variant, as in "`Column.get`, number"; a class of operations, as in
 *   "simpleQuery"; or "bytes left".
 * @param {readonly Row[]} rows
 */
function measured(what, rows) {
  if (what === 'bytes left') {
    return `at most ${Math.max(...rows.map(row => row.bytesLeft))}, by ${rows.length} operations after 10 000 calls each`
  }
  const row = rows.find(row => nameOf(row) === what)
  if (row !== undefined)
    return `${time(row.ns)} (${digits(row.timesEmptyNativeCall)} ×), crossings: ${row.crossings}`
  const [wanted, variant = ''] = what.split(' ')
  const found = rows.filter(
    row => row.class === wanted && row.variant.endsWith(variant) && row.foundingNs !== null,
  )
  const [slowest] = found.sort((a, b) => b.ns - a.ns)
  if (slowest === undefined) throw new Error(`docs/promises.md: ${RESULTS} has no row "${what}"`)
  const within = found.filter(row => row.ns <= Number(row.foundingNs)).length
  return `${within} of ${found.length} within ${time(Number(slowest.foundingNs))}; slowest: ${nameOf(slowest)}, ${time(slowest.ns)}`
}

/** @param {Row} row */
function nameOf({ operation, variant }) {
  return `\`${operation}\`${variant === '' ? '' : `, ${variant}`}`
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
