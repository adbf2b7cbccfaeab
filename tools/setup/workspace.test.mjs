// Protects: no package escapes the build, and all of them carry one version, one licence and one least Node.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot, readJson } from '../run/checkout.mjs'

const packages = readdirSync(inRoot('packages'))

test('every package and benchmark is compiled by the one `tsc -b`', () => {
  /** @type {{ path: string }[]} */
  const references = readJson(inRoot('tsconfig.json')).references
  const compiled = ['benchmarks', 'packages']
    .flatMap(folder => readdirSync(inRoot(folder)).map(name => `${folder}/${name}`))
    .filter(folder => existsSync(inRoot(folder, 'tsconfig.json')))
  assert.deepEqual(references.map(({ path }) => path).sort(), compiled.sort())
})

test('packages have the version of the crates, and the licence and the least Node of the workspace', () => {
  const version = readFileSync(inRoot('Cargo.toml'), 'utf8').match(/^version = "([^"]+)"/m)?.[1]
  const { license, engines } = readJson(inRoot('package.json'))
  for (const name of packages) {
    const found = readJson(inRoot('packages', name, 'package.json'))
    const expected = { version, license, engines }
    assert.deepEqual(
      { version: found.version, license: found.license, engines: found.engines },
      expected,
      name,
    )
  }
})
