/** Protects: a first report comes to its end, and says what was done and nothing else. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { exportsOf } from '../dist/probe/exports.js'
import { probe } from '../dist/probe/probe.js'
import { folder } from './folder.js'

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

test('a folder is the package in it, and a name that ends in .js may be a package', async () => {
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  write('exporting/package.json', '{ "name": "exporting", "exports": { "import": "./only.mjs" } }')
  write('exporting/only.mjs', 'export const one = 1')
  write('main/package.json', '{ "main": "lib" }')
  write('main/lib/index.js', 'exports.two = 2')
  write('node_modules/number.js/index.js', 'exports.three = 3')
  write('empty/readme.txt', '')
  const exportsAt = async (name: string, from = folder) => {
    const { exports } = await probe(name, { folder: from, call: false, seed: 1, progress: () => undefined })
    return exports.map(one => one.path).filter(one => one !== 'default')
  }
  assert.deepEqual(await exportsAt('.', path.join(folder, 'exporting')), ['one'])
  assert.deepEqual(await exportsAt('./exporting'), ['one'])
  assert.deepEqual(await exportsAt('./main/'), ['two'])
  assert.deepEqual(await exportsAt('number.js'), ['three'])
  await assert.rejects(exportsAt('./empty'), {
    name: 'UsageError',
    message: /index\.js in .*empty, got none/,
  })
  await assert.rejects(exportsAt('./addon.js'), { name: 'UsageError', message: /cannot load/ })
})
