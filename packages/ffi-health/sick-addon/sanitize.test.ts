/**
 * Protects: AddressSanitizer finds what only it can see, in the operation that did it, and nothing in a healthy addon.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { before, describe, test } from 'node:test'
import { buildAddon, type Check, ffiHealth } from './run.js'

const compiler = spawnSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout?.trim() ?? ''
const skip =
  process.platform === 'linux' && compiler.startsWith('/') ? false : 'needs gcc with libasan on Linux'

describe('the sick addon under AddressSanitizer', { skip }, () => {
  before(buildAddon)

  const sanitize = async (illness: string, ...operations: readonly string[]) => {
    const only = operations.flatMap(name => ['--operation', name])
    const run = await ffiHealth(
      illness,
      'sanitize',
      '-c',
      'sanitize.config.ts',
      '--only',
      'asan',
      '--json',
      ...only,
    )
    const report: Check = JSON.parse(run.stdout)
    return Object.fromEntries(
      report.operations.map(({ operation, status, reason }) => [operation, { status, reason }]),
    )
  }

  test('uaf: bytes that are read after their box freed them', async () => {
    const { box, size } = await sanitize('uaf', 'box', 'size')
    assert.equal(box?.status, 'fail')
    assert.match(box?.reason ?? '', /heap-use-after-free.*sick\.c:\d+/)
    assert.equal(size?.status, 'pass', size?.reason)
  })

  test('leak: found at exit, and placed', async () => {
    const { add, size } = await sanitize('leak', 'add', 'size')
    assert.equal(add?.status, 'fail')
    assert.match(add?.reason ?? '', /leak of \d+ bytes in .*\badd \(sick\.c:\d+\)/)
    assert.equal(size?.status, 'pass', size?.reason)
  })

  test('healthy: clean', async () => {
    for (const [operation, { status, reason }] of Object.entries(await sanitize(''))) {
      assert.equal(status, 'pass', `${operation}: ${reason}`)
    }
  })
})
