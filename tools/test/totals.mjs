// Reads how many tests a program ran off what it printed.

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 *
 * @typedef {(output: string, ok: boolean) => Totals} TotalsReader - takes what was printed and whether the
 *   program exited with 0.
 */

// What colours a program's lines, also when it was asked not to.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape sequence starts with
const COLOUR = /\x1b\[[0-9;]*m/g

/**
 * The program is one check: it passes or fails as a whole.
 *
 * @type {TotalsReader}
 */
export function oneCheck(_output, ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/**
 * `test result: ok. 12 passed; 0 failed; 1 ignored; …`, once for each test program that cargo ran.
 *
 * @type {TotalsReader}
 */
export function cargoTest(output) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const [, passed, failed, ignored] of plainText(output).matchAll(
    /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm,
  )) {
    total.passed += Number(passed)
    total.failed += Number(failed)
    total.skipped += Number(ignored)
  }
  return total
}

/**
 * The closing lines of `node --test`: `ℹ pass 12` or `# pass 12`, and so on.
 *
 * @type {TotalsReader}
 */
export function nodeTest(output) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const [, kind, count] of plainText(output).matchAll(
    /^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$/gm,
  )) {
    if (kind === 'pass') total.passed += Number(count)
    else if (kind === 'fail' || kind === 'cancelled') total.failed += Number(count)
    else total.skipped += Number(count)
  }
  return total
}

/**
 * `N passed, N failed` or `N passed, N failed, N skipped`, alone on a line.
 *
 * @type {TotalsReader}
 */
export function plainLine(output) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const [, passed, failed, skipped] of plainText(output).matchAll(
    /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm,
  )) {
    total.passed += Number(passed)
    total.failed += Number(failed)
    total.skipped += Number(skipped ?? 0)
  }
  return total
}

/**
 * The last such line only: what comes before is counted in it.
 *
 * @type {TotalsReader}
 */
export function lastLine(output, ok) {
  const lines = plainText(output).match(/^\d+ passed, \d+ failed.*$/gm)
  return plainLine(lines?.at(-1) ?? '', ok)
}

/**
 * The JSON report of a check of ffi-health: one verdict for each operation.
 *
 * @type {TotalsReader}
 */
export function healthReport(output) {
  const verdicts = [...output.matchAll(/^ +"status": "([a-z-]+)"/gm)].map(([, status]) => status)
  const count = (/** @type {string} */ status) => verdicts.filter(verdict => verdict === status).length
  return { passed: count('pass'), failed: count('fail'), skipped: count('not-judged') }
}

/** @param {string} output */
function plainText(output) {
  return output.replace(COLOUR, '').replaceAll('\r\n', '\n')
}
