// Where things are in this checkout. Nothing outside it is ever written.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the checkout. */
export const root = path.resolve(fileURLToPath(import.meta.url), '../../..')

/** Scratch space of tools/: logs, sanitizer builds, cargo-deny. Ignored by git, safe to delete. */
export const cacheDir = path.join(root, '.cache')

/** @param {...string} parts - path segments below the root. */
export function inRoot(...parts) {
  return path.join(root, ...parts)
}

/** The file name of the binding on this machine, as the napi CLI forms it: `groggy.linux-x64-gnu.node`. */
export function bindingName() {
  const header = /** @type {{ header: object }} */ (process.report.getReport()).header
  const libc = 'glibcVersionRuntime' in header ? '-gnu' : '-musl'
  const abi = process.platform === 'linux' ? libc : process.platform === 'win32' ? '-msvc' : ''
  return `groggy.${process.platform}-${process.arch}${abi}.node`
}

/** The binding that the TypeScript library loads on this machine. */
export function bindingFile() {
  return inRoot('packages', 'groggy', bindingName())
}

/** @param {string} file */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * Files that git knows.
 *
 * @param {...string} names - of files in any folder, as in `*.rs`.
 * @returns {string[]} relative to the root, with `/`.
 */
export function filesInGit(...names) {
  const patterns = names.flatMap(name => [name, `:(glob)**/${name}`])
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' })
  return listed.split('\0').filter(Boolean)
}
