// Protects: no package escapes the build, and all of them carry one version, one licence and one least Node.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot, readJson } from '../run/checkout.mjs'

const packages = readdirSync(inRoot('packages'))
const manifest = (/** @type {string} */ name) => readJson(inRoot('packages', name, 'package.json'))

test('every package and benchmark is compiled by the one `tsc -b`', () => {
  const referenced = readJson(inRoot('tsconfig.json')).references.map(
    (/** @type {{ path: string }} */ { path }) => path,
  )
  const compiled = ['benchmarks', 'packages']
    .flatMap(folder => readdirSync(inRoot(folder)).map(name => `${folder}/${name}`))
    .filter(folder => existsSync(inRoot(folder, 'tsconfig.json')))
  assert.deepEqual(referenced.sort(), compiled.sort())
})

test('crates and packages have one version', () => {
  const version = readFileSync(inRoot('Cargo.toml'), 'utf8').match(/^version = "([^"]+)"/m)?.[1]
  assert.deepEqual(
    packages.filter(name => manifest(name).version !== version),
    [],
  )
})

test('packages have the licence and the least Node of the workspace', () => {
  const { license, engines } = readJson(inRoot('package.json'))
  for (const name of packages) {
    assert.equal(manifest(name).license, license, name)
    assert.deepEqual(manifest(name).engines, engines, name)
  }
})
