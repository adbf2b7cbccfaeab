/** Results of other test runners and hosts count, and a file that cannot be read is never a pass. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { checklistOf } from '../dist/findings/checklist.js'
import { readHostResults } from '../dist/intake/host-results.js'
import { readJunit } from '../dist/intake/junit.js'
import { withOtherResults } from '../dist/intake/other-results.js'
import { junitXml } from '../dist/output/junit.js'
import { folder } from './folder.js'

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

const junit = write(
  'pytest.xml',
  `<?xml version="1.0"?><testsuites><testsuite name="pytest">
  <testcase classname="tests.test_leaks" name="page_rank" time="1.5"/>
  <testcase classname="tests.test_leaks" name="bfs"><failure message="leaks &lt;48&gt; bytes
  and more">long</failure></testcase>
  <testcase classname="tests.test_leaks" name="read"><skipped message="no file"/></testcase>
  <testcase classname="tests.test_leaks" name="close"><error>boom</error></testcase>
  </testsuite></testsuites>`,
)

test('JUnit counts for the check that the config names', () => {
  const [report, ...more] = readJunit(junit, 'leaks')
  assert.deepEqual(more, [])
  assert.equal(report?.check, 'leaks')
  assert.equal(report?.durationMs, 1500)
  assert.deepEqual(
    report?.operations.map(({ operation, status, reason }) => [operation, status, reason]),
    [
      ['pytest › page_rank', 'pass', 'passed'],
      ['pytest › bfs', 'fail', 'leaks <48> bytes'],
      ['pytest › read', 'not-judged', 'no file'],
      ['pytest › close', 'fail', 'boom'],
    ],
  )
  assert.equal(readJunit(junit)[0]?.check, 'tests')
})

test('what ffi-health writes as JUnit it reads again', () => {
  const operations = [{ operation: 'get', status: 'fail' as const, reason: 'leaks' }]
  const file = write('own.xml', junitXml('sample', [{ check: 'gc', seed: 1, durationMs: 10, operations }]))
  const [report] = readJunit(file)
  assert.equal(report?.check, 'gc')
  assert.equal(report?.operations[0]?.status, 'fail')
})

test('another host joins the checklist under its name', () => {
  const host = {
    ffiHealth: 1,
    host: 'python',
    runtime: 'CPython 3.12.3',
    checks: [
      {
        check: 'leaks',
        operations: [{ operation: 'page_rank', status: 'fail', reason: '48 bytes per call' }],
      },
      { check: 'gc', operations: [{ operation: 'page_rank', status: 'pass' }] },
    ],
  }
  write('python.json', JSON.stringify(host))
  const own = [
    {
      check: 'leaks',
      seed: 1,
      durationMs: 1,
      operations: [{ operation: 'pageRank', status: 'pass' as const, reason: '' }],
    },
  ]
  const { reports, hosts } = withOtherResults(own, folder, { hosts: [{ file: 'python.json' }] })
  assert.deepEqual(
    reports.map(({ check, operations }) => [check, operations.map(({ operation }) => operation)]),
    [
      ['leaks', ['pageRank', 'python: page_rank']],
      ['gc', ['python: page_rank']],
    ],
  )
  assert.equal(hosts[0]?.runtime, 'CPython 3.12.3')
  const items = checklistOf(reports)
  assert.equal(items.find(({ item }) => item === 'leaks under budget')?.status, 'fail')
  assert.equal(items.find(({ item }) => item === 'references stress-tested')?.status, 'pass')
})

test('files that are not what they should be are named, with the field', () => {
  assert.throws(() => readJunit(path.join(folder, 'absent.xml')), /cannot read .*absent\.xml/)
  assert.throws(() => readJunit(write('cut.xml', '<testsuites><testsuite>')), /expected XML in .*cut\.xml/)
  assert.throws(() => readJunit(write('other.xml', '<html></html>')), /expected JUnit XML/)
  assert.throws(() => readHostResults(write('a.json', '{')), /cannot read .*a\.json/)
  assert.throws(
    () => readHostResults(write('b.json', '{"ffiHealth": 2}')),
    /expected `ffiHealth` to be 1, got 2/,
  )
  const wrong = {
    ffiHealth: 1,
    host: 'x',
    checks: [{ check: 'gc', operations: [{ operation: 'a', status: 'ok' }] }],
  }
  assert.throws(
    () => readHostResults(write('c.json', JSON.stringify(wrong))),
    /checks\[0\]\.operations\[0\]\.status: expected 'pass'/,
  )
})
