// `npm run test:asan [-- NAME …]`: the suite of the library, or those of its tests with NAME in their file's name, on an
// AddressSanitizer build of the binding. Passes when every test passes, no process reports an error, and no leak at
// exit is ours.
//
// The binding is compiled with the checks; the runtime that answers them is gcc's, loaded before Node, since rustc
// links none into a cdylib. It also takes over malloc, so that it knows every block that is lost at exit.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bindingName, cacheDir, inRoot } from '../run/checkout.mjs'
import { phase, run } from '../run/command.mjs'
import { must, runMain, SetupError, setUp } from '../setup/setup.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { nodeTest } from '../test/totals.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'
const TARGET_DIR = inRoot('target', 'asan')
const REPORTS = path.join(cacheDir, 'asan', 'reports')
/** They repeat each operation thousands of times, or start a process for each: nothing that other tests do not reach. */
const LEFT_OUT = ['leaks', 'disabled']

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('AddressSanitizer runs on x86-64 Linux only\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  await setUp(['typescript'])
  const cargo = ['cargo', 'build', '--release', '--package', 'groggy-node', '--features', 'testing']
  await must('building with AddressSanitizer', [...cargo, '--target', TARGET, '--target-dir', TARGET_DIR], {
    env: {
      RUSTC_BOOTSTRAP: '1',
      RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete',
      CARGO_PROFILE_RELEASE_LTO: 'off',
    },
  })
  const binding = path.join(cacheDir, 'asan', bindingName())
  mkdirSync(path.dirname(binding), { recursive: true })
  copyFileSync(path.join(TARGET_DIR, TARGET, 'release', 'libgroggy_node.so'), binding)
  if (!readFileSync(binding).includes('__asan_report_store')) {
    throw new SetupError('The binding was built without the checks of AddressSanitizer.')
  }
  await proveDetector()
  const names = process.argv.slice(2)
  const tests = [...compiledTests('test', ['groggy']), ...compiledTests('test-binding')].filter(file => {
    const name = path.basename(file, '.test.js')
    return names.length === 0 ? !LEFT_OUT.includes(name) : names.some(wanted => name.includes(wanted))
  })
  // GROGGY_SANITIZER is for tests that measure time or memory: neither means anything here.
  const env = { GROGGY_NATIVE: binding, GROGGY_SANITIZER: 'address', ...(await environment()) }
  const suite = [process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...tests]
  const { code, output } = await phase('TypeScript suite under AddressSanitizer', () => run(suite, { env }))
  const { passed, failed, skipped } = nodeTest(output, code === 0)
  if (code !== 0) console.log(output)
  const found = problems(binding)
  for (const report of found) console.log(`${report}\n`)
  if (found.length > 0) console.log(`for a frame at +0x12: addr2line -Cfipe ${binding} 0x12`)
  console.log(`${passed} passed, ${failed + found.length} failed, ${skipped} skipped`)
  return code === 0 && found.length === 0 && passed > 0 ? 0 : 1
})

/** What a program must find in its environment to run with the sanitizer and write its reports to an empty folder. */
async function environment() {
  const runtime = (await must('looking for libasan', ['gcc', '-print-file-name=libasan.so'])).stdout.trim()
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  // Addresses instead of names tell the frames of one module from another's. The exit code stays the program's own:
  // Node and V8 leak on purpose at exit, so only the reports decide. What JavaScript asks for in vain is its
  // RangeError, as without the sanitizer.
  const options = `detect_leaks=1:allocator_may_return_null=1:symbolize=0:exitcode=0:log_path=${REPORTS}/report`
  return { LD_PRELOAD: runtime, ASAN_OPTIONS: options }
}

/** Runs a program that leaks, and fails when there is no report of it. */
async function proveDetector() {
  const [source, module] = ['leak.c', 'leak.node'].map(name => path.join(cacheDir, 'asan', name))
  writeFileSync(
    String(source),
    '#include <stdlib.h>\nvoid *napi_register_module_v1(void *env, void *exports) {\n' +
      '  for (int i = 0; i < 10; i++) *(volatile char *)malloc(48) = 1;\n  return exports;\n}\n',
  )
  await must('compiling a leak', ['gcc', '-shared', '-fPIC', '-O0', '-o', `${module}`, `${source}`])
  await run([process.execPath, '-e', `require(${JSON.stringify(module)})`], { env: await environment() })
  if (problems(String(module)).length === 1) return
  throw new SetupError('AddressSanitizer did not report a leak that was made for it: it is not at work here.')
}

/**
 * What in the reports is ours: errors of any kind, and leaks of blocks that a module allocated, which is when the frame
 * below malloc is in it.
 *
 * @param {string} module
 */
function problems(module) {
  return readdirSync(REPORTS).flatMap(name => {
    const report = readFileSync(path.join(REPORTS, name), 'utf8')
    if (/ERROR: AddressSanitizer/.test(report)) return [report]
    return report
      .split(/\n\n+/)
      .filter(block => /^(?:Direct|Indirect) leak of/m.test(block))
      .filter(block => block.split('\n').some(line => /^\s*#1 /.test(line) && line.includes(module)))
  })
}
