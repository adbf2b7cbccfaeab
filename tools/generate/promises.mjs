// The promises that the project was founded on: what keeps each, what shows it, how to run that, what was measured.
// `npm run generate` makes docs/promises.md of it, and fails when a row points at nothing.

/**
 * @typedef {object} Promised
 * @property {number} number
 * @property {'Systems' | 'Judgement' | 'Routines' | 'Reach'} part
 * @property {string} text - the promise.
 * @property {string[]} files - what keeps it.
 * @property {[file: string, test: string][]} tests - what shows it: a file and the name of a test in it, with … for
 *   what a template puts in.
 * @property {string} [command] - what to run for it besides its tests.
 * @property {Measured[]} [measured] - rows of benchmarks/results/bridge.json.
 * @property {import('./counted.mjs').Counted[]} [counts]
 * @property {string} [open] - what of it is not kept yet, and where it is designed.
 *
 * @typedef {{ operation: string, variant?: string } | { class: string, variant?: string } | 'bytesLeft'} Measured - one row; the
 *   slowest of a class with a budget, or of those whose variant ends so; the most bytes that any operation left.
 */

const groggy = (/** @type {string} */ name) => `packages/groggy/test/${name}.test.ts`
const binding = (/** @type {string} */ name) => `packages/groggy/test-binding/${name}.test.ts`
const operations = (/** @type {string} */ name) => `packages/operations/test-binding/${name}.test.ts`
const host = (/** @type {string} */ name) => `crates/groggy-host/src/${name}.rs`
const health = (/** @type {string} */ name) => `packages/ffi-health/test/${name}.test.ts`

