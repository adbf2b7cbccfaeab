// Reads how many tests a program ran from what it printed.
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 * @typedef {(output: string, ok: boolean) => Totals} TotalsReader - takes what was printed and whether the program
 *   exited with 0.
 */

/** @type {TotalsReader} the program is one check. */
export function oneCheck(_output, ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/** @type {TotalsReader} `test result: ok. 12 passed; 0 failed; 1 ignored; …`, once for each program that cargo ran. */
export function cargoTest(output) {
  return sum(
    output,
    /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored;/gm,
  )
}

/** @type {TotalsReader} the closing lines of `node --test`: `ℹ pass 12` or `# pass 12`, and so on. */
export function nodeTest(output) {
  return sum(
    output,
    /^(?:ℹ|#) (?:pass (?<passed>\d+)|(?:fail|cancelled) (?<failed>\d+)|(?:skipped|todo) (?<skipped>\d+))$/gm,
  )
}

/** @type {TotalsReader} `N passed, N failed` or `N passed, N failed, N skipped`, alone on a line. */
export function plainLine(output) {
  return sum(output, /^(?<passed>\d+) passed, (?<failed>\d+) failed(?:, (?<skipped>\d+) skipped)?$/gm)
}

/** @type {TotalsReader} the JSON report of a check of ffi-health: one verdict for each operation. */
export function healthReport(output) {
  const count = (/** @type {string} */ status) => output.split(`"status": "${status}"`).length - 1
  return { passed: count('pass'), failed: count('fail'), skipped: count('not-judged') }
}

/** @param {string} output @param {RegExp} pattern - with groups of these names. @returns {Totals} */
function sum(output, pattern) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { groups } of stripVTControlCharacters(output).replaceAll('\r\n', '\n').matchAll(pattern)) {
    total.passed += Number(groups?.['passed'] ?? 0)
    total.failed += Number(groups?.['failed'] ?? 0)
    total.skipped += Number(groups?.['skipped'] ?? 0)
  }
  return total
}
