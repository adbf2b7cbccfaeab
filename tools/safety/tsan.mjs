// `npm run test:tsan`: crates/groggy/examples/threads compiled with ThreadSanitizer, with several seeds. Passes when every
// part does and no race is reported but what tsan.suppressions names, which is never ours.
//
// The standard library comes compiled without the checks, and to compile it with them takes its sources and a nightly
// cargo. So the build sets `--cfg groggy_tsan`, by which crates/groggy/src/sync/ shows what std orders.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../run/checkout.mjs'
import { phase, run } from '../run/command.mjs'
import { must, runMain, SetupError } from '../setup/setup.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'
const FLAGS = ['-Zsanitizer=thread', '-Cunsafe-allow-abi-mismatch=sanitizer']
const TARGET_DIR = inRoot('target', 'tsan')
const EXAMPLE = path.join(TARGET_DIR, TARGET, 'release', 'examples', 'threads')
const REPORT = /^=+\nWARNING: ThreadSanitizer:[\s\S]*?^=+$/gm

/** The exit code stays the program's own: reports are counted. Enough of the past that the other access has a stack. */
const OPTIONS = `suppressions=${inRoot('tools', 'safety', 'tsan.suppressions')} exitcode=0 history_size=4`

await runMain(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('ThreadSanitizer runs on x86-64 Linux only\n0 passed, 0 failed, 1 skipped')
    return 0
  }
  const cargo = [
    'cargo',
    'build',
    '--release',
    '--package',
    'groggy',
    '--example',
    'threads',
    '--features',
    'faults',
  ]
  await must(
    'building the core with ThreadSanitizer',
    [...cargo, '--target', TARGET, '--target-dir', TARGET_DIR],
    {
      env: {
        RUSTC_BOOTSTRAP: '1',
        RUSTFLAGS: [...FLAGS, '--cfg', 'groggy_tsan'].join(' '),
        CARGO_PROFILE_RELEASE_LTO: 'off',
      },
    },
  )
  if (!readFileSync(EXAMPLE).includes('__tsan_write')) {
    throw new SetupError('The example was built without the checks of ThreadSanitizer.')
  }
  const first = Number(process.env['GROGGY_SEED'] ?? 1)
  let passed = 0
  let failed = 0
  for (const seed of [first, first + 1, first + 2]) {
    const { code, output } = await phase(`the core's threads, seed ${seed}`, () =>
      run([EXAMPLE, `${seed}`], { env: { TSAN_OPTIONS: OPTIONS } }),
    )
    const reports = output.match(REPORT) ?? []
    passed += output.match(/^ok: /gm)?.length ?? 0
    failed += reports.length + (code === 0 ? 0 : 1)
    if (code !== 0 || reports.length > 0) console.log(`${output}\nGROGGY_SEED=${seed} repeats this\n`)
  }
  console.log(`${passed} passed, ${failed} failed, 0 skipped`)
  return failed === 0 && passed > 0 ? 0 : 1
})
