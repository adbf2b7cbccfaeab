// Protects: `doctor` says what a report needs, and its exit code says whether the library works here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runtime } from 'groggy'
import { groggy, shape, start } from './command.js'

test('as JSON', async () => {
  const { code, stdout, stderr } = await groggy('doctor', '--json')
  const told = JSON.parse(stdout)
  assert.equal(code, 0, JSON.stringify(told.selfTest))
  assert.equal(stderr, '')
  assert.deepEqual(shape(told.versions), { groggy: 'string', native: 'string', node: 'string', v8: 'string' })
  assert.equal(told.versions.native, runtime.version)
  assert.equal(told.versions.node, process.versions.node)
  assert.equal(told.mode, runtime.inPlace ? 'in place' : 'fallback')
  assert.deepEqual(shape(told.memory.byOwner), shape(runtime.memory().byOwner))
  assert.equal(told.selfTest.passed, true)
  assert.ok(told.selfTest.checks.length > 10)
})

test('as text, with what the environment sets', async () => {
  const env = { GROGGY_EXTERNAL_BUFFERS: '0', GROGGY_THREADS: '3' }
  const { code, stdout } = await start(['doctor'], env).ended
  assert.equal(code, 0, stdout)
  assert.match(stdout, /^threads +3$/m)
  assert.match(stdout, /^mode +fallback$/m)
  assert.match(stdout, /^memory +\S+ \S+ \(.*topology/m)
  assert.match(stdout, /^setting +GROGGY_THREADS=3/m)
  assert.match(stdout, /^components, on the pool +passed/m)
  assert.match(stdout, /^The library works here\.$/m)
})

test('a part that does not work is named, and the exit code is 1', async () => {
  const { code, stdout } = await start(['doctor'], { GROGGY_DISABLE: 'connectedComponents' }).ended
  assert.equal(code, 1)
  assert.match(stdout, /^components, here +DisabledError: /m)
  assert.match(stdout, /^counts +passed/m)
  assert.match(stdout, /does NOT work here/)
})
