// The compiled form of every test that has a source: what a deleted source left behind is not run.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from './checkout.mjs'

/** Below a package's test folder: tests that need a binding built for tests. */
const NATIVE = `native${path.sep}`

/** @returns {string[]} the `*.test.js` files that any binding can run, relative to the root. */
export function compiledTests() {
  return all(source => !source.startsWith(NATIVE))
}

/** @returns {string[]} those that need the functions that only a binding built for tests has. */
export function compiledNativeTests() {
  return all(source => source.startsWith(NATIVE))
}

/** @param {(source: string) => boolean} wanted - by path below a package's test folder. */
function all(wanted) {
  return readdirSync(inRoot('packages'))
    .map(name => path.join('packages', name, 'test'))
    .filter(tests => existsSync(inRoot(tests, 'tsconfig.json')))
    .flatMap(tests => {
      const output = path.join(tests, outputFolder(inRoot(tests, 'tsconfig.json')))
      return sources(tests)
        .filter(wanted)
        .map(source => path.join(output, source.replace(/\.ts$/, '.js')))
    })
}

/**
 * @param {string} folder - relative to the root.
 * @returns {string[]} `*.test.ts` files below it, relative to it.
 */
function sources(folder) {
  return readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .sort()
}

/** @param {string} tsconfig */
function outputFolder(tsconfig) {
  const found = readFileSync(tsconfig, 'utf8').match(/^\s*"outDir": "([^"]+)"/m)
  if (found?.[1] === undefined) throw new Error(`${tsconfig} names no outDir`)
  return found[1]
}
