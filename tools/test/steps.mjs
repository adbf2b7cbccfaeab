// What `npm test` runs, in order. A row here gates; those with `quick` are what `npm run check` runs.
import { availableParallelism } from 'node:os'
import { npmCommand, testingBinding } from '../setup/setup.mjs'
import { compiledTests, toolTests } from './compiled-tests.mjs'
import { cargoTest, healthReport, nodeTest, oneCheck, plainLine } from './totals.mjs'

/**
 * @typedef {object} Step
 * @property {string} name - for `--only`, the log file and the report.
 * @property {() => string[]} command - program and arguments; asked after set-up.
 * @property {readonly import('../setup/setup.mjs').Part[]} needs - what is set up before.
 * @property {import('./totals.mjs').TotalsReader} totals - counts what it ran; default: one check.
 * @property {Record<string, string>} env
 * @property {boolean} quick
 * @property {boolean} skippable - all of it may be skipped; otherwise something has to pass.
 */

const PACKAGES = /** @type {const} */ (['packages', 'typescript'])
const BUILT = /** @type {const} */ ([...PACKAGES, 'binding'])
/** Needs the binding built for tests, in the place of the library's own. */
const FOR_TESTS = {
  needs: /** @type {const} */ ([...PACKAGES, 'testing-binding']),
  env: { GROGGY_NATIVE: testingBinding },
}
const lines = { totals: plainLine }
const quick = true

// cargo gets one set of features everywhere, so that it builds each crate once.
/** @type {readonly Step[]} */
export const steps = [
  step('rust-format', 'cargo fmt --all --check', { quick }),
  step('rust-lints', 'cargo clippy --workspace --all-features --all-targets -- -D warnings', { quick }),
  step('rust-unit', 'cargo test --workspace --all-features --no-fail-fast --lib', {
    totals: cargoTest,
    quick,
  }),
  step('rust-tests', 'cargo test --workspace --all-features --no-fail-fast --test *', { totals: cargoTest }),
  step('rust-doctests', 'cargo test --workspace --all-features --doc', { totals: cargoTest }),
  step('rust-examples', 'node tools/test/rust-examples.mjs', lines),
  step('rust-docs', 'cargo doc --workspace --all-features --exclude groggy-node --no-deps', {
    env: { RUSTDOCFLAGS: '-D warnings' },
  }),
  step('deny', 'node tools/package/deny.mjs', lines),
  step('npm-audit', 'node tools/package/npm-audit.mjs', { ...lines, needs: PACKAGES, skippable: true }),
  tests('tools', toolTests, { needs: PACKAGES, quick }),
  step('tool-types', 'node node_modules/typescript/bin/tsc -p tools', { needs: PACKAGES, quick }),
  step('biome', 'node node_modules/@biomejs/biome/bin/biome check --error-on-warnings', {
    needs: PACKAGES,
    quick,
  }),
  step('prose', 'node tools/lint/prose.mjs', { ...lines, quick }),
  step('generated', 'node tools/generate/generate.mjs --check', { ...lines, needs: PACKAGES, quick }),
  tests('tests', () => compiledTests('test'), { needs: BUILT, env: { GROGGY_EXTERNAL_BUFFERS: '1' }, quick }),
  // ffi-health knows nothing of graphs, nor of how their memory is read.
  tests('tests-copied', () => compiledTests('test', ['groggy', 'groggy-cli']), {
    needs: BUILT,
    env: { GROGGY_EXTERNAL_BUFFERS: '0' },
  }),
  tests('test-binding', () => compiledTests('test-binding'), FOR_TESTS),
  tests('sick-addon', () => compiledTests('sick-addon'), { needs: PACKAGES }),
  step('own-bridge', '', {
    command: () => [...npmCommand(), 'run', 'check', '--prefix', 'examples/own-bridge'],
    totals: nodeTest,
    needs: PACKAGES,
  }),
  step('health', 'node tools/test/health.mjs --only errors,unsafe,api', { needs: BUILT }),
  health('workers', 1),
  health('gc', 0.1),
  health('exit', 0.25),
  step('bridge', 'node --expose-gc benchmarks/bridge/build/check.js', {
    ...lines,
    needs: BUILT,
    env: { GROGGY_EXTERNAL_BUFFERS: '1' },
  }),
  step('tour', 'node packages/groggy-cli/dist/main.js tour', { needs: BUILT }),
  step('doctor', 'node packages/groggy-cli/dist/main.js doctor', FOR_TESTS),
  step('documents', 'node tools/test/run-documents.mjs', { ...lines, needs: BUILT }),
  step('package', 'node tools/package/package-test.mjs', { ...lines, needs: BUILT }),
  step(
    'loom',
    'cargo test --no-fail-fast --manifest-path crates/groggy-loom/Cargo.toml --target-dir target/loom',
    {
      totals: cargoTest,
    },
  ),
  step('tsan', 'node tools/safety/tsan.mjs', { ...lines, skippable: true }),
  step('asan', 'node tools/safety/asan.mjs', { ...lines, needs: PACKAGES, skippable: true }),
]

/** @param {string} name @param {string} command - no argument has a space in it. @param {Partial<Step>} more */
function step(name, command, more = {}) {
  const defaults = { needs: [], totals: oneCheck, env: {}, quick: false, skippable: false }
  return { name, command: () => command.split(' '), ...defaults, ...more }
}

/** @param {string} name @param {() => string[]} files - tests of Node. @param {Partial<Step>} more */
function tests(name, files, more) {
  // Node leaves one processor idle by default.
  const options = [
    '--expose-gc',
    '--test',
    `--test-concurrency=${availableParallelism()}`,
    '--test-reporter=spec',
  ]
  const command = () => ['node', ...options, ...files()]
  return step(name, '', { totals: nodeTest, command, ...more })
}

/** A check of ffi-health on the library. @param {string} name @param {number} effort - a share of the full check. */
function health(name, effort) {
  const seed = process.env['GROGGY_SEED']
  const options = `--json --effort ${effort} --config packages/operations/health/ffi-health.config.ts`
  const command = `node packages/ffi-health/dist/cli.js ${name} ${options}${seed === undefined ? '' : ` --seed ${seed}`}`
  return step(name, command, { ...FOR_TESTS, totals: healthReport })
}
