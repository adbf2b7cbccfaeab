// What an answer of `npm audit --json` or `npm audit signatures --json` means: the packages pass, they fail, or
// nobody has judged them because the registry, or one that it asks, does not answer.

/**
 * @typedef {'low' | 'moderate' | 'high' | 'critical'} Level
 *
 * @typedef {{ name: string, severity: Level, via: (string | { title: string, url: string })[] }} Vulnerability
 * @typedef {{ name: string, version: string }} Package
 *
 * @typedef {object} Answer - one of the report on signatures, that on vulnerabilities, and an error in two forms.
 * @property {Package[]} [invalid]
 * @property {Package[]} [missing]
 * @property {number} [auditReportVersion]
 * @property {Record<string, Vulnerability>} [vulnerabilities]
 * @property {{ code?: string, summary?: string }} [error]
 * @property {string} [message]
 * @property {number} [statusCode]
 *
 * @typedef {object} Verdict
 * @property {'pass' | 'fail' | 'not judged'} status
 * @property {string[]} says - what was found, or why nothing was; empty when all is well.
 */

/** @type {readonly Level[]} */
const LEVELS = ['low', 'moderate', 'high', 'critical']

/** What Node says when there is no way to a host, and npm for an HTTP status (`E404`, `E503`). */
const UNREACHABLE =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E[45]\d\d)\b/

/** A registry that gives out no keys has signed nothing. */
const NO_KEYS = /found no dependencies to audit that were installed from a supported registry/

/**
 * @param {string} stdout - of npm, with `--json`.
 * @param {Level} least - the lowest severity that fails.
 * @returns {Verdict}
 */
export function verdictOf(stdout, least) {
  const answer = parsed(stdout)
  if (answer === undefined) return fail([`npm has printed no JSON: ${stdout.trim().slice(0, 500)}`])
  if (Array.isArray(answer.invalid) && Array.isArray(answer.missing)) {
    return judged([...answer.invalid.map(named('invalid')), ...answer.missing.map(named('missing'))])
  }
  if (answer.auditReportVersion !== undefined && answer.vulnerabilities !== undefined) {
    const gating = LEVELS.slice(LEVELS.indexOf(least))
    const all = Object.values(answer.vulnerabilities)
    return judged(all.filter(({ severity }) => gating.includes(severity)).map(vulnerabilityText))
  }
  const { code = '', summary = '' } = answer.error ?? {}
  const reason = String(answer.message ?? `${code} ${summary}`).trim()
  if (answer.statusCode !== undefined || UNREACHABLE.test(reason) || NO_KEYS.test(reason)) {
    return { status: 'not judged', says: [reason] }
  }
  return fail([reason === '' ? `npm has answered ${stdout.trim().slice(0, 500)}` : reason])
}

/**
 * @param {string[]} found
 * @returns {Verdict}
 */
function judged(found) {
  return found.length === 0 ? { status: 'pass', says: [] } : fail(found)
}

/**
 * @param {string[]} says
 * @returns {Verdict}
 */
function fail(says) {
  return { status: 'fail', says }
}

/** @param {Vulnerability} vulnerability */
function vulnerabilityText({ name, severity, via }) {
  const causes = via.map(cause =>
    typeof cause === 'string' ? `by ${cause}` : `${cause.title} (${cause.url})`,
  )
  return `${name}, ${severity}: ${causes.join('; ')}`
}

/** @param {string} what */
function named(what) {
  return (/** @type {Package} */ { name, version }) => `${name}@${version}: its signature is ${what}`
}

/**
 * @param {string} text
 * @returns {Answer | undefined}
 */
function parsed(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
