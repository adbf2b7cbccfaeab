/** Protects: a first report comes to its end, and says what was done and nothing else. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { exportsOf } from '../dist/probe/exports.js'
import { probe } from '../dist/probe/probe.js'

const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
after(() => rmSync(folder, { recursive: true }))

test('bytes and collections among the exports are not read entry by entry', () => {
  const table = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, i]))
  const found = exportsOf({
    bytes: Buffer.alloc(1 << 20),
    floats: new Float64Array(1 << 16),
    map: new Map([[1, 2]]),
    set: new Set([1]),
    table,
  })
  const paths = found.map(one => one.path)
  assert.deepEqual(paths.slice(0, 5), ['bytes', 'floats', 'map', 'set', 'table'])
  assert.ok(paths.length < 300, `${paths.length} exports`)
})

test('the report tells of no calls that nobody made', async () => {
  writeFileSync(path.join(folder, 'addon.cjs'), 'exports.add = (a, b) => a + b')
  const { checks, exports } = await probe('./addon.cjs', {
    folder,
    call: false,
    seed: 1,
    progress: () => undefined,
  })
  assert.deepEqual(
    exports.map(one => one.path),
    ['add'],
  )
  for (const { check, operations } of checks) {
    assert.deepEqual(
      operations.map(({ operation, status }) => [operation, status]),
      [['(load)', 'pass']],
      check,
    )
    assert.doesNotMatch(operations[0]?.reason ?? '', /calls|in flight/)
  }
})
