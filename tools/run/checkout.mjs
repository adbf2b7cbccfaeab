// Where things are in this checkout. Nothing outside it is ever written.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the checkout. */
export const root = path.resolve(fileURLToPath(import.meta.url), '../../..')

/** Scratch space of tools/: logs, tools, other Node versions. Ignored by git, safe to delete. */
export const cacheDir = path.join(root, '.cache')

/**
 * A path inside the checkout.
 *
 * @param {...string} parts - path segments below the root.
 */
export function inRoot(...parts) {
  return path.join(root, ...parts)
}

/**
 * This machine's name in the naming scheme of the napi CLI, as in `groggy.linux-x64-gnu.node`.
 *
 * @param {NodeJS.Platform} platform
 * @param {string} arch
 * @param {boolean} musl - whether the C library is musl; only matters on Linux.
 */
export function platformTriple(platform = process.platform, arch = process.arch, musl = usesMusl()) {
  if (platform === 'win32') return `win32-${arch}-msvc`
  if (platform !== 'linux') return `${platform}-${arch}`
  if (arch === 'arm') return musl ? 'linux-arm-musleabihf' : 'linux-arm-gnueabihf'
  return `linux-${arch}-${musl ? 'musl' : 'gnu'}`
}

/** The binding that the TypeScript library loads on this machine. */
export function bindingFile() {
  return inRoot('packages', 'groggy', `groggy.${platformTriple()}.node`)
}

/**
 * Parses a JSON file.
 *
 * @param {string} file
 */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function usesMusl() {
  if (process.platform !== 'linux') return false
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return report.header.glibcVersionRuntime === undefined
}
