// Protects: every planted fault has a check that can see it, and every test of the binding built for tests has a fault.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { filesInGit, inRoot } from '../run/checkout.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { steps } from '../test/steps.mjs'
import { faults } from './faults.mjs'

const files = compiledTests('test-binding').map(file => path.basename(file, '.test.js'))

test('the faults in the sources are those of the table', () => {
  const sites = /\bplanted\("([\w-]+)"\)|\['GROGGY_FAULT'\] === '([\w-]+)'/g
  const planted = filesInGit('*.rs', '*.ts').flatMap(file =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(sites)].map(([, native, here]) => native ?? here),
  )
  // "name" is in the documentation of `planted`.
  const found = [...new Set(planted)].filter(name => name !== 'name').sort()
  assert.deepEqual(found, faults.map(({ name }) => name).sort())
})

test('each fault names a check that exists, and text that only this fault makes it print', () => {
  const checks = [...files, ...steps.map(({ name }) => name)]
  for (const { name, check, says } of faults) {
    assert.ok(checks.includes(check), `${name}: there is no check ${check}`)
    assert.ok(says.source.length > 5, `${name}: ${says}`)
  }
})

test('each test file of test-binding fails for a planted fault', () => {
  assert.deepEqual(
    files.filter(file => !faults.some(({ check }) => check === file)),
    [],
  )
})

test('docs/safety-patterns.md names every planted fault with its check, and no other', () => {
  const text = readFileSync(inRoot('docs', 'safety-patterns.md'), 'utf8')
  const cells = text.matchAll(/([\w-]+): (`[\w-]+`(?:, `[\w-]+`)*)(?=;| \|$)/gm)
  const named = [...cells].flatMap(([, check, names = '']) =>
    names.split(', ').map(name => `${check}: ${name.slice(1, -1)}`),
  )
  assert.deepEqual([...new Set(named)].sort(), faults.map(({ check, name }) => `${check}: ${name}`).sort())
})
