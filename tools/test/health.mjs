// `npm run health [-- OPTION …]`: every check of ffi-health on the library, then the checklist for a release.
// Options are those of `ffi-health check`. Runs of all checks are stored for `npx ffi-health history` and `report`.
import { inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { runMain, setUp } from '../setup/setup.mjs'

/** A tenth of the full check, in less than ten minutes: it tries the same, fewer times. */
const EFFORT = '0.1'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  const options = process.argv.slice(2)
  const given = (/** @type {RegExp} */ name) => options.some(option => name.test(option))
  const effort = given(/^--effort\b/) ? [] : ['--effort', EFFORT]
  const history = given(/^(--(no-)?history|--only|--operation|-o)\b/) ? [] : ['--history']
  const program = [process.execPath, inRoot('packages', 'ffi-health', 'dist', 'cli.js'), 'check']
  const cwd = inRoot('packages', 'operations', 'health')
  return (await run([...program, ...effort, ...history, ...options], { cwd, inherit: true })).code
})
