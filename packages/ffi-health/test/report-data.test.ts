/** Protects: what the report's charts and lists say of a run follows from what was measured. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckReport, OperationReport } from '../dist/findings/findings.js'
import { slopesOf } from '../dist/leaks/chart.js'
import { findingsOf } from '../dist/report/fix-order.js'
import { placeOperations } from '../dist/report/matrix.js'

function report(check: string, ...operations: readonly OperationReport[]): CheckReport {
  return { check, seed: 7, durationMs: 1, operations }
}

const slope = (bytesPerCall: number) => ({ bytesPerCall, low: bytesPerCall, high: bytesPerCall })

test('leaks: without an exact count, memory of the process is shown, not that there are no references', () => {
  const passed = { operation: 'get', status: 'pass', reason: 'nothing' } as const
  const [trend] = slopesOf([
    report('leaks', { ...passed, measurements: { complete: { handles: slope(0), resident: slope(2.5) } } }),
  ])
  assert.deepEqual([trend?.memory, trend?.bytesPerCall], ['resident', 2.5])
  const counted = { handles: slope(0), resident: slope(2.5), 'native liveBytes': slope(0) }
  const [exact] = slopesOf([report('leaks', { ...passed, measurements: { complete: counted } })])
  assert.equal(exact?.memory, 'native liveBytes')
})

test('matrix: what was not judged is not certain', () => {
  const judged = (status: 'pass' | 'not-judged') =>
    placeOperations([
      report('overhead', {
        operation: 'get',
        status,
        reason: '',
        measurements: { medianNs: 10, budgetNs: 50 },
      }),
      report('leaks', { operation: 'get', status: 'pass', reason: '' }),
      report('gc', { operation: 'get', status: 'pass', reason: '' }),
    ])[0]
  assert.equal(judged('pass')?.certain, true)
  assert.deepEqual(
    [judged('not-judged')?.certain, judged('not-judged')?.doubt],
    [false, 'overhead was not judged'],
  )
})

test('a finding is shown again without the operations that have none', () => {
  const failed = (operation: string): OperationReport => ({ operation, status: 'fail', reason: '', seed: 7 })
  const repeat = (check: string, ...names: readonly string[]) =>
    findingsOf([report(check, ...names.map(failed))])[0]?.repeat
  assert.equal(repeat('gc', 'get', "it's, all"), "ffi-health gc -o get 'it'\\''s, all' --seed 7")
  assert.equal(repeat('workers', 'get'), 'ffi-health workers --seed 7')
  assert.equal(repeat('gc', '(load)'), 'ffi-health gc --seed 7')
  const [partial] = findingsOf([{ ...report('gc', failed('get')), effort: 0.1 }])
  assert.equal(partial?.repeat, 'ffi-health gc -o get --seed 7 --effort 0.1')
})
