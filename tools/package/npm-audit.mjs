// `npm test -- --only npm-audit`: what is known against the npm packages, and their signatures. An audit that the
// registry does not answer is skipped; with `--must-answer`, for a release, it fails.
import { run } from '../run/command.mjs'
import { npmCommand } from '../setup/setup.mjs'

const count = { passed: 0, failed: 0, skipped: 0 }
for (const args of [
  // What users install, and what developers install.
  ['--omit=dev', '--audit-level=moderate'],
  ['--audit-level=high'],
  ['signatures'],
]) {
  const npm = [...npmCommand(), 'audit', ...args, '--json', '--fetch-retries=0']
  const { code, output, stdout } = await run(npm)
  const kind =
    code === 0 ? 'passed' : isVerdict(stdout) || process.argv.includes('--must-answer') ? 'failed' : 'skipped'
  count[kind]++
  console.log(`${kind}: npm audit ${args.join(' ')}${code === 0 ? '' : `\n${output}`}`)
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed === 0 ? 0 : 1

/** Whether npm reports on packages, and not on a registry that does not answer. @param {string} stdout */
function isVerdict(stdout) {
  return /^ {2}"(?:auditReportVersion|invalid|missing)":/m.test(stdout)
}
