/**
 * `node packages/ffi-health/build/sick-addon/healthy-ten-times.js`: all checks, in full, on the healthy addon, ten
 * times in a row; fails when anything fails or is not judged in any of them. A failure alone counts only of `history`,
 * which compares the runs with each other (what others do on the machine makes two moments incomparable), and of
 * `sanitize`, whose tools are not everywhere.
 */

import { buildAddon, type Check, ffiHealth } from './run.js'

const rounds = Number(process.argv[2] ?? 10)
const failsOnly = new Set(['history', 'sanitize'])
let failed = 0
buildAddon()
for (let round = 1; round <= rounds; round++) {
  const started = performance.now()
  const { code, stdout, stderr } = await ffiHealth('', 'check', '--config', 'sanitize.config.ts', '--json')
  const reports: readonly Check[] = code === 0 || code === 1 ? JSON.parse(stdout) : []
  const findings = reports.flatMap(({ check, seed, operations }) =>
    operations
      .filter(({ status, operation }) => status !== 'pass' && !operation.startsWith('('))
      .filter(({ status }) => !failsOnly.has(check) || status === 'fail')
      .map(({ operation, status, reason }) => `  ${check} ${operation} ${status}: ${reason} (seed ${seed})`),
  )
  const passed = code === 0 && findings.length === 0
  if (!passed) failed++
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(`round ${round}: ${passed ? 'all pass' : `exit status ${code}`} (${seconds} s)\n`)
  for (const finding of findings) process.stdout.write(`${finding}\n`)
  if (reports.length === 0) process.stdout.write(stderr)
}
process.stdout.write(`${rounds - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
