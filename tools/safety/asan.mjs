// `npm run test:asan [-- NAME …]`: the suite of the library, or those of its tests with NAME in their file's name, on an
// AddressSanitizer build of the binding. Passes when every test passes, no process reports an error, and no leak at
// exit is ours.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildVariant, runMain, SetupError, setUp, variantFile } from '../build/setup.mjs'
import { cacheDir } from '../run/checkout.mjs'
import { phase, run } from '../run/command.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { nodeTest } from '../test/totals.mjs'
import { proveDetector, readReports, sanitizerEnvironment } from './sanitizer.mjs'

/** They repeat each operation thousands of times, or start a process for each: nothing that other tests do not reach. */
const LEFT_OUT = ['leaks', 'disabled']

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('AddressSanitizer runs on x86-64 Linux only\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  await setUp(['typescript'])
  const binding = variantFile('asan')
  await buildVariant('asan', 'x86_64-unknown-linux-gnu', {
    RUSTC_BOOTSTRAP: '1',
    RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete',
    CARGO_PROFILE_RELEASE_LTO: 'off',
  })
  if (!readFileSync(binding).includes('__asan_report_store')) {
    throw new SetupError('The binding was built without the checks of AddressSanitizer.')
  }
  const proof = path.join(cacheDir, 'asan', 'proof')
  const reports = path.join(cacheDir, 'asan', 'reports')
  for (const folder of [proof, reports]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  await proveDetector(proof)

  const names = process.argv.slice(2)
  const tests = [...compiledTests('test', ['groggy']), ...compiledTests('test-binding')].filter(file => {
    const name = path.basename(file, '.test.js')
    return names.length === 0 ? !LEFT_OUT.includes(name) : names.some(wanted => name.includes(wanted))
  })
  // GROGGY_SANITIZER is for tests that measure time or memory: neither means anything here.
  const env = {
    GROGGY_NATIVE: binding,
    GROGGY_SANITIZER: 'address',
    ...(await sanitizerEnvironment(reports)),
  }
  const suite = [process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...tests]
  const { code, output } = await phase('TypeScript suite under AddressSanitizer', () => run(suite, { env }))
  const { passed, failed, skipped } = nodeTest(output, code === 0)
  if (code !== 0) console.log(output)
  const found = readReports(reports, binding)
  for (const report of found) console.log(`${report}\n`)
  if (found.length > 0) console.log(`for a frame at +0x12: addr2line -Cfipe ${binding} 0x12`)
  console.log(`${passed} passed, ${failed + found.length} failed, ${skipped} skipped`)
  return code === 0 && found.length === 0 && passed > 0 ? 0 : 1
})
