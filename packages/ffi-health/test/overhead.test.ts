/** Protects: an overrun is called one only when the machine was quiet enough to tell. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { completeBudgets } from '../dist/config/budgets.js'
import { judgeOverhead, time } from '../dist/overhead/judge.js'
import type { OperationSamples, ReferenceSamples } from '../dist/overhead/samples.js'
import { emptyLoop, loopAround } from '../dist/overhead/timed-loop.js'

const budgets = completeBudgets({ mine: { times: 3 } })
const processes = [1, 2, 3, 4, 5]
const quiet: ReferenceSamples = {
  loop: [1],
  emptyJs: [1, 1, 1],
  emptyNative: [10, 10, 11],
  preempted: 0,
  batches: 9,
  ownEmptyCall: false,
}
const noisy: ReferenceSamples = { ...quiet, emptyNative: [10, 15, 20, 30] }
const busy: ReferenceSamples = { ...quiet, preempted: 3 }

function judge(
  ns: (process: number) => number[],
  { facts = {}, references = quiet, async = false, preempted = 0, waited = 0 } = {},
) {
  const operation = processes.map(
    (process): OperationSamples => ({
      operation: 'op',
      callNs: ns(process),
      settledNs: async ? ns(process).map(value => value * 100) : [],
      preempted,
      waited,
    }),
  )
  return judgeOverhead('op', { class: 'simpleQuery', ...facts }, async, budgets, {
    operation,
    references: processes.map(() => references),
  })
}

describe('judgeOverhead', () => {
  test('under the budget passes, on a noisy machine too', () => {
    assert.equal(judge(() => [20, 21, 22]).status, 'pass')
    assert.equal(judge(() => [20, 21, 22], { references: noisy }).status, 'pass')
  })

  test('over the budget fails on a quiet machine, and is not judged on a noisy one', () => {
    assert.equal(judge(() => [70, 71, 72]).status, 'fail')
    const unjudged = judge(() => [70, 71, 72], { references: noisy })
    assert.equal(unjudged.status, 'not-judged')
    assert.match(unjudged.reason, /too noisy to judge/)
  })

  test('ten times the budget is not noise', () => {
    assert.equal(judge(() => [499, 499], { references: noisy }).status, 'not-judged')
    assert.equal(judge(() => [500, 500], { references: noisy }).status, 'fail')
  })

  test('a call that waits is judged by the clock, and by a busy machine only where that cannot matter', () => {
    const waits = (ns: number, references = quiet) => judge(() => [ns, ns], { waited: 2, references })
    assert.deepEqual([waits(40).status, waits(40, busy).status], ['pass', 'pass'])
    assert.equal(waits(70).status, 'fail')
    assert.match(waits(70).reason, /in which it waits/)
    assert.equal(waits(70, busy).status, 'not-judged')
    assert.equal(waits(1e6, busy).status, 'fail')
    assert.equal(judge(() => [70, 70], { references: busy }).status, 'fail')
  })

  test('processes on both sides of the budget are not judged', () => {
    assert.equal(judge(process => [40 + 4 * process]).status, 'not-judged')
  })

  test('a core that was always taken away leaves nothing to judge', () => {
    const report = judge(() => [], { preempted: 15 })
    assert.deepEqual([report.status, report.measurements?.['preempted']], ['not-judged', 75])
  })

  test('bulk operations are judged per 1 000 items, algorithms until they return', () => {
    const bulk = judge(() => [2_000_000], { facts: { class: 'bulkOperation', items: 4000 } })
    assert.deepEqual([bulk.status, bulk.measurements?.['medianNs']], ['pass', 500_000])
    const throwing = judge(() => [9000], { facts: { class: 'bulkOperation', throws: 'REFUSED' } })
    assert.deepEqual([throwing.status, throwing.measurements?.['medianNs']], ['pass', 9000])
    const algorithm = judge(() => [9000], { facts: { class: 'algorithm' }, async: true })
    assert.deepEqual([algorithm.status, algorithm.measurements?.['until']], ['pass', 'returned'])
    const query = judge(() => [9000], { async: true })
    assert.deepEqual([query.status, query.measurements?.['until']], ['fail', 'settled'])
  })

  test('a budget in empty native calls scales with the machine', () => {
    assert.equal(judge(() => [29], { facts: { class: 'mine' } }).status, 'pass')
    assert.equal(judge(() => [35], { facts: { class: 'mine' } }).status, 'fail')
  })

  test('what is declared to throw has the wider of two budgets', () => {
    const facts = { class: 'mine', throws: 'REFUSED' }
    const own = completeBudgets({ mine: { ns: 90_000 } })
    const sample = { operation: 'op', callNs: [80_000], settledNs: [], preempted: 0, waited: 0 }
    const samples = { operation: [sample], references: [quiet] }
    assert.equal(judgeOverhead('op', facts, false, own, samples).status, 'pass')
    assert.equal(judgeOverhead('op', facts, false, budgets, samples).status, 'fail')
    assert.equal(judge(() => [19_000], { facts: { throws: 'REFUSED' } }).status, 'pass')
  })

  test('where no process came to its end, nothing is judged', () => {
    const report = judgeOverhead('op', { class: 'simpleQuery' }, false, budgets, {
      operation: [],
      references: [],
    })
    assert.equal(report.status, 'not-judged')
  })

  test('times are read easily', () => {
    assert.deepEqual([3.14, 42, 4200, 5e6].map(time), ['3.1 ns', '42 ns', '4.2 µs', '5.0 ms'])
  })
})

test('every call of a loop is made', () => {
  const seen: number[] = []
  loopAround((own, i) => seen.push(i + Number(own)))(100, 3, 6)()
  assert.deepEqual(seen, [103, 104, 105])
  emptyLoop()(undefined, 0, 10)()
})
