/**
 * The health of this package: every public operation, what it may cost, and what is declared to fail.
 * `npm run health` in the repository runs it; `docs/testing-strategy.md` says why it looks as it does.
 *
 * Single checks, in this folder, after `npm run build`:
 *
 *     node ../ffi-health/dist/cli.js leaks --effort 0.1 --operation 'Graph.addNodes, rows' --json
 *
 * `GROGGY_NATIVE=FILE` (an absolute path) makes the same checks on another build of the binding, since `load`
 * imports the package and the package asks for it. On one with the feature `testing`, `leaks` judges live
 * allocations besides live bytes; `tools/test/native-tests.mjs` shows how to build it.
 */

import { defineBridge } from 'ffi-health'
import { algorithms } from './health/algorithms.js'
import { attributes } from './health/attributes.js'
import { changes } from './health/changes.js'
import { closeContext, openContext, recorded } from './health/context.js'
import { failures } from './health/failures.js'
import { lifetime } from './health/lifetime.js'
import { topology } from './health/topology.js'
import { watching } from './health/watching.js'

export default defineBridge({
  name: 'groggy',
  load: () => import('groggy'),
  setup: openContext,
  teardown: closeContext,
  operations: operation => ({
    ...topology(operation),
    ...attributes(operation),
    ...changes(operation),
    ...algorithms(operation),
    ...lifetime(operation),
    ...watching(operation),
    ...failures(operation),
  }),
  alsoRecord: recorded,
  nativeMemory: ({ runtime }) => runtime.memory(),
  // The bridge was founded on the first five. The others are guards against a slip, several times what is usual.
  budgets: {
    simpleQuery: { ns: 50 },
    attributeAccess: { ns: 100 },
    bulkOperation: { ns: 1_000_000 },
    algorithm: { ns: 10_000 },
    leakedBytes: 1024,
    // An algorithm that runs on the pool: until the result is there.
    handOver: { ns: 100_000 },
    // Gives or takes an object: a list, a date, a vector, a row.
    object: { ns: 2_000 },
    // Changes one thing by one flat call.
    change: { ns: 25_000 },
    // Makes or closes a graph or a snapshot.
    life: { ns: 50_000 },
    // Asks the runtime about itself.
    watch: { ns: 100_000 },
    // An error holds what went wrong in fields, the native error as its cause, and the stacks of both.
    throwing: { ns: 150_000 },
  },
  project: {
    package: '.',
    rust: ['../../crates/groggy', '../../crates/groggy-host', '../../crates/groggy-node'],
    rustTests: {
      '../../crates/groggy-node/': ['test', 'test-binding'],
      // Its functions are called through segments, whose tests reserve, commit, write and release.
      '../../crates/groggy/src/memory/pages_unix.rs': ['../../crates/groggy/src/memory/segment.rs'],
      '../../crates/groggy/src/memory/pages_elsewhere.rs': ['../../crates/groggy/src/memory/segment.rs'],
      '../../crates/groggy/src/formats/text/stream.rs': [
        '../../crates/groggy/src/formats/text/tests/sources.rs',
      ],
    },
    operationOf: {
      'Monitor.start': 'Monitor.start and stop',
      'Monitor.stop': 'Monitor.start and stop',
    },
    exampleContext: 'health/example-context.ts',
    sanitize: {
      build: [
        'cargo',
        'build',
        '--package',
        'groggy-node',
        '--features',
        'testing',
        '--target',
        'x86_64-unknown-linux-gnu',
        '--target-dir',
        '../../target/asan',
      ],
      buildEnv: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete' },
      addon: '../../target/asan/x86_64-unknown-linux-gnu/debug/libgroggy_node.so',
      env: { GROGGY_NATIVE: '{addon}' },
    },
  },
})
