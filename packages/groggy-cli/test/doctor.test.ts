// Protects: `doctor` says what a report needs, and its exit code says whether the library works here.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import { runtime } from 'groggy'
import { file, folder, groggy, roads, shape, start } from './command.js'

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
  const real = JSON.stringify(binding())
  const lying = file('lying.cjs', `module.exports = { ...require(${real}), validate: () => ['a lie'] }`)
  const { code, stdout } = await start(['doctor'], { GROGGY_NATIVE: path.join(folder, lying) }).ended
  assert.equal(code, 1)
  assert.match(stdout, /^structure +found \["a lie"\], wanted \[\]/m)
  assert.match(stdout, /^counts +passed/m)
  assert.match(stdout, /^The library does NOT work here/m)
})

test('what is switched off is not a failure, and is told', async () => {
  const env = { GROGGY_DISABLE: 'connectedComponents,snapshot' }
  const { code, stdout } = await start(['doctor'], env).ended
  assert.equal(code, 0, stdout)
  assert.match(stdout, /^components, here +switched off/m)
  assert.match(stdout, /^snapshot +switched off/m)
  assert.match(stdout, /^counts +passed/m)
  assert.match(stdout, /^What is switched off was not tested; all else works here\.$/m)
  const told = JSON.parse((await start(['doctor', '--json'], env).ended).stdout)
  assert.equal(told.selfTest.passed, true)
  assert.deepEqual(
    told.selfTest.checks.find(({ name }: { name: string }) => name === 'snapshot').problem,
    'DisabledError: snapshot: expected an enabled operation, got one disabled by GROGGY_DISABLE; remove snapshot from the variable and restart',
  )
})

test('nor does what the report itself asks for, when it is switched off', async () => {
  const env = { GROGGY_DISABLE: 'memory,threads,monitorStart,monitorValidate,monitorStop' }
  const { code, stdout } = await start(['doctor'], env).ended
  assert.equal(code, 0, stdout)
  assert.match(stdout, /^threads +switched off/m)
  assert.match(stdout, /^memory +switched off/m)
  assert.match(stdout, /^promises of the bridge +switched off/m)
  assert.match(stdout, /^bytes left +switched off/m)
  assert.match(stdout, /^counts +passed/m)
  const told = JSON.parse((await start(['doctor', '--json'], env).ended).stdout)
  assert.deepEqual([told.threads, told.memory, told.selfTest.passed], [null, null, true])
})

test('another addon is not taken for the native module', async () => {
  const other = file('other.cjs', 'exports.answer = 42')
  const { code, stdout } = await start(['doctor'], { GROGGY_NATIVE: path.join(folder, other) }).ended
  assert.equal(code, 1)
  assert.match(
    stdout,
    /got \S+other\.cjs, which cannot be loaded \(expected a native module of groggy, got .*\)/,
  )
})

test('a library that does not load is told with all that is known without it', async () => {
  const env = { GROGGY_NATIVE: '/no/such.node' }
  const { code, stdout, stderr } = await start(['doctor'], env).ended
  assert.equal(code, 1)
  assert.equal(stderr, '')
  assert.match(stdout, /^versions +groggy \S+, node /m)
  assert.match(stdout, /^setting +GROGGY_NATIVE=\/no\/such\.node/m)
  assert.match(stdout, /native module in GROGGY_NATIVE, got \/no\/such\.node, which does not exist; unset it/)
  assert.match(stdout, /^The library does NOT load here/m)
  const asJson = await start(['doctor', '--json'], env).ended
  assert.equal(asJson.code, 1)
  const told = JSON.parse(asJson.stdout)
  assert.equal(told.selfTest, undefined)
  assert.match(told.loadError[0], /which does not exist/)
})

test('a file that is not a native module is named with what Node says', async () => {
  const env = { GROGGY_NATIVE: path.join(folder, file('no.json', '{')) }
  const { code, stderr } = await start(['info', file('a.csv', roads)], env).ended
  assert.equal(code, 1)
  assert.match(stderr, /GROGGY_NATIVE, got \S+no\.json, which cannot be loaded \(/)
  assert.match(stderr, /remedy +follow the message/)
  assert.doesNotMatch(stderr, /bug of Groggy/)
})

/** The native module that this process has loaded. */
function binding(): string {
  const chosen = process.env['GROGGY_NATIVE']
  if (chosen !== undefined && chosen !== '') return chosen
  const folder = path.dirname(createRequire(import.meta.url).resolve('groggy/package.json'))
  const name = readdirSync(folder).find(file => /^groggy\..+\.node$/.test(file))
  assert.ok(name !== undefined, 'the native module is not built')
  return path.join(folder, name)
}
