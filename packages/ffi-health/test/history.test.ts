/** Runs are stored whole by either way to SQLite, and compared by ratios of one run, never by times of two days. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, test } from 'node:test'
import type { Status } from '../dist/findings/findings.js'
import { compareRuns } from '../dist/history/compare.js'
import { openDatabase } from '../dist/history/database.js'
import { History, type Run } from '../dist/history/history.js'
import { baselineRuns, recordRun } from '../dist/history/record-run.js'
import { folder } from './folder.js'

const machine = { platform: 'linux 6', arch: 'x64', cpu: 'A', cores: 2, memoryGiB: 8 }

/** A run whose operation `get` took so many nanoseconds when an empty native call took `emptyNs`. */
function run(
  id: number,
  revision: string,
  ns: number,
  emptyNs: number,
  more: Partial<Run> = {},
  noise = 0.1,
): Run {
  const measurements = { medianNs: ns, lowNs: ns * 0.95, highNs: ns * 1.1, emptyNativeNs: emptyNs, noise }
  return {
    id,
    startedAt: '2026-01-01T00:00:00.000Z',
    bridge: 'sample',
    revision,
    subject: 'a change',
    dirty: false,
    machine,
    host: 'node',
    runtime: 'v20.1.0',
    reports: [
      {
        check: 'overhead',
        seed: 1,
        effort: 0.1,
        durationMs: 5,
        operations: [{ operation: 'get', status: 'pass', reason: 'fast', measurements }],
      },
    ],
    ...more,
  }
}

for (const kind of ['auto', 'wasm'] as const) {
  test(`a run comes back as it was stored (${kind})`, () => {
    using history = new History(path.join(folder, kind, '.ffi-health', 'history.sqlite'), kind)
    const { id, ...stored } = run(1, 'aaa', 20, 10)
    assert.equal(history.add(stored), id)
    assert.equal(history.add({ ...stored, revision: 'bbb', bridge: 'other' }), 2)
    assert.deepEqual(history.run(1), { id, ...stored })
    assert.deepEqual(
      history.runs({ bridge: 'sample' }).map(one => one.id),
      [1],
    )
    assert.deepEqual(
      history.runs().map(one => one.id),
      [2, 1],
    )
    assert.deepEqual(history.runs({ revision: 'ccc' }), [])
  })
}

test('a file that was made before runs told their effort is used on', () => {
  const file = path.join(folder, 'older.sqlite')
  new History(file).close()
  const older = openDatabase(file)
  older.run('ALTER TABLE reports DROP COLUMN effort')
  older.close()
  using history = new History(file)
  const { id, ...stored } = run(1, 'aaa', 20, 10)
  history.add(stored)
  assert.deepEqual(history.run(id), { id, ...stored })
})

describe('comparing', () => {
  const verdict = (base: readonly Run[], now: Run): Status | undefined =>
    compareRuns(base, now).find(({ operation }) => operation === 'get' || operation === '(baseline)')?.status

  test('a machine that is slower altogether is not a regression', () => {
    assert.equal(verdict([run(1, 'a', 20, 10)], run(2, 'b', 60, 30)), 'pass')
  })

  test('twice the time is one', () => {
    const [found] = compareRuns([run(1, 'a', 20, 10)], run(2, 'b', 40, 10))
    assert.equal(found?.status, 'fail')
    assert.match(found?.reason ?? '', /2\.0 empty native calls before, 4\.0 now \(\+100 %\)/)
  })

  test('where only the empty native call has moved, nothing is judged', () => {
    const [found] = compareRuns([run(1, 'a', 20, 10)], run(2, 'b', 20, 5))
    assert.equal(found?.status, 'not-judged')
    assert.match(
      found?.reason ?? '',
      /but only the empty native call has changed: .* 22 ns before, .* 20 ns now/,
    )
  })

  test('what was measured on a noisy machine before is not a base for a verdict that the noise may explain', () => {
    const noisy = run(1, 'a', 20, 10, {}, 0.9)
    const [found] = compareRuns([noisy], run(2, 'b', 45, 10))
    assert.equal(found?.status, 'not-judged')
    assert.match(found?.reason ?? '', /varied by 90 %/)
    assert.equal(verdict([noisy], run(2, 'b', 60, 10)), 'fail')
    assert.equal(verdict([noisy], run(2, 'b', 60, 10, {}, 0.9)), 'not-judged')
  })

  test('noisy runs of the base do not count where there are calmer ones', () => {
    const base = [run(1, 'a', 60, 10, {}, 0.9), run(2, 'a', 20, 10)]
    assert.equal(verdict(base, run(3, 'b', 40, 10)), 'fail')
    assert.equal(verdict(base, run(3, 'b', 22, 10)), 'pass')
  })

  test('within the tolerance it passes; where spreads overlap, or all is noise, nothing is judged', () => {
    assert.equal(verdict([run(1, 'a', 20, 10)], run(2, 'b', 24, 10)), 'pass')
    assert.equal(
      verdict([run(1, 'a', 20, 10), run(2, 'a', 34, 10), run(3, 'a', 21, 10)], run(4, 'b', 30, 10)),
      'not-judged',
    )
    assert.equal(verdict([run(1, 'a', 20, 10)], run(2, 'b', 40, 10, {}, 0.9)), 'not-judged')
  })

  test('another processor, Node or host is not compared', () => {
    const others: Partial<Run>[] = [
      { machine: { ...machine, cpu: 'B' } },
      { runtime: 'v24.0.0' },
      { host: 'python' },
    ]
    for (const other of others)
      assert.equal(verdict([run(1, 'a', 20, 10, other)], run(2, 'b', 90, 10)), 'not-judged')
    assert.equal(verdict([run(1, 'a', 20, 10, { runtime: 'v20.9.0' })], run(2, 'b', 90, 10)), 'fail')
    assert.equal(verdict([], run(2, 'b', 90, 10)), 'not-judged')
  })

  test('what passed and now fails is worse, in any check', () => {
    const leaks = (status: Status) => ({
      check: 'leaks',
      seed: 1,
      durationMs: 1,
      operations: [{ operation: 'get', status, reason: '16 bytes per call' }],
    })
    const found = compareRuns(
      [run(1, 'a', 20, 10, { reports: [leaks('pass')] })],
      run(2, 'b', 20, 10, { reports: [leaks('fail')] }),
    )
    assert.deepEqual(
      found.map(({ operation, status }) => [operation, status]),
      [['leaks get', 'fail']],
    )
  })
})

