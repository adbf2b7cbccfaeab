// The compiled form of every test that has a source: what a deleted source left behind is not run.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../run/checkout.mjs'

/**
 * @param {'test' | 'test-binding' | 'sick-addon'} folder - of each package; `test-binding` needs the binding built for
 *   tests, `sick-addon` a C compiler. Its tsconfig.json says where the compiled form goes.
 * @param {string[]} packages - whose tests; default: those of all.
 * @returns {string[]} paths of `*.test.js` files, relative to the root.
 */
export function compiledTests(folder, packages = readdirSync(inRoot('packages'))) {
  return packages
    .map(name => path.join('packages', name, folder))
    .filter(tests => existsSync(inRoot(tests, 'tsconfig.json')))
    .flatMap(tests => {
      const config = readFileSync(inRoot(tests, 'tsconfig.json'), 'utf8')
      const output = path.join(tests, String(config.match(/^\s*"outDir": "([^"]+)"/m)?.[1]))
      return sources(tests, '.test.ts').map(file => path.join(output, file.replace(/\.ts$/, '.js')))
    })
}

/** @returns {string[]} the tests of tools/, relative to the root. */
export function toolTests() {
  return sources('tools', '.test.mjs').map(file => path.join('tools', file))
}

/**
 * @param {string} folder - relative to the root.
 * @param {string} ending
 * @returns {string[]} files below it with this ending, relative to it.
 */
function sources(folder, ending) {
  const files = readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
  return files.filter(file => file.endsWith(ending)).sort()
}
