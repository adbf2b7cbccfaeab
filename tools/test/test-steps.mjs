// What `npm test` runs, in order. Every step gates; adding one is adding a row here.
import { compiledTests, toolTests } from './compiled-tests.mjs'
import { cargoTest, lastLine, nodeTest, oneCheck, plainLine } from './totals.mjs'

/** @typedef {import('./step-runner.mjs').Step} Step */

/** @type {Step['needs']} */
const built = ['packages', 'binding', 'typescript']

const OF_GRAPHS = ['groggy', 'groggy-cli', 'operations']
const bridgeGate = ['node', '--expose-gc', 'benchmarks/bridge/build/check.js']

/** @type {readonly Step[]} */
export const steps = [
  step('lockfiles', 'lockfiles hold on every platform', program('package/lockfiles'), { totals: plainLine }),
  step('rust-format', 'Rust sources are formatted', ['cargo', 'fmt', '--all', '--check']),
  step(
    'rust-lints',
    'clippy has no warning',
    cargo('clippy --workspace --all-targets --all-features -- -D warnings'),
  ),
  step(
    'rust-tests',
    'unit, property and documentation tests of every crate',
    cargo('test --workspace --all-features --no-fail-fast'),
    {
      totals: cargoTest,
    },
  ),
  step('rust-examples', 'every Rust example runs', program('test/rust-examples'), { totals: plainLine }),
  step('rust-docs', 'rustdoc has no warning', cargo('doc --workspace --exclude groggy-node --no-deps'), {
    env: { RUSTDOCFLAGS: '-D warnings' },
  }),
  step('deny', 'crates of every lockfile: licences, sources, no duplicates', program('package/deny'), {
    totals: plainLine,
  }),
  step(
    'npm-audit',
    'npm packages: signatures, known vulnerabilities; skipped where the registry does not answer',
    program('package/npm-audit'),
    { needs: ['packages'], totals: plainLine, skippable: true },
  ),
  step('tools', 'the programs of tools/', () => ['node', '--test', '--test-reporter=spec', ...toolTests()], {
    totals: nodeTest,
  }),
  step('tool-types', 'the programs of tools/ type-check', tool('typescript/bin/tsc', '-p', 'tools'), {
    needs: ['packages'],
  }),
  step(
    'biome',
    'TypeScript, JavaScript and JSON are linted and formatted',
    tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
    {
      needs: ['packages'],
    },
  ),
  step(
    'generated',
    'generated files are what their generators make',
    program('generate/generate', '--check'),
    {
      needs: ['packages', 'typescript'],
      totals: plainLine,
    },
  ),
  step('tests', 'TypeScript suite, native memory read in place', () => nodeTests(), {
    needs: built,
    totals: nodeTest,
    env: { GROGGY_EXTERNAL_BUFFERS: '1' },
  }),
  // ffi-health knows nothing of graphs, nor of how their memory is read.
  step('tests-copied', 'the same without ffi-health, external buffers refused', () => nodeTests(OF_GRAPHS), {
    needs: built,
    totals: nodeTest,
    env: { GROGGY_EXTERNAL_BUFFERS: '0' },
  }),
  step(
    'ffi-health',
    'ffi-health finds every illness of a sick addon, and none in a healthy one',
    () => ['node', '--test', '--test-reporter=spec', ...compiledTests('sick-addon')],
    { needs: ['packages', 'typescript'], totals: nodeTest },
  ),
  step(
    'own-bridge',
    'an addon without graphs on groggy-host: tests, leaks, workers',
    program('test/own-bridge'),
    {
      needs: ['packages', 'typescript'],
      totals: plainLine,
    },
  ),
  step(
    'health',
    'wrong arguments are refused, every unsafe says why, and the surface is the accepted one',
    program('test/health', '--only', 'errors,unsafe,api'),
    { needs: built },
  ),
  step('bridge', 'every public operation: crossings, bytes left, budgets as ratios', bridgeGate, {
    needs: built,
    totals: plainLine,
    env: { GROGGY_EXTERNAL_BUFFERS: '1' },
  }),
  step('tour', 'the tour runs on WordNet', node('packages/groggy-cli/dist/main.js', 'tour'), {
    needs: built,
  }),
  step('documents', 'the programs in READMEs and docs compile and run', program('test/run-documents'), {
    needs: built,
    totals: plainLine,
  }),
  step(
    'package',
    'packages as published: contents, types, installed and used elsewhere',
    program('package/package-test'),
    {
      needs: built,
      totals: plainLine,
    },
  ),
  step(
    'safety',
    'the promises of safety, each by a check that is known to be able to fail',
    program('safety/safety'),
    {
      needs: ['packages', 'testing-binding', 'typescript'],
      totals: lastLine,
    },
  ),
]

/**
 * @param {string} name
 * @param {string} about
 * @param {Step['command']} command
 * @param {Partial<Step>} more
 * @returns {Step}
 */
function step(name, about, command, more = {}) {
  return { name, about, command, needs: [], totals: oneCheck, env: {}, ...more }
}

/** @param {string} words - the arguments, none with a space in it. */
function cargo(words) {
  return ['cargo', ...words.split(' ')]
}

/**
 * @param {string} name - below tools/, without its extension.
 * @param {...string} args
 */
function program(name, ...args) {
  return node(`tools/${name}.mjs`, ...args)
}

/**
 * @param {string} file - a compiled program.
 * @param {...string} args
 */
function node(file, ...args) {
  return ['node', file, ...args]
}

/**
 * @param {string} file - below node_modules; run by this Node, which works on every system.
 * @param {...string} args
 */
function tool(file, ...args) {
  return node(`node_modules/${file}`, ...args)
}

/**
 * The TypeScript suites.
 *
 * @param {string[]} [packages] - default: all.
 */
function nodeTests(packages) {
  return ['node', '--expose-gc', '--test', '--test-reporter=spec', ...compiledTests('test', packages)]
}
