// What this repository depends on directly, by its manifests, and what ARCHITECTURE.md says each is for.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, readJson, root } from '../run/checkout.mjs'

/** @typedef {'crate' | 'npm package'} Kind - the heading of the first column in ARCHITECTURE.md. */

const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']

/**
 * Files that git knows.
 *
 * @param {string} name - of the file, in any folder.
 * @returns {string[]} relative to the root, with `/`.
 */
export function filesInGit(name) {
  const patterns = [name, `:(glob)**/${name}`]
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' })
  return listed.split('\0').filter(Boolean)
}

/**
 * The manifest beside each Cargo.lock: a workspace, or a crate that is one by itself.
 *
 * @returns {string[]}
 */
export function lockedCargoManifests() {
  return filesInGit('Cargo.lock').map(file => path.posix.join(path.posix.dirname(file), 'Cargo.toml'))
}

/**
 * Names of direct dependencies, each with the manifests that ask for it; our own crates are none.
 *
 * @returns {Map<string, string[]>}
 */
export function directCrates() {
  /** @type {[string, string][]} */
  const asked = []
  for (const manifest of lockedCargoManifests()) {
    const metadata = [
      'metadata',
      '--no-deps',
      '--offline',
      '--format-version',
      '1',
      '--manifest-path',
      manifest,
    ]
    const printed = execFileSync('cargo', metadata, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
    /** @type {{ manifest_path: string, dependencies: { name: string, source: string | null }[] }[]} */
    const crates = JSON.parse(printed).packages
    for (const { manifest_path: file, dependencies } of crates) {
      for (const { name, source } of dependencies) {
        if (source !== null) asked.push([name, path.relative(root, file)])
      }
    }
  }
  return byName(asked)
}

/**
 * Names of direct dependencies, each with the manifests that ask for it; our own packages are none.
 *
 * @returns {Map<string, string[]>}
 */
export function directPackages() {
  const manifests = filesInGit('package.json').map(file => ({ file, manifest: readJson(inRoot(file)) }))
  const ours = new Set(manifests.map(({ manifest }) => manifest.name))
  return byName(
    manifests.flatMap(({ file, manifest }) =>
      ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
        .flatMap(kind => Object.keys(manifest[kind] ?? {}))
        .filter(name => !ours.has(name))
        .map(name => /** @type {[string, string]} */ ([name, file])),
    ),
  )
}

/**
 * The names in the first column of a table of ARCHITECTURE.md whose row says what they are for.
 *
 * @param {string} text - the document.
 * @param {Kind} kind
 * @returns {string[]} one for each mention, in order.
 */
export function reasonedNames(text, kind) {
  const table = text.match(new RegExp(`^\\| ${kind} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm'))?.[1] ?? ''
  return table.split('\n').flatMap(row => {
    const [, names = '', , reason = ''] = row.split('|').map(cell => cell.trim())
    return reason === '' ? [] : names.split(', ')
  })
}

/** What ARCHITECTURE.md says, and where it and the manifests differ. @param {Kind} kind */
export function unreasoned(kind) {
  const direct = kind === 'crate' ? directCrates() : directPackages()
  const rows = reasonedNames(readFileSync(inRoot('ARCHITECTURE.md'), 'utf8'), kind)
  return [
    ...[...direct]
      .filter(([name]) => !rows.includes(name))
      .map(([name, files]) => `${name} (${files.join(', ')}) has no reason in ARCHITECTURE.md`),
    ...rows.filter(name => !direct.has(name)).map(name => `${name} has a reason, but nothing depends on it`),
    ...rows
      .filter((name, at) => rows.indexOf(name) !== at)
      .map(name => `${name} has more than one row in ARCHITECTURE.md`),
  ]
}

/**
 * The scripts that npm would run on the machine of whoever installs it.
 *
 * @param {{ scripts?: Record<string, string> }} manifest
 * @returns {string[]}
 */
export function installScripts({ scripts = {} }) {
  return Object.keys(scripts).filter(name => LIFECYCLE.includes(name))
}

/**
 * @param {[name: string, file: string][]} pairs
 * @returns {Map<string, string[]>}
 */
function byName(pairs) {
  /** @type {Map<string, string[]>} */
  const map = new Map()
  for (const [name, file] of pairs) map.set(name, [...(map.get(name) ?? []), file])
  return map
}
