// `npm run test:tsan`: crates/groggy/examples/threads compiled with ThreadSanitizer, with several seeds. Passes when every
// part does and no race is reported but what tools/safety/tsan.suppressions names, which is never ours.
//
// The standard library comes compiled without the checks, and to compile it with them takes its sources and a nightly
// cargo. So the build sets `--cfg groggy_tsan`, by which crates/groggy/src/sync/ shows what std orders.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { checkCargo, checkNode, runMain, SetupError } from '../build/setup.mjs'
import { cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { phase } from '../run/progress.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'
const FLAGS = ['-Zsanitizer=thread', '-Cunsafe-allow-abi-mismatch=sanitizer']
const TARGET_DIR = inRoot('target', 'tsan')
const EXAMPLE = path.join(TARGET_DIR, TARGET, 'release', 'examples', 'threads')
const REPORT = /^=+\nWARNING: ThreadSanitizer:[\s\S]*?^=+$/gm

const OPTIONS = [
  `suppressions=${inRoot('tools', 'safety', 'tsan.suppressions')}`,
  // The exit code stays the program's own: reports are counted.
  'exitcode=0',
  // Enough of the past that the other access has a stack.
  'history_size=4',
].join(' ')

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('ThreadSanitizer is run on x86-64 Linux only\n\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  checkNode()
  await checkCargo()
  await proveDetector()
  await phase('building the core with ThreadSanitizer', build)
  const first = Number(process.env['GROGGY_SEED'] ?? 1)
  let passed = 0
  let failed = 0
  for (const seed of [first, first + 1, first + 2]) {
    const { code, output } = await phase(`the core's threads, seed ${seed}`, () =>
      runChecked(EXAMPLE, `${seed}`),
    )
    const reports = output.match(REPORT) ?? []
    passed += output.match(/^ok: /gm)?.length ?? 0
    failed += reports.length + (code === 0 ? 0 : 1)
    if (code !== 0 || reports.length > 0)
      console.log(`${output}\nseed ${seed}: GROGGY_SEED=${seed} repeats it\n`)
  }
  console.log(`${passed} passed, ${failed} failed, 0 skipped`)
  return failed === 0 && passed > 0 ? 0 : 1
})

async function build() {
  const command = ['cargo', 'build', '--release', '--package', 'groggy', '--example', 'threads']
  const { code, output } = await run(
    [...command, '--features', 'faults', '--target', TARGET, '--target-dir', TARGET_DIR],
    {
      env: {
        RUSTC_BOOTSTRAP: '1',
        RUSTFLAGS: [...FLAGS, '--cfg', 'groggy_tsan'].join(' '),
        CARGO_PROFILE_RELEASE_LTO: 'off',
      },
    },
  )
  if (code !== 0) throw new SetupError(`${output}\nThe core could not be built with ThreadSanitizer.`)
}

/** Shows that a race would be seen: runs a program with one, and fails when there is no report of it. */
async function proveDetector() {
  const folder = path.join(cacheDir, 'tsan')
  mkdirSync(folder, { recursive: true })
  const source = path.join(folder, 'race.rs')
  const program = path.join(folder, 'race')
  writeFileSync(
    source,
    'static mut COUNT: u32 = 0;\nfn main() {\n' +
      '    let add = || (0..1000).for_each(|_| unsafe { COUNT += 1 });\n' +
      '    let other = std::thread::spawn(add);\n    add();\n    other.join().unwrap();\n}\n',
  )
  const compiled = await run(['rustc', ...FLAGS, '--target', TARGET, '-o', program, source], {
    env: { RUSTC_BOOTSTRAP: '1' },
  })
  if (compiled.code !== 0) throw new SetupError(`rustc could not compile ${source}:\n${compiled.output}`)
  const { output } = await runChecked(program)
  if (output.match(REPORT) !== null) return
  throw new SetupError(
    `${output}\nThreadSanitizer did not report a race that was made for it: it is not at work here.`,
  )
}

/** @param {...string} command */
function runChecked(...command) {
  return run(command, { env: { TSAN_OPTIONS: OPTIONS } })
}
