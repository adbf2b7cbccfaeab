// `npm run test:asan [-- FILE …]`: the suite of the library, or the given compiled tests, on an AddressSanitizer build
// of the binding. Passes when every test passes, no process reports an error, and no leak at exit is ours.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildBinding, runMain, SetupError, setUp } from '../build/setup.mjs'
import { bindingFile, cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { phase } from '../run/progress.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { nodeTest } from '../test/totals.mjs'
import { proveDetector, readReports, sanitizerEnvironment, withSourceLines } from './sanitizer.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('AddressSanitizer is run on x86-64 Linux only\n\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  await setUp(['packages', 'typescript'])
  const folder = path.join(cacheDir, 'asan')
  for (const part of ['proof', 'run']) {
    rmSync(path.join(folder, part), { recursive: true, force: true })
    mkdirSync(path.join(folder, part), { recursive: true })
  }
  const binding = path.join(folder, path.basename(bindingFile()))
  await buildBinding({
    what: 'building the binding with AddressSanitizer',
    destination: binding,
    cargoArguments: ['--features', 'testing', '--target', TARGET, '--target-dir', inRoot('target', 'asan')],
    env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete' },
  })
  if (!readFileSync(binding).includes('__asan_report_store')) {
    throw new SetupError('The binding was built without the checks of AddressSanitizer.')
  }
  await proveDetector(path.join(folder, 'proof'))

  const tests = process.argv.length > 2 ? process.argv.slice(2) : suite()
  const reportFolder = path.join(folder, 'run')
  // GROGGY_SANITIZER is for tests that measure time or memory: neither means anything here.
  const sanitizer = { GROGGY_SANITIZER: 'address', ...(await sanitizerEnvironment(reportFolder)) }
  const result = await phase('TypeScript suite under AddressSanitizer', () =>
    run([process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...tests], {
      env: { GROGGY_NATIVE: binding, ...sanitizer },
    }),
  )
  const totals = nodeTest(result.output, result.code === 0)
  const reports = readReports(reportFolder, binding)
  if (result.code !== 0) console.log(result.output)
  for (const report of reports) console.log(`${await withSourceLines(report, binding)}\n`)
  const failed = totals.failed + reports.length
  console.log(`${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`)
  return result.code === 0 && failed === 0 && totals.passed > 0 ? 0 : 1
})

/**
 * The library's tests, but those that repeat each operation thousands of times to count what is left, and those of
 * GROGGY_DISABLE: a hundred processes in which everything is refused.
 */
function suite() {
  const counting = ['leaks', 'disabled'].map(name => `${name}.test.js`)
  const all = [...compiledTests('test', ['groggy']), ...compiledTests('test-binding')]
  return all.filter(file => !counting.includes(path.basename(file)))
}
