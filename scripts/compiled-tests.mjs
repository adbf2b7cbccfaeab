// The compiled form of every test that has a source: what a deleted source left behind is not run.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from './checkout.mjs'

/**
 * @param {string} folder - of each package, as in `test`.
 * @returns {string[]} paths of `*.test.js` files, relative to the root.
 */
export function compiledTests(folder) {
  return readdirSync(inRoot('packages'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) => sources(path.join('packages', name, folder)).map(file => compiled(name, file)))
}

/**
 * @param {string} folder - relative to the root.
 * @returns {string[]} `*.test.ts` files below it, relative to the root.
 */
function sources(folder) {
  try {
    return readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.test.ts'))
      .map(file => path.join(folder, file))
      .sort()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return []
    throw error
  }
}

/**
 * @param {string} packageName
 * @param {string} source
 */
function compiled(packageName, source) {
  const inPackage = path.relative(path.join('packages', packageName), source)
  return path.join('packages', packageName, 'build', inPackage.replace(/\.ts$/, '.js'))
}
