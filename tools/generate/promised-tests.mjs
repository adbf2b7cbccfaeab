// Finds the tests that docs/promises.md names: whether they are there, and which command runs them.
import { readFileSync } from 'node:fs'
import { inRoot } from '../run/checkout.mjs'
import { checks } from '../safety/safety-checks.mjs'
import { compiledTests } from '../test/compiled-tests.mjs'
import { steps } from '../test/test-steps.mjs'

/** The step of `npm test` that runs the tests of a file, by where the file is. The first that matches. */
const STEP_OF = /** @type {const} */ ([
  [/^packages\/[\w-]+\/test\/.*\.test\.ts$/, 'tests'],
  [/^packages\/ffi-health\/sick-addon\/.*\.test\.ts$/, 'ffi-health'],
  [/^crates\/(?!groggy-loom).*\.rs$/, 'rust-tests'],
  [/^tools\/.*\.test\.mjs$/, 'tools'],
  [/^examples\/own-bridge\/.*\.test\.mjs$/, 'own-bridge'],
])

/**
 * Whether a file has a test of this name that is not left out.
 *
 * @param {string} file
 * @param {string} name - as it is written in the file, with … for what a template puts in.
 */
export function hasTest(file, name) {
  const text = readFileSync(inRoot(file), 'utf8').replaceAll(/\$\{[^}]*\}/g, '…')
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (!file.endsWith('.rs')) {
    return new RegExp(`\\b(?:test|it|describe)\\(\\s*(['"\`])${escaped}\\1`).test(text)
  }
  const attributes = text.match(new RegExp(`((?:#\\[[^\\n]*\\]\\s*)+)(?:pub )?fn ${escaped}\\(`))?.[1] ?? ''
  return attributes.includes('#[test]') && !attributes.includes('#[ignore')
}

/**
 * The command that runs the tests of these files.
 *
 * @param {readonly string[]} files
 * @returns {string | undefined} nothing when one of them is run by none.
 */
export function commandOf(files) {
  const found = files.map(stepOf)
  if (found.includes(undefined)) return undefined
  const names = steps.map(({ name }) => name).filter(name => found.includes(name))
  return `npm test -- --only ${names.join(',')}`
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function stepOf(file) {
  if (checksOf(file).length > 0) return 'safety'
  const name = STEP_OF.find(([where]) => where.test(file))?.[1]
  return steps.find(step => step.name === name)?.name
}

/**
 * The rows of `npm run test:safety` that run a test of ours.
 *
 * @param {string} file
 * @returns {string[]}
 */
export function checksOf(file) {
  const [, folder, name] = file.match(/^packages\/([\w-]+)\/test-binding\/(.*)\.test\.ts$/) ?? []
  if (folder === undefined) return []
  const compiled = compiledTests('test-binding', [folder]).filter(path => path.endsWith(`${name}.test.js`))
  return checks
    .filter(({ command }) => {
      const words = typeof command === 'function' ? command() : command
      return compiled.some(path => words.includes(path))
    })
    .map(check => check.name)
}
