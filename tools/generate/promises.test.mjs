// Protects: docs/promises.md never points at nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checksOf, commandOf, hasTest } from './promised-tests.mjs'
import { promises } from './promises.mjs'
import { problemsOf } from './promises-document.mjs'

const here = 'tools/generate/promises.test.mjs'

/** @type {import('./promises.mjs').Promised} */
const sound = {
  number: 1,
  part: 'Systems',
  text: '',
  files: ['package.json'],
  tests: [[here, 'whatever is not there is told']],
}

test('all twenty-four are there, in order', () => {
  assert.deepEqual(
    promises.map(({ number }) => number),
    Array.from({ length: 24 }, (_, i) => i + 1),
  )
})

test('whatever is not there is told', () => {
  assert.deepEqual(problemsOf(sound, []), [])
  const bridge = 'benchmarks/results/bridge.json'
  const rust = 'crates/groggy-host/src/operations.rs'
  for (const [broken, problem] of /** @type {const} */ ([
    [{ files: [] }, 'no file keeps it, or no test shows it'],
    [{ tests: [] }, 'no file keeps it, or no test shows it'],
    [{ files: ['no/such/file'] }, 'there is no file no/such/file'],
    [{ tests: [['no/such/test.mjs', 'x']] }, 'there is no file no/such/test.mjs'],
    [{ tests: [[here, `no such${''} test`]] }, `${here} has no test no such test`],
    [{ tests: [[here, 'package.json']] }, `${here} has no test package.json`],
    [{ tests: [[rust, 'is_disabled']] }, `${rust} has no test is_disabled`],
    [{ tests: [['tools/test/totals.mjs', 'x']] }, 'tools/test/totals.mjs has no test x'],
    [{ command: 'npm run no-such' }, 'there is no command npm run no-such'],
    [{ command: 'npm run health -- --no-such' }, 'there is no command npm run health -- --no-such'],
    [{ measured: [{ operation: 'Graph.none' }] }, `${bridge} has no {"operation":"Graph.none"}`],
    [{ measured: ['bytesLeft'] }, `${bridge} has no "bytesLeft"`],
    [{ counts: ['sheep'] }, 'nobody counts sheep'],
  ])) {
    const promised = /** @type {import('./promises.mjs').Promised} */ ({ ...sound, ...broken })
    assert.equal(problemsOf(promised, [])[0], `1: ${problem}`)
  }
})

test('a test that no step runs, or that is left out, shows nothing', () => {
  assert.equal(commandOf(['crates/groggy-loom/src/lib.rs']), undefined)
  assert.equal(
    commandOf(['packages/groggy/test/x.test.ts', 'packages/operations/test-binding/leaks.test.ts', here]),
    'npm test -- --only tools,tests,safety',
  )
  assert.deepEqual(checksOf('packages/groggy/test-binding/state.test.ts'), ['state'])
  assert.ok(hasTest(here, 'a test that no step runs, or that is left out, shows nothing'))
  // test.skip('left out', () => {})
  assert.ok(!hasTest(here, 'left out'))
})
