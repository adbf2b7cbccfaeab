// `npm run test:valgrind [-- NAME …]`: tests of the library on the release build under Valgrind's memcheck, which sees
// what a sanitizer build may hide: the same optimised code that users run, with the system's own allocator. Linux only;
// not in `npm test`, since a program runs some thirty times slower.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { bindingFile, cacheDir } from '../run/checkout.mjs'
import { phase, run } from '../run/command.mjs'
import { runMain, setUp, testingBinding } from '../setup/setup.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { nodeTest } from '../test/totals.mjs'

/** Those that finish, together, in a few minutes: each entry point, no mass of data. */
const CHOSEN = ['topology', 'attributes', 'bulk-input', 'keys', 'snapshot', 'text', 'read', 'conformance']
const FOLDER = path.join(cacheDir, 'valgrind')
const VALGRIND = [
  ...['valgrind', '-q', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=definite'],
  ...['--errors-for-leak-kinds=definite', '--num-callers=40', `--log-file=${FOLDER}/%p.log`],
  // V8 writes the code that it runs; one collector thread, since Valgrind runs one thread at a time.
  ...['--smc-check=all-non-file', process.execPath, '--single-threaded', '--expose-gc'],
]

await runMain(async () => {
  // A fault is only in the build for tests: the one way to see this check fail.
  const faulty = process.env['GROGGY_FAULT'] !== undefined
  await setUp(['typescript', faulty ? 'testing-binding' : 'binding'])
  const binding = faulty ? testingBinding : bindingFile()
  const names = process.argv.length > 2 ? process.argv.slice(2) : CHOSEN
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const test of compiledTests('test', ['groggy'])) {
    const name = path.basename(test, '.test.js')
    if (!names.includes(name)) continue
    rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
    const env = { GROGGY_NATIVE: binding, GROGGY_SANITIZER: 'valgrind' }
    const { code, output } = await phase(`${name} under Valgrind`, () => run([...VALGRIND, test], { env }))
    const { passed, failed, skipped } = nodeTest(output, code === 0)
    const errors = problems(path.basename(binding))
    console.log(`${name}: ${passed} passed, ${failed} failed, ${errors.length} errors\n${errors.join('\n')}`)
    if (failed > 0 || passed === 0) console.log(output)
    total.passed += passed
    total.failed += Math.max(failed + errors.length, passed === 0 ? 1 : 0)
    total.skipped += skipped
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
})

/**
 * Errors with our code near the top of the stack, and blocks lost that our code allocated. V8 itself is not without
 * either.
 *
 * @param {string} module - file name of the binding.
 */
function problems(module) {
  return readdirSync(FOLDER)
    .flatMap(file => readFileSync(path.join(FOLDER, file), 'utf8').split(/^==\d+== *$/m))
    .filter(block => /^==\d+== +(?:at|by) 0x/m.test(block))
    .filter(block => {
      const top = block.split('\n').slice(0, 12).join('\n')
      return top.includes(module) || top.includes('groggy')
    })
}
