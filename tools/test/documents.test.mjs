// Protects: a document never names a file, a command, a step, a variable or a test that does not exist.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { filesInGit, inRoot, readJson } from '../run/checkout.mjs'
import { faults } from '../safety/faults.mjs'
import { steps } from './steps.mjs'

const FOLDERS = '\\.ci|benchmarks|conformance|crates|docs|examples|packages|python|tools'
const { scripts } = readJson(inRoot('package.json'))

/** @param {string} file */
const read = file => readFileSync(inRoot(file), 'utf8')

const guide = read('docs/guide.md')

/** The variables of the environment that the sources ask for. */
const variables = new Set(
  filesInGit('*.rs', '*.ts', '*.mjs').flatMap(file =>
    [...read(file).matchAll(/(?:env\['|var_os\("|: &str = "|env\()"?(GROGGY_[A-Z_]+)/g)].map(
      ([, name]) => name,
    ),
  ),
)

for (const document of filesInGit('*.md').filter(file => existsSync(inRoot(file)))) {
  const text = read(document)
  const named = (/** @type {RegExp} */ pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)

  test(`${document}: every file that it names exists`, () => {
    const files = named(new RegExp(`\`((?:${FOLDERS})/[^\`\\s<>*…]*)\``, 'g'))
    const links = named(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)
    const all = [...files, ...links.map(link => path.join(path.dirname(document), link))]
    assert.deepEqual(
      all.filter(file => !existsSync(inRoot(file))),
      [],
    )
  })

  test(`${document}: every command, step and variable that it names exists`, () => {
    const lists = (/** @type {RegExp} */ pattern) => named(pattern).flatMap(names => names.split(','))
    const known = [...steps, ...faults].map(({ name }) => name)
    assert.deepEqual(
      {
        commands: named(/npm run (?:--silent )?([\w:-]+)/g).filter(name => !(name in scripts)),
        steps: lists(/npm (?:test|run test:faults) -- --only ([a-z][\w,-]+)/g).filter(
          name => !known.includes(name),
        ),
        variables: named(/\b(GROGGY_[A-Z_]+)/g).filter(name => !variables.has(name)),
      },
      { commands: [], steps: [], variables: [] },
    )
  })
}

test('docs/promises.md: every test that it names exists and is not skipped', () => {
  const text = read('docs/promises.md')
  const named = [...text.matchAll(/^- shown by: `([^`]+)` in `([^`]+)`$/gm)]
  assert.equal(named.length, text.match(/^- shown by/gm)?.length)
  assert.deepEqual(
    named.filter(([, name = '', file = '']) => !hasTest(file, name)).map(([line]) => line),
    [],
  )
})

/** @param {string} file @param {string} name - with … for what a template fills in. */
function hasTest(file, name) {
  const text = read(file).replaceAll(/\$\{[^}]*\}/g, '…')
  if (file.endsWith('.rs')) return new RegExp(`#\\[test\\]\\s+fn ${name}\\(`).test(text)
  const calls = [...text.matchAll(/\b(?:test|it|describe)\(\s*(['"`])(.*?)\1/g)]
  return calls.some(([, , title]) => title === name)
}

test('docs/guide.md quotes the examples as they are', () => {
  // A block of code right below a line that ends in the name of its file and a colon.
  const quotes = [...guide.matchAll(/`(examples\/[^`]+)`[^`\n]*:\n\n```\w+\n(.*?)^```$/gms)]
  assert.ok(quotes.length > 0)
  const lines = (/** @type {string} */ code) => code.replaceAll(/^\s+|\s+$|\n\s*(?=\n)/gm, '')
  for (const [, file = '', code = ''] of quotes) {
    assert.ok(lines(read(file)).includes(lines(code)), `${file} does not have:\n${code}`)
  }
})

test('the matrix of speed by safety is the same everywhere', () => {
  const source = read('packages/ffi-health/src/report/matrix.ts')
  const verdicts = [...source.matchAll(/^ {2}\w+: \{ certain: '([^']+)', doubtful: '([^']+)' \}/gm)]
  assert.equal(verdicts.length, 3)
  const rows = verdicts
    .map(([, certain, doubtful]) => `\\| (?:the )?${certain} \\| ${doubtful} \\|\n`)
    .join('.*?')
  for (const text of [read('CONTRIBUTING.md'), guide])
    assert.match(text, new RegExp(`memory-safe \\| not certain \\|\n.*?${rows}`, 's'))
})
