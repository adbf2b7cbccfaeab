// `npm run fuzz [-- --minutes N] [--jobs N] [--merge]`: coverage-guided fuzzing of the text reader by libFuzzer, with
// AddressSanitizer. Passes when nothing was found in that time. What is found interesting is kept in
// `.cache/fuzz/text_reader` from run to run; `--merge` adds to the committed corpus those of them that reach code
// which it does not, and leaves out what others make superfluous.
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkCargo, runMain, SetupError } from '../build/setup.mjs'
import { cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { phase } from '../run/progress.mjs'

const TARGET = 'x86_64-unknown-linux-gnu'
const NAME = 'text_reader'
/** Longer texts reach nothing that these do not, and take longer. */
const LONGEST = 2048

/** What libFuzzer is guided by: counters at every edge, compared values, and the checks of AddressSanitizer. */
const FLAGS = [
  '--cfg=fuzzing',
  '-Zsanitizer=address',
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
]

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      jobs: { type: 'string', default: '1' },
      merge: { type: 'boolean', default: false },
    },
  })
  const minutes = Number(values.minutes)
  const jobs = Number(values.jobs)
  if (!(minutes > 0) || !(Number.isInteger(jobs) && jobs > 0)) {
    throw new SetupError(
      'Use --minutes and --jobs with numbers above 0, as in `npm run fuzz -- --minutes 10`.',
    )
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('Fuzzing runs on x86-64 Linux only; `npm test` replays its corpus everywhere.')
  }
  const fuzzer = await build()
  const committed = inRoot('fuzz', 'corpus', NAME)
  const found = path.join(cacheDir, 'fuzz', NAME)
  const findings = path.join(cacheDir, 'fuzz', 'findings')
  for (const folder of [found, findings]) mkdirSync(folder, { recursive: true })
  return values.merge
    ? merge(fuzzer, committed, found)
    : fuzz([fuzzer, `-artifact_prefix=${findings}/`], [found, committed], minutes, jobs)
})

async function build() {
  await checkCargo()
  const folder = inRoot('target', 'fuzz')
  const cargo = ['cargo', 'build', '--release', '--locked', '--manifest-path', inRoot('fuzz', 'Cargo.toml')]
  const { code, output } = await phase('building the fuzzer', () =>
    run([...cargo, '--target', TARGET, '--target-dir', folder], {
      env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: FLAGS.join(' ') },
    }),
  )
  if (code !== 0)
    throw new SetupError(`The fuzzer does not build; libFuzzer needs a C++ compiler.\n${output}`)
  return path.join(folder, TARGET, 'release', NAME)
}

/**
 * @param {string[]} fuzzer
 * @param {string[]} corpora - the first takes what is new.
 * @param {number} minutes
 * @param {number} jobs - processes at a time.
 */
async function fuzz(fuzzer, corpora, minutes, jobs) {
  const seconds = Math.ceil(minutes * 60)
  const options = [`-max_total_time=${seconds}`, '-timeout=20', '-rss_limit_mb=2048', `-max_len=${LONGEST}`]
  const runs = Array.from({ length: jobs }, (_, job) =>
    run([...fuzzer, ...options, '-print_final_stats=1', ...corpora], {
      verbose: job === 0,
      timeoutMs: (seconds + 300) * 1000,
    }),
  )
  const results = await Promise.all(runs)
  const executions = results.map(({ output }) =>
    Number(/number_of_executed_units:\s*(\d+)/.exec(output)?.[1]),
  )
  const failed = results.filter(({ code }) => code !== 0)
  for (const { output } of failed) console.log(output.slice(-20_000))
  if (failed.length > 0) {
    console.log(
      'A finding: mend it, and put the input that libFuzzer named above into fuzz/corpus/text_reader, ' +
        'by a name that says what it is.',
    )
    return 1
  }
  console.log(
    `no finding in ${minutes} minutes: ${executions.reduce((sum, count) => sum + count, 0)} inputs tried`,
  )
  return 0
}

/**
 * @param {string} fuzzer
 * @param {string} committed
 * @param {string} found
 */
async function merge(fuzzer, committed, found) {
  const merged = path.join(cacheDir, 'fuzz', 'merged')
  rmSync(merged, { recursive: true, force: true })
  mkdirSync(merged, { recursive: true })
  // Inputs that a person named stay whatever they reach; libFuzzer adds those that reach more code, not more often.
  const isNamed = (/** @type {string} */ name) => !/^[0-9a-f]{40}$/.test(name)
  for (const name of readdirSync(committed).filter(isNamed)) {
    copyFileSync(path.join(committed, name), path.join(merged, name))
  }
  const { code, output } = await phase('minimising the corpus', () =>
    run([fuzzer, '-set_cover_merge=1', '-use_counters=0', `-max_len=${LONGEST}`, merged, committed, found]),
  )
  if (code !== 0) throw new SetupError(`libFuzzer could not merge the corpora:\n${output.slice(-5000)}`)
  rmSync(committed, { recursive: true })
  cpSync(merged, committed, { recursive: true })
  console.log(`the corpus has ${readdirSync(committed).length} files`)
  return 0
}
