/**
 * Protects: each check finds the illness that it is for, names the operation that has it, and finds nothing in a
 * healthy addon.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { buildAddon, buildable, type Check, ffiHealth } from './run.js'

/**
 * Illness, the check that finds it, the operation it names, and what the reason must say. Of the bytes of a process
 * only the number of digits: pages, and what the C library keeps, are in them.
 */
const illnesses: readonly (readonly [
  illness: string,
  check: string,
  operation: string,
  reason: RegExp,
  effort?: string,
])[] = [
  ['leak', 'leaks', 'add', /complete: leaks \d\d(\.\d+)? bytes per call of resident memory/],
  ['table', 'leaks', 'add', /complete: leaks \d+(\.\d+)? bytes per call of resident memory/],
  ['later', 'leaks', 'work', /complete: leaks \d{3}(\.\d+)? bytes per call of resident memory/],
  [
    'failing',
    'leaks',
    'each',
    /reject: each\(argument 2 is a function that throws\) leaks \d{3}(\.\d+)? bytes/,
    '0.05',
  ],
  ['ref', 'leaks', 'hold', /leaks \d+(\.\d+)? bytes per call of handles memory/],
  ['uaf', 'gc', 'box', /reads differently later/],
  ['worker', 'workers', '(load)', /ended by SIGABRT/],
  ['block', 'loop', 'work', /blocks the event loop for \d{3}/],
  ['string', 'errors', 'size', /throws string "size: not a string", which is not an Error/],
  [
    'swallow',
    'errors',
    'each',
    /each\(argument 2 is a function that throws\) swallows the error of its callback/,
  ],
  [
    'follow',
    'errors',
    'hold',
    /hold\(argument 1 is a proxy that answers everything with itself\) the process did not end/,
  ],
  ['abort', 'errors', 'size', /ended by SIGABRT/],
  ['libuv', 'loop', 'work', /starves libuv's threads/],
]

describe('the sick addon', { skip: !buildable }, () => {
  before(buildAddon)

  for (const [illness, check, operation, reason, effort = '0.2'] of illnesses) {
    test(`${illness}: found by ${check} in ${operation}`, async () => {
      const only = operation.startsWith('(') ? [] : ['--operation', operation]
      const run = await ffiHealth(illness, check, '--json', '--effort', effort, ...only)
      assert.equal(run.code, 1, run.stdout + run.stderr)
      const report: Check = JSON.parse(run.stdout)
      assert.equal(report.check, check)
      const found = report.operations.find(one => one.operation === operation)
      assert.equal(found?.status, 'fail', run.stdout)
      assert.match(found?.reason ?? '', reason)
    })
  }

  test('exit: status 0 before the work is done is a failure of the operation, in every check', async () => {
    const run = await ffiHealth(
      'exit',
      ...['check', '--json', '--effort', '0.02', '--operation', 'add', '--operation', 'size'],
      ...['--only', 'overhead,leaks,gc,workers'],
    )
    assert.equal(run.code, 1, run.stdout + run.stderr)
    const reports: readonly Check[] = JSON.parse(run.stdout)
    for (const { check, operations } of reports) {
      const found = operations.find(({ status }) => status === 'fail')
      assert.match(found?.operation ?? '', check === 'workers' ? /^add|all together/ : /^add$/, run.stdout)
      assert.match(found?.reason ?? '', /exited with 0 in the middle of its work/)
      assert.ok(!operations.some(({ status, operation }) => status === 'fail' && operation === 'size'))
    }
    assert.equal(reports.length, 4)
  })

  for (const [illness, reason] of [
    ['leak', /leaks 16 bytes per call of native liveBytes memory/],
    ['table', /leaks \d+(\.\d+)? bytes per call of native liveBytes memory .*, in steps: /],
  ] as const) {
    test(`${illness}, where the addon tells its live bytes: exact, and in no operation that shares its process`, async () => {
      const args = ['-c', 'exact.config.ts', '--json', '--effort', '0.1']
      const { operations }: Check = JSON.parse((await ffiHealth(illness, 'leaks', ...args)).stdout)
      const leaking = operations.filter(({ status }) => status === 'fail')
      assert.deepEqual(
        leaking.map(({ operation }) => operation),
        ['add'],
        JSON.stringify(operations),
      )
      assert.match(leaking[0]?.reason ?? '', reason)
    })
  }

  test('healthy: every check passes', async () => {
    const run = await ffiHealth('', 'check', '--json', '--effort', '0.2')
    assert.equal(run.code, 0, run.stdout + run.stderr)
    const reports: readonly Check[] = JSON.parse(run.stdout)
    const failing = reports.flatMap(({ operations }) => operations.filter(({ status }) => status === 'fail'))
    assert.deepEqual(failing, [])
    for (const name of ['overhead', 'leaks', 'gc', 'workers', 'exit', 'errors', 'loop']) {
      const passing = reports
        .find(({ check }) => check === name)
        ?.operations.filter(({ status }) => status === 'pass')
      assert.ok(passing !== undefined && passing.length > 0, `${name} judged nothing: ${run.stdout}`)
    }
  })

  test('a finding is repeated by its seed', async () => {
    const run = await ffiHealth('uaf', 'gc', '--json', '--effort', '0.2', '--operation', 'box', '--seed', '7')
    const again = await ffiHealth(
      'uaf',
      'gc',
      '--json',
      '--effort',
      '0.2',
      '--operation',
      'box',
      '--seed',
      '7',
    )
    const [one, other]: readonly Check[] = [run, again].map(({ stdout }) => JSON.parse(stdout))
    assert.equal(one?.seed, 7)
    assert.deepEqual(one?.operations, other?.operations)
  })
})
