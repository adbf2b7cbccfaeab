// Faults planted in the product, each with the check that has to see it: `npm run test:faults` proves that it does.
// `groggy::faults` says how a fault is planted; no release holds any.
import path from 'node:path'
import { steps } from '../test/steps.mjs'

/**
 * @typedef {object} Fault
 * @property {string} name - what GROGGY_FAULT is set to.
 * @property {string} check - a test file of packages/groggy/test-binding, or else a step of `npm test`.
 * @property {RegExp} says - matches a line of what the check prints when it sees the fault.
 * @property {readonly string[]} args - narrow the check down to the part that sees the fault.
 */

const LIFETIME = named('graph close, snapshot close, collecting at the end')
const OPERATIONS = ['Graph.fromEdges, 1000 as typed arrays', 'Graph.neighbors', 'Graph.outEdges']

/** @type {readonly Fault[]} */
export const faults = [
  fault(
    'leaks',
    'leaked-block',
    /10000 operations leave each time: .*"bytes":\d{6}/,
    named('^Graph.validate'),
  ),
  fault('panic', 'panic-not-poisoned', /makes its graph refuse further work/),
  fault('panic', 'delivery-panic-dropped', /the promise was never settled/, named('^a panic at complete')),
  fault('panic', 'finalizer-panic-untold', /nobody was told of the panic/),
  fault('panic', 'panic-leaves-finalizer', /failed to initiate panic|cannot unwind/),
  fault('state', 'validate-blind', /reports a graph whose 'adjacency' does not hold/),
  fault('state', 'snapshot-trusted', /reports a snapshot whose 'adjacency' does not hold/),
  fault(
    'out-of-memory',
    'keys-not-given-back',
    /keyIndex: \d+ keys are indexed for \d+ nodes/,
    named('^addEdges, making nodes leaves'),
  ),
  ...['object-lock', 'slots', 'readers', 'committed', 'hand-out', 'forest'].map(name =>
    fault('loom', `loom-${name}`, new RegExp(`test tests::${name.replace('-', '_')} \\.\\.\\. FAILED`)),
  ),
  fault('asan', 'use-after-free', /ERROR: AddressSanitizer: heap-use-after-free/, ['topology']),
  fault('tsan', 'race-readers', /SUMMARY: ThreadSanitizer: data race .*Segment.*set/),
  fault('rust-unit', 'reader-quote-parity', /text_reader.\S+ is a finding/, ['the_corpus_of_the_fuzzer']),
  fault('lifetimes', 'view-not-kept', /view reads other values than were written/, LIFETIME),
  fault('lifetimes', 'holder-leaked', /native bytes are left when all is gone/, LIFETIME),
  fault('transfer', 'transfer-freed', /memory was freed that moved buffers read/),
  fault(
    'termination',
    'cancel-ignored',
    /was not gone after terminate\(\) and \d+ ms of work/,
    named('terminated in the middle of: task'),
  ),
  fault('termination', 'stop-late', /was not gone after .*\d+ ms of work/, named('call|inline|pageRankSync')),
  fault('pipes', 'pipe-waits', /reads did not end when they were given up|the pool waits/),
  fault('workers', 'handles-kept', /more than before/),
  fault(
    'gc',
    'finalizer-writes',
    /collections: threw|gives another result than without|reads differently later/,
    ['--effort', '0.2', ...OPERATIONS.flatMap(operation => ['--operation', operation])],
  ),
  fault('exit', 'exit-aborts', /SIGABRT/),
  fault('hostile-input', 'lock-forgotten', /the graph was never locked while its input was read/),
  fault(
    'racing-input',
    'input-read-twice',
    /what was checked is not what was used|native code panicked: index out of bounds/,
  ),
  fault('hostile-host', 'half-applied', /the graph has changed/),
  fault('replaced-methods', 'inside-given', /something of the inside was given/),
  fault('stopped', 'lock-left-by-stop', /expected a graph that no operation is using/),
  fault('stopped', 'unclaimed-kept', /native bytes are left/),
  fault('stopped', 'stale-after-stop', /half a change|reads stale/),
  fault('monitor', 'monitor-blind', /the monitor has not seen it/),
  fault('doctor', 'wrong-answer', /components, here.*found 3, wanted 2/),
  fault('disabled', 'disable-ignored', /^\s*\+\s+\w+: '(?!DISABLED)/),
]

/**
 * The step that runs just what sees a fault.
 *
 * @param {Fault} fault
 * @returns {import('../test/steps.mjs').Step}
 */
export function checkOf({ name, check, args }) {
  const own = steps.find(step => step.name === check)
  const [step] = own === undefined ? steps.filter(step => step.name === 'test-binding') : [own]
  if (step === undefined) throw new Error(`${name}: there is no check ${check}`)
  const isTest = (/** @type {string} */ word) => word.endsWith('.test.js')
  const narrowed = (/** @type {string[]} */ words) => [
    ...words.filter(word => !isTest(word)),
    ...args,
    ...words.filter(
      word => isTest(word) && (own !== undefined || path.basename(word) === `${check}.test.js`),
    ),
  ]
  return {
    ...step,
    name: `${check}.${name}`,
    command: () => narrowed(step.command()),
    env: { ...step.env, GROGGY_FAULT: name },
  }
}

/** @param {string} pattern - of the names of tests. */
function named(pattern) {
  return [`--test-name-pattern=${pattern}`]
}

/**
 * @param {string} check
 * @param {string} name
 * @param {RegExp} says
 * @param {readonly string[]} args
 * @returns {Fault}
 */
function fault(check, name, says, args = []) {
  return { name, check, says, args }
}
