// Protects: a failing or empty run is never counted as a passing one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cargoTest, healthReport, nodeTest, oneCheck, plainLine } from './totals.mjs'

test('one check counts by its exit code', () => {
  assert.deepEqual(oneCheck('', true), { passed: 1, failed: 0, skipped: 0 })
  assert.deepEqual(oneCheck('', false), { passed: 0, failed: 1, skipped: 0 })
})

test('cargo: every test program counts', () => {
  const rest = '0 measured; 0 filtered out; finished in 0.1s'
  const output = [
    `test result: ok. 12 passed; 0 failed; 1 ignored; ${rest}`,
    `test result: FAILED. 2 passed; 3 failed; 0 ignored; ${rest}`,
  ].join('\n\n')
  assert.deepEqual(cargoTest(output, false), { passed: 14, failed: 3, skipped: 1 })
  assert.deepEqual(cargoTest('error: could not compile', false), { passed: 0, failed: 0, skipped: 0 })
})

test('node: both reporters, colours and cancelled tests', () => {
  const spec = 'ℹ tests 6\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n'
  assert.deepEqual(nodeTest(spec, false), { passed: 3, failed: 2, skipped: 1 })
  const coloured = '\x1b[34mℹ pass 7\x1b[39m\n\x1b[34mℹ fail 0\x1b[39m\n'
  assert.deepEqual(nodeTest(coloured, true), { passed: 7, failed: 0, skipped: 0 })
  const tap = '# Subtest: x\n# pass 5\n# fail 0\n# skipped 0\n# todo 2\n'
  assert.deepEqual(nodeTest(tap, true), { passed: 5, failed: 0, skipped: 2 })
})

test('plain lines, with and without skipped', () => {
  const lines = 'a\n3 passed, 1 failed\nb\n4 passed, 0 failed, 2 skipped\n'
  assert.deepEqual(plainLine(lines, false), { passed: 7, failed: 1, skipped: 2 })
  assert.deepEqual(plainLine('all 3 passed, 1 failed', true), { passed: 0, failed: 0, skipped: 0 })
})

test('ffi-health: each verdict counts', () => {
  const report = ['pass', 'fail', 'not-judged', 'pass'].map(status => ({ status }))
  assert.deepEqual(healthReport(JSON.stringify(report, null, 2), false), { passed: 2, failed: 1, skipped: 1 })
})
