// `npm run fuzz [-- OPTION …]`: coverage-guided fuzzing of the text reader by libFuzzer with AddressSanitizer, for ten
// minutes. Options are libFuzzer's: `-max_total_time=60`, `-jobs=2`. New inputs go to .cache/fuzz/text_reader, findings
// to .cache/fuzz/findings. `-merge=1` copies those that reach new code into the committed corpus instead.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { must, runMain } from '../setup/setup.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'
const NAME = 'text_reader'
const COMMITTED = inRoot('fuzz', 'corpus', NAME)
const FOUND = path.join(cacheDir, 'fuzz', NAME)
const FINDINGS = path.join(cacheDir, 'fuzz', 'findings')
/** Longer texts reach nothing that these do not, and take longer. */
const LIMITS = ['-max_total_time=600', '-timeout=20', '-rss_limit_mb=2048', '-max_len=2048']

/** What libFuzzer is guided by: counters at every edge, compared values, and the checks of AddressSanitizer. */
const COVERAGE = ['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares']
const FLAGS = [
  ...['--cfg=fuzzing', '-Zsanitizer=address', '-Cpasses=sancov-module'],
  ...COVERAGE.map(option => `-Cllvm-args=-sanitizer-coverage-${option}`),
]

await runMain(async () => {
  const folder = inRoot('target', 'fuzz')
  const cargo = ['cargo', 'build', '--release', '--locked', '--manifest-path', inRoot('fuzz', 'Cargo.toml')]
  await must('building the fuzzer', [...cargo, '--target', TARGET, '--target-dir', folder], {
    env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: FLAGS.join(' ') },
  })
  for (const each of [FOUND, FINDINGS]) mkdirSync(each, { recursive: true })
  const options = process.argv.slice(2)
  // The first corpus takes what is new.
  const corpora = options.includes('-merge=1') ? [COMMITTED, FOUND] : [FOUND, COMMITTED]
  const fuzzer = [path.join(folder, TARGET, 'release', NAME), ...LIMITS, `-artifact_prefix=${FINDINGS}/`]
  return (await run([...fuzzer, ...options, ...corpora], { inherit: true })).code
})
