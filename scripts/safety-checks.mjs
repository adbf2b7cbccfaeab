// What `npm run test:safety` runs: each promise of safety with the check that guards it, and with the faults that
// show that the check can fail. `groggy::faults` says how a fault is planted; no release holds any.
import { compiledTests } from './compiled-tests.mjs'
import { testingBinding } from './setup.mjs'
import { cargoTest, nodeTest, oneCheck, plainLine } from './totals.mjs'

/**
 * @typedef {object} Fault
 * @property {string} name - what GROGGY_FAULT is set to.
 * @property {RegExp} says - matches a line of what the check prints when it sees the fault.
 * @property {string[] | (() => string[])} [command] - runs the part of the check that sees it, when the whole
 *   would take long.
 *
 * @typedef {import('./step-runner.mjs').Step & { faults: readonly Fault[] }} Check
 */

/** The binding built for tests, at the place of the library's own. */
const onTestingBinding = { GROGGY_NATIVE: testingBinding() }

/** @type {readonly Check[]} */
export const checks = [
  check('leaks', 'nothing is left by any operation, nor by any error', nodeTests('leaks'), {
    faults: [
      {
        name: 'leaked-block',
        says: /10000 operations leave each time: .*"bytes":\d{6}/,
        command: nodeTests('leaks', '--test-name-pattern=^Graph.validate'),
      },
    ],
  }),
  check('panics', 'a panic is an InternalError, and what it hit refuses further work', nodeTests('panic'), {
    faults: [{ name: 'panic-not-poisoned', says: /makes that graph refuse further work/ }],
  }),
  check('asan', 'the TypeScript suite under AddressSanitizer, leaks at exit included', script('asan'), {
    needs: ['packages', 'typescript'],
    env: {},
    totals: plainLine,
    minutes: 30,
    faults: [
      {
        name: 'use-after-free',
        says: /ERROR: AddressSanitizer: heap-use-after-free/,
        command: () => [...script('asan'), ...compiledTests('test', ['groggy']).filter(named('topology'))],
      },
    ],
  }),
  check(
    'text-reader',
    'what the fuzzer found interesting is read alike in any chunks, on any threads, into healthy graphs',
    ['cargo', 'test', '-p', 'groggy', '--features', 'faults', '--lib', 'the_corpus_of_the_fuzzer'],
    {
      needs: [],
      env: {},
      totals: cargoTest,
      faults: [{ name: 'reader-quote-parity', says: /text_reader.\S+ is a finding/ }],
    },
  ),
]

/**
 * @param {string} name
 * @param {string} about
 * @param {Check['command']} command
 * @param {Partial<Check> & { faults: readonly Fault[] }} more - one fault at least: a check that cannot fail is none.
 * @returns {Check}
 */
function check(name, about, command, more) {
  return {
    name,
    about,
    command,
    needs: ['packages', 'testing-binding', 'typescript'],
    totals: command instanceof Function ? nodeTest : oneCheck,
    env: onTestingBinding,
    minutes: 10,
    ...more,
  }
}

/**
 * Tests of the library that need the binding built for tests.
 *
 * @param {string} name - of the test file.
 * @param {...string} options - of Node.
 * @returns {() => string[]}
 */
function nodeTests(name, ...options) {
  return () => [
    'node',
    '--expose-gc',
    '--test',
    '--test-reporter=spec',
    ...options,
    ...compiledTests('test-native').filter(named(name)),
  ]
}

/** @param {string} name - of a test file. */
function named(name) {
  return (/** @type {string} */ file) =>
    file.endsWith(`/${name}.test.js`) || file.endsWith(`\\${name}.test.js`)
}

/**
 * @param {string} name - of a file in this folder.
 * @param {...string} args
 */
function script(name, ...args) {
  return ['node', `scripts/${name}.mjs`, ...args]
}
