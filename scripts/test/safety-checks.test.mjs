// Protects: every check of `npm run test:safety` can be shown to fail, and each fault is planted for one check.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checks } from '../safety-checks.mjs'

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
