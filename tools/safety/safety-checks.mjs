// What `npm run test:safety` runs: each promise of safety with the check that guards it, and with the faults that
// show that the check can fail. `groggy::faults` says how a fault is planted; no release holds any.

import { testingBinding } from '../build/setup.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { cargoTest, healthReport, nodeTest, oneCheck, plainLine } from '../test/totals.mjs'

/**
 * @typedef {object} Fault
 * @property {string} name - what GROGGY_FAULT is set to.
 * @property {RegExp} says - matches a line of what the check prints when it sees the fault.
 * @property {string[] | (() => string[])} [command] - runs the part of the check that sees it, when the whole
 *   would take long.
 *
 * @typedef {import('../test/step-runner.mjs').Step & { faults: readonly Fault[] }} Check
 */

/** The binding built for tests, at the place of the library's own. */
const onTestingBinding = { GROGGY_NATIVE: testingBinding() }

const loom = [
  'cargo',
  'test',
  '--no-fail-fast',
  '--manifest-path',
  'crates/groggy-loom/Cargo.toml',
  '--target-dir',
  'target/loom',
]

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
    faults: [
      { name: 'panic-not-poisoned', says: /makes that graph refuse further work/ },
      {
        name: 'delivery-panic-dropped',
        says: /the promise was never settled/,
        command: nodeTests('panic', '--test-name-pattern=^complete: rejects'),
      },
      { name: 'finalizer-panic-untold', says: /nobody was told of the panic/ },
      { name: 'panic-leaves-finalizer', says: /failed to initiate panic|cannot unwind/ },
    ],
  }),
  check(
    'state',
    'every invariant of a graph and of a snapshot is broken on purpose, found and named',
    nodeTests('state'),
    {
      faults: [
        { name: 'validate-blind', says: /is found when 'adjacency' does not hold/ },
        { name: 'snapshot-trusted', says: /is found when 'adjacency' of a snapshot does not hold/ },
      ],
    },
  ),
  check(
    'memory',
    'each request for memory refused in turn, alone and with all later ones, in every operation',
    nodeTests('out-of-memory'),
    {
      faults: [
        {
          name: 'keys-not-given-back',
          says: /keyIndex: \d+ keys are indexed for \d+ nodes/,
          command: nodeTests('out-of-memory', '--test-name-pattern=^addEdges, making nodes$'),
        },
      ],
    },
  ),
  check('loom', 'every hand-written protocol between threads, in every order that loom can make', loom, {
    needs: [],
    env: {},
    totals: cargoTest,
    faults: ['object-lock', 'slots', 'readers', 'committed', 'hand-out', 'forest'].map(name => ({
      name: `loom-${name}`,
      says: new RegExp(`test tests::${name.replace('-', '_')} \\.\\.\\. FAILED`),
    })),
  }),
  check('asan', 'the TypeScript suite under AddressSanitizer, leaks at exit included', script('asan'), {
    needs: ['packages', 'typescript'],
    skippable: true,
    env: {},
    totals: plainLine,
    faults: [
      {
        name: 'use-after-free',
        says: /ERROR: AddressSanitizer: heap-use-after-free/,
        command: () => [...script('asan'), ...compiledTests('test', ['groggy']).filter(named('topology'))],
      },
    ],
  }),
  check('tsan', 'no race between the threads of the core, by ThreadSanitizer', script('tsan'), {
    needs: [],
    skippable: true,
    env: {},
    totals: plainLine,
    faults: [{ name: 'race-readers', says: /SUMMARY: ThreadSanitizer: data race .*Segment.*set/ }],
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
  check('lifetimes', 'every order in which what holds native memory can end', nodeTests('lifetimes'), {
    faults: [
      {
        name: 'view-not-kept',
        says: /view reads other values than were written/,
        command: nodeTests(
          'lifetimes',
          '--test-name-pattern=graph: close, snapshot: close, collecting at the end',
        ),
      },
      {
        name: 'holder-leaked',
        says: /native bytes are left when all is gone/,
        command: nodeTests(
          'lifetimes',
          '--test-name-pattern=graph: close, snapshot: close, collecting at the end',
        ),
      },
    ],
  }),
  check(
    'transfer',
    'memory that was moved to another thread outlives the one that made it',
    nodeTests('transfer'),
    {
      faults: [{ name: 'transfer-freed', says: /memory was freed that moved buffers read/ }],
    },
  ),
  check(
    'termination',
    'workers terminated in the middle are gone in time, with all they held',
    nodeTests('termination'),
    {
      faults: [
        {
          name: 'cancel-ignored',
          says: /was not gone \d+ ms after terminate/,
          command: nodeTests('termination', '--test-name-pattern=^terminated: task'),
        },
        {
          name: 'stop-late',
          says: /was not gone \d+ ms after/,
          command: nodeTests('termination', '--test-name-pattern=call|inline|pageRankSync'),
        },
      ],
    },
  ),
  check('pipes', 'a file that has nothing to say holds up nobody', nodeTests('pipes'), {
    faults: [{ name: 'pipe-waits', says: /reads did not end when they were given up|the pool waits/ }],
  }),
  check('workers', '200 workers, all operations, terminated at random', health('workers', 1), {
    totals: healthReport,
    faults: [{ name: 'handles-kept', says: /more than before/ }],
  }),
  check(
    'gc',
    'results are the same under seeded collections and the flags that stress V8',
    health('gc', 0.1),
    {
      totals: healthReport,
      faults: [
        {
          name: 'finalizer-writes',
          says: /collections: threw|gives another result than without|reads differently later/,
          command: health('gc', 0.2, 'Graph.fromEdges', 'Graph.neighbors', 'Graph.outEdges'),
        },
      ],
    },
  ),
  check('exit', 'the process ends as asked, with every operation in flight', health('exit', 0.25), {
    totals: healthReport,
    faults: [{ name: 'exit-aborts', says: /SIGABRT/ }],
  }),
  check(
    'hostile-input',
    'getters, proxies and buffers that change while they are read',
    nodeTests('hostile-input'),
    {
      faults: [{ name: 'lock-forgotten', says: /the graph was never locked while its input was read/ }],
    },
  ),
  check(
    'racing-input',
    'threads of the host write an array while a bulk call reads it',
    nodeTests('racing-input'),
    {
      faults: [
        {
          name: 'input-read-twice',
          says: /what was checked is not what was used|native code panicked: index out of bounds/,
        },
      ],
    },
  ),
  check(
    'hostile-host',
    'polluted prototypes, frozen built-ins, lying and endless arrays',
    nodeTests('hostile-host'),
    {
      faults: [{ name: 'half-applied', says: /the graph has changed/ }],
    },
  ),
  check(
    'replaced-methods',
    'methods of the built-ins replaced by spies, and by ones that throw',
    nodeTests('replaced-methods'),
    {
      faults: [{ name: 'inside-given', says: /something of the inside was given/ }],
    },
  ),
  check(
    'stopped',
    'JavaScript stopped by its host at any point, and the program goes on',
    nodeTests('stopped'),
    {
      faults: [
        { name: 'lock-left-by-stop', says: /this graph is locked by/ },
        { name: 'unclaimed-kept', says: /native bytes are left/ },
        { name: 'stale-after-stop', says: /half a change|reads stale/ },
      ],
    },
  ),
  check('monitor', 'the monitor names every kind of broken promise, and only those', nodeTests('monitor'), {
    faults: [{ name: 'monitor-blind', says: /the monitor has not seen it/ }],
  }),
  check(
    'doctor',
    'the self-test of `groggy doctor`',
    ['node', 'packages/groggy-cli/dist/main.js', 'doctor'],
    {
      faults: [{ name: 'wrong-answer', says: /components, here.*found 3, wanted 2/ }],
    },
  ),
  check('disabled', 'every operation can be switched off', nodeTests('disabled'), {
    faults: [{ name: 'disable-ignored', says: /^\s*\+\s+\w+: '(?!DISABLED)/ }],
  }),
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
    ...compiledTests('test-binding').filter(named(name)),
  ]
}

/**
 * A check of ffi-health on the library, as much of it as fits the time.
 *
 * @param {'workers' | 'gc' | 'exit'} name
 * @param {number} effort - a share of the full check.
 * @param {...string} operations - default: all.
 * @returns {() => string[]}
 */
function health(name, effort, ...operations) {
  return () => {
    const seed = process.env['GROGGY_SEED']
    return [
      ...['node', 'packages/ffi-health/dist/cli.js', name, '--json', '--effort', String(effort)],
      ...['--config', 'packages/operations/health/ffi-health.config.ts'],
      ...operations.flatMap(operation => ['--operation', operation]),
      ...(seed === undefined ? [] : ['--seed', seed]),
    ]
  }
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
  return ['node', `tools/safety/${name}.mjs`, ...args]
}
