/**
 * The health of groggy: every operation of the catalogue, what it may cost, and what is declared to fail.
 * `npm run health` in the repository runs it; `docs/testing-strategy.md` says why it looks as it does.
 *
 * Single checks, in this folder, after `npm run build`:
 *
 *     node ../../ffi-health/dist/cli.js leaks --effort 0.1 --operation 'Graph.addNodes, 1000 as rows' --json
 *
 * `GROGGY_NATIVE=FILE` (an absolute path) makes the same checks on another build of the binding, since `load`
 * imports the package and the package asks for it. On one with the feature `testing`, `leaks` judges live
 * allocations besides live bytes; `npm run test:file` builds it.
 */

import { defineBridge, type PreparedOperation } from 'ffi-health'
import {
  budgetNsOf,
  Context,
  failures,
  hiddenPrototypes,
  leakBudget,
  measuredAs,
  type Operation,
  operations,
} from 'groggy-operations'

/** What ffi-health takes of an operation. */
function judged(operation: Operation): PreparedOperation<Context> {
  const { name, crossings, barNs, guardNs, endsWithOwner, declared, run, ...facts } = operation
  const common = { ...facts, budget: { ns: budgetNsOf(operation) } }
  if (declared === undefined) return { ...common, run }
  return {
    ...common,
    args: (given: readonly unknown[]) => given,
    call: (_: never, ...args: never) => declared(...args),
  }
}

export default defineBridge({
  name: 'groggy',
  load: () => import('groggy'),
  setup: lib => new Context(lib),
  teardown: context => context.close(),
  operations: Object.fromEntries(
    [...operations, ...failures].map(operation => [operation.name, judged(operation)]),
  ),
  alsoRecord: hiddenPrototypes,
  nativeMemory: ({ runtime }) => runtime.memory(),
  budgets: { leakedBytes: leakBudget.foundingBytes },
  project: {
    package: '../../groggy',
    surface: '../../groggy/ffi-health.api.json',
    rust: ['../../../crates/groggy', '../../../crates/groggy-host', '../../../crates/groggy-node'],
    rustTests: {
      '../../../crates/groggy-node/': ['../../groggy/test', '../../groggy/test-binding', '../test-binding'],
      // Its functions are called through segments, whose tests reserve, commit, write and release.
      '../../../crates/groggy/src/memory/pages_unix.rs': ['../../../crates/groggy/src/memory/segment.rs'],
      '../../../crates/groggy/src/memory/pages_elsewhere.rs': [
        '../../../crates/groggy/src/memory/segment.rs',
      ],
      '../../../crates/groggy/src/formats/text/stream.rs': [
        '../../../crates/groggy/src/formats/text/tests/sources.rs',
      ],
      '../../../crates/groggy/examples/': ['../../../tools/test/rust-examples.mjs'],
    },
    operationOf: Object.fromEntries(measuredAs),
    exampleContext: 'example-context.ts',
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
        '../../../target/asan',
      ],
      buildEnv: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zsanitizer=address -Clink-arg=-Wl,-z,nodelete' },
      addon: '../../../target/asan/x86_64-unknown-linux-gnu/debug/libgroggy_node.so',
      env: { GROGGY_NATIVE: '{addon}' },
    },
  },
})
