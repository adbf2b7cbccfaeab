// `npm test -- --only npm-audit`: the signatures of all npm packages, and what is known against them, where the
// registry answers. What nobody answers is told as skipped; `--must-answer`, for a release, fails instead.
import { parseArgs } from 'node:util'
import { npmCommand } from '../build/setup.mjs'
import { run } from '../run/command.mjs'
import { verdictOf } from './npm-verdict.mjs'

/** @type {readonly { what: string, args: string[], least: import('./npm-verdict.mjs').Level }[]} */
const AUDITS = [
  { what: 'what users install: known vulnerabilities', args: ['--omit=dev'], least: 'moderate' },
  { what: 'what developers install: known vulnerabilities', args: [], least: 'high' },
  { what: 'signatures of the registry', args: ['signatures'], least: 'low' },
]
/** Long enough for a slow registry; one that is not there is known much sooner. */
const MINUTES = 3

const { values: options } = parseArgs({ options: { 'must-answer': { type: 'boolean', default: false } } })
const counts = { pass: 0, fail: 0, 'not judged': 0 }
for (const { what, args, least } of AUDITS) {
  const { status, says } = await audited(args, least)
  counts[status === 'not judged' && options['must-answer'] ? 'fail' : status]++
  console.log([`${status}: ${what}`, ...says].join('\n  '))
}
console.log(`${counts.pass} passed, ${counts.fail} failed, ${counts['not judged']} skipped`)
process.exitCode = counts.fail === 0 ? 0 : 1

/**
 * @param {string[]} args
 * @param {import('./npm-verdict.mjs').Level} least
 * @returns {Promise<import('./npm-verdict.mjs').Verdict>}
 */
async function audited(args, least) {
  /** @type {string[]} */
  const lines = []
  const command = [
    ...npmCommand(),
    'audit',
    ...args,
    '--json',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
  ]
  const { timedOut } = await run(command, {
    timeoutMs: MINUTES * 60_000,
    onStdoutLine: line => lines.push(line),
  })
  if (timedOut) return { status: 'not judged', says: [`no answer in ${MINUTES} minutes`] }
  return verdictOf(lines.join('\n'), least)
}