/** @type {readonly Promised[]} */
export const promises = [
  {
    number: 1,
    part: 'Systems',
    text: 'Bulk operations in one crossing; everything is converted before heavy work starts, no host object is held while it runs.',
    files: [
      'packages/groggy/src/input/node-input.ts',
      'packages/groggy/src/input/edge-input.ts',
      'crates/groggy-node/src/arguments.rs',
    ],
    tests: [
      [groggy('bulk-input'), 'that throws passes unchanged and leaves no lock'],
      [groggy('attributes'), '… keeps its values in bulk, as rows and as columns'],
    ],
    measured: [
      { operation: 'Graph.addNodes', variant: '1000 as rows' },
      { operation: 'Graph.addEdges', variant: '1000 as typed arrays' },
      { operation: 'Attributes.setValues', variant: '1000 as strings' },
    ],
  },
  {
    number: 2,
    part: 'Systems',
    text: 'References that are safe both ways: native data lives as long as anything in the host looks at it, in whatever order owners are dropped; references to host objects are tracked and can be swept.',
    files: ['crates/groggy-node/src/views.rs', 'crates/groggy/src/memory/allocation.rs', host('monitor')],
    tests: [
      [groggy('lifetime'), 'leaves what was handed out readable'],
      [binding('lifetimes'), 'every order was played'],
      [groggy('lifetime'), 'frees graphs and snapshots, but not while a column or attributes are held'],
      [host('monitor/tests'), 'host_reference_held_too_long'],
    ],
  },
  {
    number: 3,
    part: 'Systems',
    text: 'Shared reference counts, visible per side.',
    files: ['crates/groggy-node/src/snapshot.rs', 'packages/groggy/src/graph/graph.ts'],
    tests: [[groggy('snapshot'), 'is shared by token and counts who holds it']],
    measured: [{ operation: 'Snapshot.refs' }, { operation: 'Snapshot.share' }],
  },
  {
    number: 4,
    part: 'Systems',
    text: 'Error translation: one kind per cause, the source kept as cause, the operation named; the same in every language.',
    files: [
      'conformance/errors.json',
      'crates/groggy-host/src/errors.rs',
      'packages/groggy/src/errors/errors.ts',
    ],
    tests: [
      [groggy('errors'), '… is a …'],
      [groggy('errors'), 'show the caller when the work failed on the pool, for await and for then'],
      [host('errors'), 'the_source_chain_is_kept_nearest_first'],
    ],
    open: 'The Python classes are in the table; the Python face that raises them is later work.',
    counts: ['error kinds'],
  },
  {
    number: 5,
    part: 'Systems',
    text: 'One handler around every operation: take the graph or fail at once with who holds it, run, translate, enrich.',
    files: [
      'crates/groggy-host/src/entry.rs',
      'crates/groggy-host/src/object_lock.rs',
      'crates/groggy-node/src/entry.rs',
    ],
    tests: [
      [host('object_lock'), 'a_second_operation_fails_at_once_and_names_the_first'],
      [host('entry'), 'a_panic_poisons_and_keeps_its_message'],
      [groggy('bulk-input'), 'cannot change the graph meanwhile: BUSY names who holds it'],
    ],
  },
  {
    number: 6,
    part: 'Systems',
    text: 'Cached conversions: what was translated once is not translated again, within a fixed budget.',
    files: ['packages/groggy/src/views/text-cache.ts'],
    tests: [
      [groggy('text'), 'starts anew past its budget, and does not keep giants'],
      [groggy('text-heap'), 'ten million distinct strings are read within a heap of 64 MB'],
    ],
    measured: [
      { operation: 'Column.get', variant: 'string seen before' },
      { operation: 'Column.get', variant: 'string first time' },
    ],
  },
  {
    number: 7,
    part: 'Systems',
    text: 'Zero-copy attribute arrays.',
    files: ['packages/groggy/src/views/column-views.ts', 'crates/groggy-node/src/views.rs'],
    tests: [
      [groggy('attributes'), 'are its memory, of the length it had'],
      [groggy('attributes'), 'keep growing under a reader'],
    ],
    measured: [{ operation: 'Column.get', variant: 'number' }, { operation: 'Column.values' }],
  },
  {
    number: 8,
    part: 'Systems',
    text: "Long algorithms off the host's thread: event loop free, results as promises, panics and cancellations translated.",
    files: [
      'crates/groggy-host/src/task.rs',
      'crates/groggy-host/src/pool.rs',
      'crates/groggy-node/src/tasks.rs',
    ],
    tests: [
      [
        groggy('event-loop'),
        'ten million edges: the loop goes on, memory stays within 28 bytes an edge, work can be cancelled',
      ],
      [groggy('algorithms'), 'rejects with the reason of the signal, before and during the work'],
      [binding('panic'), 'ends the task with an InternalError that has the panic text'],
    ],
    measured: [{ operation: 'Graph.pageRank', variant: 'on the pool and back' }],
    open: 'Awaitables and the released interpreter lock come with the Python face.',
  },
  {
    number: 9,
    part: 'Systems',
    text: 'An offload optimiser that records every operation, starts at 100 µs, adapts after more than 100 samples, and explains itself.',
    files: ['crates/groggy-host/src/offload.rs', 'packages/groggy/src/runtime/offload.ts'],
    tests: [
      [host('offload/tests'), 'the_threshold_starts_at_100_us_and_moves_after_more_than_100_samples'],
      [host('offload/tests'), 'reasons_are_sentences_with_numbers'],
      [groggy('algorithms'), 'has threads, and explains where work ran'],
    ],
  },
  {
    number: 10,
    part: 'Systems',
    text: 'A run-time safety monitor, off by default: borrows, allocations, who holds the thread; it validates all references and lists violations.',
    files: ['crates/groggy-host/src/monitor.rs', 'packages/groggy/src/runtime/monitor.ts'],
    tests: [
      [host('monitor/tests'), 'dangling_view'],
      [host('monitor/tests'), 'borrow_across_threads'],
      [host('monitor/tests'), 'off_records_nothing_and_ends_are_still_noted'],
      [binding('monitor'), 'switched off it records nothing'],
      [groggy('runtime'), 'counts handles and crossings, and finds nothing wrong in ordinary use'],
    ],
    measured: [{ operation: 'Monitor.validate' }, { operation: 'Monitor.report' }],
  },
  {
    number: 11,
    part: 'Systems',
    text: 'Call-overhead budgets: 50 ns simple query, 100 ns attribute access, 1 ms per 1 000 bulk items, 10 µs set-up of an algorithm.',
    files: ['packages/operations/src/budgets.ts', 'benchmarks/bridge/src/check.ts'],
    tests: [
      [
        'packages/operations/test/measure.test.ts',
        'an operation that becomes slower is measured all the same',
      ],
    ],
    command: 'npm run bench:bridge',
    measured: [
      { class: 'simpleQuery' },
      { class: 'attributeAccess' },
      { class: 'bulkOperation' },
      { class: 'algorithm', variant: 'inline' },
    ],
  },
  {
    number: 12,
    part: 'Systems',
    text: 'Leak budget: less than 1 KB per 10 000 operations; with native owners dropped before host objects and the other way round.',
    files: ['packages/operations/test-binding/leaks.test.ts', 'crates/groggy-host/src/memory.rs'],
    tests: [
      [operations('leaks'), 'graphs that are kept are seen as a leak'],
      [operations('leaks'), 'every public member has an operation'],
      [binding('lifetimes'), 'graph: …, snapshot: …, …'],
      [groggy('lifetime'), 'keeps 2 000 graphs of 1 MB within 256 MB'],
    ],
    command: 'npm run test:safety',
    measured: ['bytesLeft'],
  },
  {
    number: 13,
    part: 'Systems',
    text: 'Documentation of every bridge method: parameters, result, cost, memory behaviour, example.',
    files: ['packages/groggy/src/graph/graph.ts', 'packages/ffi-health/src/api/documentation.ts'],
    tests: [[health('api'), 'what is documented and measured passes, and what lacks something says what']],
    command: 'npm run health',
    counts: ['documented surface'],
  },
  {
    number: 14,
    part: 'Judgement',
    text: 'The matrix of speed by safety decides how a change is looked at.',
    files: ['CONTRIBUTING.md', 'docs/guide.md', 'packages/ffi-health/src/report/matrix.ts'],
    tests: [
      ['tools/test/judgement.test.mjs', 'the matrix of speed by safety is the same everywhere'],
      [health('report'), 'places operations in the matrix'],
    ],
  },
  {
    number: 15,
    part: 'Judgement',
    text: "The questions for a new bridge method, in order: the host's idioms, memory-safe, zero-copy, off the thread, documented.",
    files: ['CONTRIBUTING.md', 'docs/guide.md'],
    tests: [['tools/test/judgement.test.mjs', 'the five questions are asked in order']],
  },
  {
    number: 16,
    part: 'Judgement',
    text: 'Which changes need whose consent.',
    files: ['CONTRIBUTING.md', 'docs/guide.md'],
    tests: [['tools/test/judgement.test.mjs', 'every kind of change has its reviewers']],
  },
  {
    number: 17,
    part: 'Routines',
    text: 'A health check each day: test results, leak reports, benchmarks, and what to mend first.',
    files: [
      'tools/test/health.mjs',
      'packages/operations/health/ffi-health.config.ts',
      'packages/ffi-health/src/report/mend-order.ts',
    ],
    tests: [[health('report'), 'opens with what to mend first: crashes before leaks before documentation']],
    command: 'npm run health',
  },
  {
    number: 18,
    part: 'Routines',
    text: 'A review each week: metrics across the boundary, every `unsafe` block with its reason, proposals, compatibility.',
    files: [
      'packages/ffi-health/src/report/report-data.ts',
      'packages/ffi-health/src/unsafe/inventory.ts',
      'tools/test/node-versions.mjs',
    ],
    tests: [
      [health('unsafe'), 'the project: verdicts, tests in other files, what is new since a revision'],
      [health('history'), 'the default baseline is the newest other revision that can be compared'],
    ],
    command: 'npm run health',
    counts: ['unsafe places'],
  },
  {
    number: 19,
    part: 'Routines',
    text: 'The checklist before a release.',
    files: [
      'packages/ffi-health/src/findings/checklist.ts',
      'tools/generate/unsafe-table.mjs',
      'tools/safety/asan.mjs',
      'tools/safety/tsan.mjs',
      'tools/safety/valgrind.mjs',
      'tools/safety/safety-checks.mjs',
      'benchmarks/bridge/src/check.ts',
    ],
    tests: [
      [
        'tools/safety/safety-checks.test.mjs',
        'every check has a fault, and says something particular about it',
      ],
      ['packages/ffi-health/sick-addon/sick.test.ts', 'healthy: every check passes'],
    ],
    command: 'npm run test:safety -- --prove',
    counts: ['safety checks'],
  },
  {
    number: 20,
    part: 'Routines',
    text: 'Incidents. Memory safety within 30 minutes: isolate, assess, work around, audit, tell. State corruption within 2 hours: find, validate, recover.',
    files: [
      'docs/incidents.md',
      'SECURITY.md',
      'packages/groggy-cli/src/commands/doctor.ts',
      'crates/groggy-host/src/operations.rs',
      'crates/groggy/src/graph/validate.rs',
    ],
    tests: [
      [binding('disabled'), 'every operation of the binding'],
      [groggy('errors'), 'throw or reject with DISABLED; all others work'],
      [binding('panic'), 'leaves the snapshots taken before whole, and a healthy graph can be made from one'],
      [binding('state'), 'is told from a sound one'],
    ],
  },
  {
    number: 21,
    part: 'Reach',
    text: 'numpy, pandas and networkx in Python; typed arrays, Arrow and graphology in TypeScript.',
    files: ['packages/groggy/src/arguments/arrays.ts', 'crates/groggy/src/column/data.rs'],
    tests: [[groggy('graphology'), '…: components']],
    open: 'Kept: typed arrays, and results compared with graphology. Not kept yet: the Python face with numpy, pandas and networkx, and the exchange of Arrow tables (columns have its layout already).',
    counts: ['conformance cases'],
  },
  {
    number: 22,
    part: 'Reach',
    text: 'A guide to safe and fast bridges, a performance cookbook, memory-safety patterns, a testing strategy for multi-language systems.',
    files: ['docs/guide.md', 'docs/safety-patterns.md', 'docs/testing-strategy.md'],
    tests: [['tools/test/documents.test.mjs', '…: every file that it names exists']],
  },
  {
    number: 23,
    part: 'Reach',
    text: 'Open tools for measuring and validating any bridge.',
    files: ['packages/ffi-health/README.md', 'packages/ffi-health/examples/crc32/ffi-health.config.ts'],
    tests: [['packages/ffi-health/sick-addon/sick.test.ts', '…: found by … in …']],
    open: 'A public board that compares bridges (the leaderboard) is later work.',
  },
  {
    number: 24,
    part: 'Reach',
    text: 'A bridge that others take as the reference: its host layer works without graphs.',
    files: [
      'examples/own-bridge/src/lib.rs',
      'examples/own-bridge/index.mjs',
      'crates/groggy-host/Cargo.toml',
    ],
    tests: [
      [
        'examples/own-bridge/own-bridge.test.mjs',
        'it is an example that can be read at once: less than 150 lines of code',
      ],
      [
        'examples/own-bridge/own-bridge.test.mjs',
        'workers that are terminated in mid-task leave nothing behind and disturb nobody',
      ],
    ],
    open: 'Whether others take it is theirs to say.',
    counts: ['lines of the example'],
  },
]
