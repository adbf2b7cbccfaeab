// Protects: every dependency has its reason, no lockfile goes unchecked, and installing runs no script of ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inRoot, readJson } from '../run/checkout.mjs'
import {
  directCrates,
  directPackages,
  filesInGit,
  installScripts,
  lockedCargoManifests,
  reasonedNames,
  unreasoned,
} from './dependencies.mjs'

test('every direct dependency, of tests and tools too, has one reason in ARCHITECTURE.md, and no reason is left over', () => {
  assert.ok(directCrates().size > 10 && directPackages().size > 20)
  assert.deepEqual([...unreasoned('crate'), ...unreasoned('npm package')], [])
})

test('a row without a reason is none', () => {
  const rows = ['| crate | used in | for |', '|---|---|---|', '| a, b-c | here | speed |', '| d | there | |']
  assert.deepEqual(reasonedNames(`${rows.join('\n')}\n\n| e | | no |\n`, 'crate'), ['a', 'b-c'])
})

test('every Cargo.lock in git is found, and no Cargo workspace is without one', () => {
  const found = lockedCargoManifests()
  assert.ok(found.includes('Cargo.toml') && found.includes('examples/own-bridge/Cargo.toml'))
  const members = [...directCrates().values()].flat()
  const alone = filesInGit('Cargo.toml').filter(file => !found.includes(file) && !members.includes(file))
  assert.deepEqual(alone, [], 'neither a member of a workspace with dependencies nor locked')
})

test('installing our packages runs no script of ours', () => {
  for (const file of filesInGit('package.json')) {
    assert.deepEqual(installScripts(readJson(inRoot(file))), [], file)
  }
  assert.deepEqual(
    filesInGit('binding.gyp'),
    [],
    'npm compiles a package with such a file when it is installed',
  )
  assert.deepEqual(installScripts({ scripts: { postinstall: 'node x.mjs', prepack: '', test: '' } }), [
    'postinstall',
  ])
})

test('of what is installed with our packages, only esbuild has a script', () => {
  /** @type {Record<string, { hasInstallScript?: boolean, integrity?: string, link?: boolean }>} */
  const packages = readJson(inRoot('package-lock.json')).packages
  const installed = Object.entries(packages).filter(
    ([location, { link }]) => location.includes('node_modules/') && link !== true,
  )
  // Its binary comes as an optional package; the script saves the command's start of a Node, and we start none.
  assert.deepEqual(
    installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([location]) => location),
    ['node_modules/esbuild'],
  )
  assert.deepEqual(
    installed.filter(([, { integrity }]) => integrity === undefined).map(([location]) => location),
    [],
    'without a hash in package-lock.json, anything could be installed',
  )
})
