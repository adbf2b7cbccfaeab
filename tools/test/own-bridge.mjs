// Builds examples/own-bridge, runs its tests, and two checks of ffi-health on it.
import { inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { nodeTest } from './totals.mjs'

const cwd = inRoot('examples', 'own-bridge')
const node = process.execPath
const health = inRoot('packages', 'ffi-health', 'dist', 'cli.js')
const locked = process.env['CI'] === undefined ? [] : ['--locked']
const clippy = ['cargo', 'clippy', '--release', '--all-features', ...locked]

let passed = 0
let failed = 0
await check('the Rust half is formatted', ['cargo', 'fmt', '--check'])
await check('clippy has no warning', [
  ...clippy,
  '--',
  '-D',
  'warnings',
  '-D',
  'clippy::undocumented_unsafe_blocks',
])
await check('it builds', [node, 'build.mjs', '--features', 'counting', ...locked])
await check('its tests', [node, '--expose-gc', '--test', '--test-reporter=spec'], nodeTest)
// Leaks are counted exactly by its own tests, in a tenth of the time.
for (const name of ['errors', 'workers']) {
  await check(`ffi-health ${name}`, [node, health, name, '--effort', '0.1'])
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * @param {string} what
 * @param {string[]} command
 * @param {import('./totals.mjs').TotalsReader} [totals] - default: the command is one check.
 */
async function check(what, command, totals) {
  const { code, output } = await run(command, { cwd })
  const ok = code === 0
  const ran = totals?.(output, ok)
  passed += ran?.passed ?? (ok ? 1 : 0)
  failed += Math.max(ran?.failed ?? 0, ok ? 0 : 1)
  if (!ok) console.log(`FAILED: ${what}\n${output}`)
}
