// Protects: every dependency has its reason, no lockfile goes unchecked, and installing runs no script of ours.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { filesInGit, inRoot, readJson, root } from '../run/checkout.mjs'

const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
const manifests = filesInGit('package.json').map(file => readJson(inRoot(file)))

/** @type {{ manifest_path: string, dependencies: { name: string, source: string | null }[] }[]} */
const crates = filesInGit('Cargo.lock').flatMap(lock => {
  const manifest = ['--manifest-path', path.join(path.dirname(lock), 'Cargo.toml')]
  const cargo = ['metadata', '--no-deps', '--offline', '--format-version', '1', ...manifest]
  return JSON.parse(execFileSync('cargo', cargo, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }))
    .packages
})

/** The names of direct dependencies; our own crates and packages are none. */
const direct = {
  crate: crates.flatMap(({ dependencies }) =>
    dependencies.filter(({ source }) => source !== null).map(({ name }) => name),
  ),
  'npm package': manifests
    .flatMap(manifest => KINDS.flatMap(kind => Object.keys(manifest[kind] ?? {})))
    .filter(name => !manifests.some(manifest => manifest.name === name)),
}

for (const kind of /** @type {const} */ (['crate', 'npm package'])) {
  test(`every direct dependency (${kind}) has one row with a reason in ARCHITECTURE.md, and no row is left over`, () => {
    const text = readFileSync(inRoot('ARCHITECTURE.md'), 'utf8')
    const table = text.match(new RegExp(`^\\| ${kind} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm'))?.[1] ?? ''
    const rows = table.split('\n').flatMap(row => {
      const [, names = '', , reason = ''] = row.split('|').map(cell => cell.trim())
      return reason === '' ? [] : names.split(', ')
    })
    assert.deepEqual(rows.sort(), [...new Set(direct[kind])].sort())
  })
}

test('every Cargo workspace has its Cargo.lock in git', () => {
  const members = crates.map(({ manifest_path: file }) => path.relative(root, file).replaceAll(path.sep, '/'))
  const locked = filesInGit('Cargo.lock').map(file => file.replace(/lock$/, 'toml'))
  const alone = filesInGit('Cargo.toml').filter(file => !locked.includes(file) && !members.includes(file))
  assert.deepEqual(alone, [])
})

test('installing our packages runs no script', () => {
  const scripts = manifests.flatMap(({ scripts = {} }) => Object.keys(scripts))
  assert.deepEqual(
    scripts.filter(name => LIFECYCLE.includes(name)),
    [],
  )
  // npm compiles a package with such a file when it is installed.
  assert.deepEqual(filesInGit('binding.gyp'), [])
})

/** @type {Record<string, { hasInstallScript?: boolean, integrity?: string, link?: boolean, resolved?: string,
 *   optionalDependencies?: Record<string, string> }>} */
const packages = readJson(inRoot('package-lock.json')).packages

test('package-lock.json names no registry host: npm wrote it with omit-lockfile-registry-resolved=true', () => {
  const hosts = Object.keys(packages).filter(location => packages[location]?.resolved?.includes('://'))
  assert.deepEqual(hosts, [])
})

test('package-lock.json has the optional packages of every platform: made again without node_modules', () => {
  // npm forgets those of other platforms when it updates a lockfile beside an installed node_modules.
  const wanted = Object.values(packages).flatMap(entry => Object.keys(entry.optionalDependencies ?? {}))
  const locations = Object.keys(packages)
  assert.deepEqual(
    wanted.filter(name => !locations.some(location => location.endsWith(`node_modules/${name}`))),
    [],
  )
})

test('of what is installed with our packages, all has a hash, and only esbuild has a script', () => {
  const installed = Object.entries(packages).filter(
    ([location, { link }]) => location.includes('node_modules/') && link !== true,
  )
  // esbuild's binary comes as an optional package; its script only makes its command start faster.
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true)
  assert.deepEqual(
    withScript.map(([location]) => location),
    ['node_modules/esbuild'],
  )
  assert.deepEqual(
    installed.filter(([, { integrity }]) => integrity === undefined),
    [],
  )
})
