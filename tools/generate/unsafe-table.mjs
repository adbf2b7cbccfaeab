// docs/unsafe.md: every `unsafe` of the product with its invariant and the test that exercises it, as ffi-health's
// inventory finds them. A site without a reason, or without a test, fails here.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRoot } from '../run/checkout.mjs'
import { must, SetupError } from '../setup/setup.mjs'

const CRATES = ['crates/groggy', 'crates/groggy-host', 'crates/groggy-session', 'crates/groggy-node']

/** Tests of files that have none of their own; a folder stands for all files below it. The longest name counts. */
const TESTS = {
  // The binding exists only inside Node: the TypeScript suites are its tests, also under AddressSanitizer.
  'crates/groggy-node/': ['packages/groggy/test', 'packages/groggy/test-binding'],
  'crates/groggy-session/': ['packages/groggy/test', 'packages/groggy/test-binding'],
  // Called through segments, whose tests reserve, commit, write, freeze and release.
  'crates/groggy/src/memory/pages_unix.rs': ['crates/groggy/src/memory/segment.rs'],
  'crates/groggy/src/memory/pages_elsewhere.rs': ['crates/groggy/src/memory/segment.rs'],
  'crates/groggy/src/formats/text/stream.rs': ['crates/groggy/src/formats/text/tests/sources.rs'],
  // Examples are run by a step of their own.
  'crates/groggy/examples/': ['tools/test/rust-examples.mjs'],
  // The counters of every graph and column: each answer of the model test goes through them.
  'crates/groggy/src/memory/header_words.rs': ['crates/groggy/tests/model.rs'],
}

/** @returns {Promise<Record<string, string>>} */
export async function unsafeTable() {
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
  await must('compiling ffi-health', [process.execPath, tsc, '-b', inRoot('packages', 'ffi-health', 'src')])
  const inventory = pathToFileURL(inRoot('packages/ffi-health/dist/unsafe/inventory.js')).href
  const { unsafeNow } = await import(inventory)
  /** @type {Site[]} */
  const all = await unsafeNow(inRoot(), { rust: CRATES, rustTests: TESTS })
  const sites = all.filter(site => !site.inTests)
  const unexplained = sites.filter(
    ({ safe, safety, test }) => !safe && (safety === undefined || test === undefined),
  )
  if (unexplained.length > 0) {
    const list = unexplained.map(site => `${site.file}:${site.line} ${site.item}`).join('\n')
    throw new SetupError(
      `Expected a SAFETY comment and a known test, found one or both missing for:\n${list}`,
    )
  }
  const files = [...new Set(sites.map(site => site.file))].sort()
  const text = [
    '<!-- Written by `npm run generate` from the sources: change those. -->',
    '# Where the compiler trusts us',
    '',
    `${sites.length} places in ${files.length} files hold \`unsafe\` or are called by foreign code. Each has its`,
    'invariant beside it in the source, repeated here, and a test that runs it. A new one without either fails',
    '`npm test`. What guards them all: AddressSanitizer and the exact leak test over the TypeScript suites, and',
    '`crates/groggy-loom` for what is shared between threads.',
    '',
    ...files.map(file => section(file, sites)),
  ]
  return { [path.join('docs', 'unsafe.md')]: `${text.join('\n').trimEnd()}\n` }
}

/**
 * @typedef {{ file: string, line: number, kind: string, item: string, text: string, safety?: string, safe: boolean,
 *   inTests: boolean, test?: string }} Site
 */

/** @param {string} file @param {Site[]} all */
function section(file, all) {
  const sites = all.filter(site => site.file === file)
  const test = sites.find(site => site.test !== undefined)?.test
  const tested = test === undefined ? '' : `Test: \`${test}\`\n\n`
  const rows = sites.map(site => {
    const why = site.safe ? 'Nothing to uphold: safe code that foreign code calls.' : site.safety
    return `| \`${cell(site.item)}\` | ${site.kind} | ${cell(why ?? '')} |`
  })
  return `## \`${file}\`\n\n${tested}| where | what | invariant |\n|---|---|---|\n${rows.join('\n')}\n`
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}
