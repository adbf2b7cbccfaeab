// Protects: docs/promises.md never points at nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promises } from '../promises.mjs'
import { problemsOf } from '../promises-document.mjs'

/** @type {import('../promises.mjs').Promised} */
const sound = { number: 1, part: 'Systems', text: '', files: ['package.json'], tests: [] }

test('all twenty-four are there, in order', () => {
  assert.deepEqual(
    promises.map(({ number }) => number),
    Array.from({ length: 24 }, (_, i) => i + 1),
  )
})

test('whatever is not there is told', () => {
  const here = 'scripts/test/promises.test.mjs'
  assert.deepEqual(problemsOf({ ...sound, tests: [[here, 'whatever is not there is told']] }, []), [])
  for (const [broken, problem] of /** @type {const} */ ([
    [{ files: ['no/such/file'] }, '1: there is no file no/such/file'],
    [{ tests: [[here, `no such${''} test`]] }, `1: ${here} has no test no such test`],
    [{ command: 'npm run no-such' }, '1: there is no command npm run no-such'],
    [
      { command: 'npm test -- --only scripts,none' },
      '1: there is no command npm test -- --only scripts,none',
    ],
    [
      { measured: [{ operation: 'Graph.none' }] },
      '1: benchmarks/results/bridge.json has no {"operation":"Graph.none"}',
    ],
  ])) {
    const promised = /** @type {import('../promises.mjs').Promised} */ ({ ...sound, ...broken })
    assert.deepEqual(problemsOf(promised, []), [problem])
  }
})