test('the default baseline is the newest other revision that can be compared', () => {
  using history = new History(path.join(folder, 'baseline', 'history.sqlite'))
  const runs = [
    run(1, 'aaa', 20, 10),
    run(2, 'bbb', 20, 10),
    run(3, 'bbb', 21, 10),
    run(4, 'ccc', 20, 10, { runtime: 'v24.0.0' }),
    run(5, 'ddd', 20, 10),
  ]
  for (const { id: _, ...one } of runs) history.add(one)
  const last = run(5, 'ddd', 20, 10)
  assert.deepEqual(
    baselineRuns(history, last).map(({ id }) => id),
    [3, 2],
  )
  assert.deepEqual(
    baselineRuns(history, last, 'aaa').map(({ id }) => id),
    [1],
  )
  // Of one revision alone, and of none: the earlier runs of the same.
  const first = run(1, 'aaa', 20, 10)
  assert.deepEqual(baselineRuns(history, first), [])
  assert.deepEqual(
    baselineRuns(history, run(2, 'aaa', 21, 10)).map(({ id }) => id),
    [1],
  )
  using unknown = new History(path.join(folder, 'unknown', 'history.sqlite'))
  for (const { id: _, ...one } of runs) unknown.add({ ...one, revision: null })
  assert.deepEqual(
    baselineRuns(unknown, run(6, 'eee', 20, 10, { revision: null })).map(({ id }) => id),
    [5],
  )
})

test('recording outside a repository stores the run with its verdicts', async () => {
  const { reports } = run(1, 'aaa', 20, 10)
  const file = path.join(folder, 'outside', 'history.sqlite')
  const report = (await recordRun({ folder, bridge: 'sample', reports, file })).at(-1)
  assert.equal(report?.check, 'history')
  assert.equal(report?.operations[0]?.status, 'not-judged')
  const again = (await recordRun({ folder, bridge: 'sample', reports, file })).at(-1)
  assert.deepEqual(
    again?.operations.map(({ operation, status }) => [operation, status]),
    [['get', 'pass']],
  )
  using history = new History(file)
  assert.deepEqual(
    history.run(1)?.reports.map(({ check }) => check),
    ['overhead', 'history'],
  )
})

test('what seems slower is measured again, and is slower only when it is so each time', async () => {
  const timed = (ns: number) => run(1, 'aaa', ns, 10).reports
  const file = path.join(folder, 'again', 'history.sqlite')
  await recordRun({ folder, bridge: 'sample', reports: timed(20), file })
  const record = async (times: readonly number[]) => {
    const left = [...times]
    const asked: (readonly string[])[] = []
    const [first = 0] = left.splice(0, 1)
    const reports = await recordRun({
      folder,
      bridge: 'sample',
      reports: timed(first),
      file,
      again: async names => {
        asked.push(names)
        return timed(left.shift() ?? first).flatMap(({ operations }) => operations)
      },
    })
    const [overhead, history] = reports
    return {
      asked: asked.length,
      status: history?.operations[0]?.status,
      medianNs: overhead?.operations[0]?.measurements?.['medianNs'],
    }
  }
  assert.deepEqual(await record([21]), { asked: 0, status: 'pass', medianNs: 21 })
  assert.deepEqual(await record([90, 20]), { asked: 1, status: 'pass', medianNs: 20 })
  assert.deepEqual(await record([90, 95, 22]), { asked: 2, status: 'pass', medianNs: 22 })
  assert.deepEqual(await record([90, 80, 85]), { asked: 2, status: 'fail', medianNs: 80 })
})
