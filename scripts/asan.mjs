// `npm run test:asan`: the TypeScript suite on an AddressSanitizer build of the binding.
//
// Passes when every test passes, no process reports an error, and no leak at exit was allocated by us. Node and
// V8 leak on purpose at exit, so that a leak counts when the frame below malloc is in the binding.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { bindingFile, cacheDir, inRoot } from './checkout.mjs'
import { run } from './command.mjs'
import { compiledTests } from './compiled-tests.mjs'
import { phase } from './progress.mjs'
import { problems } from './sanitizer-reports.mjs'
import { buildBinding, runMain, SetupError, setUp } from './setup.mjs'
import { nodeTest } from './totals.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('AddressSanitizer is run on x86-64 Linux only\n\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  await setUp(['packages', 'typescript'])
  const folder = path.join(cacheDir, 'asan')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const binding = path.join(folder, path.basename(bindingFile()))
  await buildBinding({
    what: 'building the binding with AddressSanitizer',
    destination: binding,
    cargoArguments: ['--features', 'testing', '--target', TARGET, '--target-dir', inRoot('target', 'asan')],
    env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete' },
  })

  const tests = process.argv.length > 2 ? process.argv.slice(2) : compiledTests('test')
  const result = await phase('TypeScript suite under AddressSanitizer', async () =>
    run([process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...tests], {
      env: {
        GROGGY_NATIVE: binding,
        // For tests that measure memory or time: neither means anything here.
        GROGGY_SANITIZER: 'address',
        LD_PRELOAD: await runtimeLibrary(),
        ASAN_OPTIONS: `detect_leaks=1:symbolize=0:exitcode=0:log_path=${path.join(folder, 'report')}`,
      },
    }),
  )
  const totals = nodeTest(result.output, result.code === 0)
  const reports = readdirSync(folder)
    .filter(name => name.startsWith('report.'))
    .flatMap(name => problems(readFileSync(path.join(folder, name), 'utf8'), binding))
  if (result.code !== 0) console.log(result.output)
  for (const report of reports) console.log(`${await withSourceLines(report, binding)}\n`)
  const failed = totals.failed + reports.length
  console.log(`${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`)
  return result.code === 0 && failed === 0 && totals.passed > 0 ? 0 : 1
})

/** The runtime that the sanitizer's calls are answered by; the one of gcc, since rustc links none into a cdylib. */
async function runtimeLibrary() {
  const { code, output } = await run(['gcc', '-print-file-name=libasan.so'])
  const file = output.trim()
  if (code === 0 && path.isAbsolute(file)) return file
  throw new SetupError(
    'AddressSanitizer needs libasan, which comes with gcc: install gcc, and run this again.',
  )
}

/**
 * Adds function and line to every frame of ours, where the system has `addr2line`.
 *
 * @param {string} report
 * @param {string} binding
 */
async function withSourceLines(report, binding) {
  const lines = []
  for (const line of report.split('\n')) {
    lines.push(line)
    const offset = line.includes(binding) ? line.match(/\+(0x[0-9a-f]+)\)/)?.[1] : undefined
    if (offset === undefined) continue
    const { code, output } = await run(['addr2line', '-Cfipe', binding, offset])
    if (code === 0)
      lines.push(
        ...output
          .trimEnd()
          .split('\n')
          .map(frame => `        ${frame}`),
      )
  }
  return lines.join('\n')
}
