// `npm run health [-- OPTION …]`: every check of ffi-health on the library, then the checklist for a release.
// Options are those of `ffi-health check`; without `--effort`, so much that it takes less than ten minutes.
// Runs of all checks are stored, so that `npx ffi-health history` and `report` in packages/operations/health show them.

import { runMain, setUp } from '../build/setup.mjs'
import { inRoot } from '../run/checkout.mjs'
import { handOver } from '../run/command.mjs'

/** A tenth of the full check: the same is tried, fewer times, and *not judged* is said sooner. */
const EFFORT = '0.1'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  const options = process.argv.slice(2)
  const given = (/** @type {RegExp} */ name) => options.some(option => name.test(option))
  const effort = given(/^--effort\b/) ? [] : ['--effort', EFFORT]
  const history = given(/^(--(no-)?history|--only|--operation|-o)\b/) ? [] : ['--history']
  const program = inRoot('packages', 'ffi-health', 'dist', 'cli.js')
  return handOver([process.execPath, program, 'check', ...effort, ...history, ...options], {
    cwd: inRoot('packages', 'operations', 'health'),
  })
})
