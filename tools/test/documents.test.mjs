// Protects: a document never names a file that is not there, nor a command that package.json does not have.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { filesInGit } from '../package/dependencies.mjs'
import { inRoot, readJson } from '../run/checkout.mjs'
import { checks } from '../safety/safety-checks.mjs'
import { steps } from './test-steps.mjs'

const FOLDERS = '\\.ci|benchmarks|conformance|crates|docs|examples|packages|python|tools'
const documents = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...['crates', 'examples', 'packages'].flatMap(folder =>
    readdirSync(inRoot(folder)).flatMap(name => markdownIn(path.join(folder, name))),
  ),
]

/** The variables of the environment that the sources ask for. */
const read = new Set(
  ['*.rs', '*.ts', '*.mjs'].flatMap(filesInGit).flatMap(file => {
    const asked = /(?:env\['|var_os\("|: &str = "|env\()"?(GROGGY_[A-Z_]+)/g
    return [...readFileSync(inRoot(file), 'utf8').matchAll(asked)].map(([, name]) => name)
  }),
)

/** @param {string} folder */
function markdownIn(folder) {
  return existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder))
        .filter(file => file.endsWith('.md'))
        .map(file => path.join(folder, file))
    : []
}

for (const document of documents) {
  const text = readFileSync(inRoot(document), 'utf8')

  test(`${document}: every file that it names exists`, () => {
    const named = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[^\`\\s<>*…]*)\``, 'g'))].map(
      ([, file]) => file,
    )
    const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, file]) =>
      path.join(path.dirname(document), String(file)),
    )
    const missing = [...named, ...linked].filter(file => !existsSync(inRoot(String(file))))
    assert.deepEqual(missing, [])
  })

  test(`${document}: every command that it names exists`, () => {
    const { scripts } = readJson(inRoot('package.json'))
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name)
    assert.deepEqual(
      commands.filter(name => !(String(name) in scripts)),
      [],
    )
    const only = [...text.matchAll(/npm test -- --only ([\w,-]+)/g)].flatMap(([, names]) =>
      String(names).split(','),
    )
    assert.deepEqual(
      only.filter(name => !steps.some(step => step.name === name)),
      [],
    )
  })
}

test('docs/safety-patterns.md names every planted fault with its check, and no other', () => {
  const text = readFileSync(inRoot('docs', 'safety-patterns.md'), 'utf8')
  const cells = text.matchAll(/([\w-]+): (`[\w-]+`(?:, `[\w-]+`)*)(?=;| \|$)/gm)
  const named = [...cells].flatMap(([, check, faults = '']) =>
    faults.split(', ').map(fault => `${check}: ${fault.slice(1, -1)}`),
  )
  const planted = checks.flatMap(({ name, faults }) => faults.map(fault => `${name}: ${fault.name}`))
  assert.ok(planted.length > 0)
  assert.deepEqual([...new Set(named)].sort(), planted.sort())
})

/** What a script takes, by its source, or by that of the program which it hands its options to. */
const OPTIONS_OF = {
  health: [
    'packages/ffi-health/src/cli.ts',
    'packages/ffi-health/src/config/option-values.ts',
    'packages/ffi-health/src/commands/checks.ts',
  ],
  'bench:bridge': ['tools/test/bench-bridge.mjs', 'benchmarks/bridge/src/main.ts'],
}

for (const document of documents) {
  const text = readFileSync(inRoot(document), 'utf8')
  /** @type {Record<string, string>} */
  const scripts = readJson(inRoot('package.json')).scripts

  test(`${document}: every option and variable that it names exists`, () => {
    for (const [line, name = '', given = ''] of text.matchAll(/npm run ([\w:-]+) -- ([^`\n#]+)/g)) {
      const script = String(scripts[name]).replace('node ', '')
      const files = name in OPTIONS_OF ? OPTIONS_OF[/** @type {keyof typeof OPTIONS_OF} */ (name)] : [script]
      const sources = files.map(file => readFileSync(inRoot(file), 'utf8')).join('\n')
      for (const [, option] of given.matchAll(/--([\w-]+)/g)) {
        assert.match(sources, new RegExp(`--${option}\\b|\\b'?${option}'?: \\{ type:`), line)
      }
      if (name !== 'test:safety') continue
      const only = given.match(/--only ([\w,-]+)/)?.[1]?.split(',') ?? []
      const unknown = only.filter(one => one !== 'NAME' && !checks.some(check => check.name === one))
      assert.deepEqual(unknown, [], line)
    }
    const variables = [...new Set(text.match(/\bGROGGY_[A-Z_]+/g))]
    assert.deepEqual(
      variables.filter(variable => !read.has(variable)),
      [],
    )
  })
}

/** Code that a document quotes from a file: a block of Rust or JavaScript right below a line that ends in `file`:. */
const QUOTED = /`(examples\/[^`]+)`[^`\n]*:\n\n```\w+\n(.*?)^```$/gms

test('docs/guide.md quotes examples as they are', () => {
  const text = readFileSync(inRoot('docs', 'guide.md'), 'utf8')
  const quotes = [...text.matchAll(QUOTED)]
  assert.ok(quotes.length > 0)
  for (const [, file = '', code = ''] of quotes) {
    const lines = (/** @type {string} */ source) =>
      source
        .split('\n')
        .map(line => line.trim())
        .filter(Boolean)
        .join('\n')
    assert.ok(
      lines(readFileSync(inRoot(file), 'utf8')).includes(lines(code)),
      `${file} does not have:\n${code}`,
    )
  }
})
