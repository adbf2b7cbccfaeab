// `npm run test:valgrind [-- FILE …]`: the release build under Valgrind's memcheck, which sees what a sanitizer build may
// hide: the same optimised code that users run, with the system's own allocator. Linux only; a command of its own, since
// a program runs some thirty times slower.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { runMain, SetupError, setUp, testingBinding } from '../build/setup.mjs'
import { bindingFile, cacheDir } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { phase } from '../run/progress.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { nodeTest } from '../test/totals.mjs'

/** Those of the library's tests that finish, together, in a few minutes: each entry point, no mass of data. */
const CHOSEN = ['topology', 'attributes', 'bulk-input', 'keys', 'snapshot', 'text', 'read', 'conformance']

await runMain(async () => {
  if (process.platform !== 'linux') {
    console.log('Valgrind is run on Linux only\n\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  const { code } = await run(['valgrind', '--version'])
  if (code !== 0) throw new SetupError('Valgrind is not installed: install it, and run this again.')
  // A fault is only in the build for tests: the one way to see this check fail.
  const faulty = process.env['GROGGY_FAULT'] !== undefined
  await setUp(['packages', faulty ? 'testing-binding' : 'binding', 'typescript'])
  const given = process.argv.slice(2)
  const tests = given.length > 0 ? given : compiledTests('test', ['groggy']).filter(isChosen)
  const folder = path.join(cacheDir, 'valgrind')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const binding = faulty ? testingBinding() : bindingFile()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const test of tests) {
    const name = path.basename(test, '.test.js')
    const result = await phase(`${name} under Valgrind`, () =>
      run(
        [
          ...['valgrind', '-q', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=definite'],
          ...['--errors-for-leak-kinds=definite', '--num-callers=40', `--log-file=${folder}/${name}.%p.log`],
          // V8 writes the code that it runs; one collector thread, since Valgrind runs one thread at a time.
          ...['--smc-check=all-non-file', process.execPath, '--single-threaded', '--expose-gc', test],
        ],
        {
          env: { GROGGY_NATIVE: binding, GROGGY_SANITIZER: 'valgrind', NODE_TEST_CONTEXT: undefined },
        },
      ),
    )
    const totals = nodeTest(result.output, result.code === 0)
    const ours = problems(folder, name, binding)
    for (const problem of ours) console.log(`${problem}\n`)
    const failed = totals.failed + ours.length
    if (totals.failed > 0) console.log(result.output)
    console.log(
      `${failed === 0 && totals.passed > 0 ? '✓' : '✗'} ${name}: ${totals.passed} tests, ${ours.length} errors`,
    )
    sum.passed += totals.passed
    sum.failed += totals.passed === 0 && failed === 0 ? 1 : failed
    sum.skipped += totals.skipped
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1
})

/** @param {string} file */
function isChosen(file) {
  return CHOSEN.some(name => file.endsWith(`${path.sep}${name}.test.js`))
}

/**
 * Errors with our code on the stack, and blocks lost that our code allocated. V8 itself is not without either.
 *
 * @param {string} folder
 * @param {string} name - of the test.
 * @param {string} binding
 */
function problems(folder, name, binding) {
  const module = path.basename(binding)
  return readdirSync(folder)
    .filter(file => file.startsWith(`${name}.`))
    .flatMap(file => readFileSync(path.join(folder, file), 'utf8').split(/^==\d+== *$/m))
    .filter(block => /^==\d+== +(?:at|by) 0x/m.test(block))
    .filter(block =>
      block
        .split('\n')
        .slice(0, 12)
        .some(line => line.includes(module) || line.includes('groggy')),
    )
}
