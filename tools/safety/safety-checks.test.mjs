// Protects: every check of `npm run test:safety` can be shown to fail, and each fault is planted for one check.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checksOf } from '../generate/promised-tests.mjs'
import { filesInGit } from '../package/dependencies.mjs'
import { inRoot } from '../run/checkout.mjs'
import { checks } from './safety-checks.mjs'

test('every check has a fault, and says something particular about it', () => {
  for (const { name, faults } of checks) {
    assert.ok(faults.length > 0, `${name} has no fault`)
    for (const { name: fault, says } of faults) assert.ok(says.source.length > 5, `${fault}: ${says}`)
  }
})

test('names are given once', () => {
  const names = checks.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})

test('the faults in the sources are those of the checks', () => {
  const sites = /\bplanted\("([\w-]+)"\)|\['GROGGY_FAULT'\] === '([\w-]+)'/g
  const planted = [...filesInGit('*.rs'), ...filesInGit('*.ts')].flatMap(file =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(sites)].map(([, native, here]) => native ?? here),
  )
  const checked = checks.flatMap(({ faults }) => faults.map(({ name }) => name))
  // That of the documentation of `planted`.
  assert.deepEqual([...new Set(planted)].filter(name => name !== 'name').sort(), checked.sort())
})

test('every test that needs the binding built for tests is run by a check', () => {
  const tests = filesInGit('*.test.ts').filter(file => /^packages\/[\w-]+\/test-binding\//.test(file))
  assert.ok(tests.length > 5)
  assert.deepEqual(
    tests.filter(file => checksOf(file).length === 0),
    [],
  )
})
