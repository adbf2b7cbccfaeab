/** Protects: a config is found, compiled where it lies, and what is wrong with it is told by the field. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileConfig } from '../dist/config/compile.js'
import { findConfig } from '../dist/config/find.js'
import { loadedPackage } from '../dist/config/loaded-package.js'
import { checkBridge, readBridge } from '../dist/config/read.js'
import { folder } from './folder.js'

function file(name: string, text: string): string {
  const at = path.join(folder, name)
  mkdirSync(path.dirname(at), { recursive: true })
  writeFileSync(at, text)
  return at
}

test('the config is looked for by its names, TypeScript first', () => {
  assert.throws(() => findConfig(folder), /cannot find ffi-health.config/)
  const js = file('ffi-health.config.js', '')
  assert.equal(findConfig(folder), js)
  const ts = file('ffi-health.config.ts', '')
  assert.equal(findConfig(folder), ts)
  assert.equal(findConfig(folder, 'ffi-health.config.js'), js)
  assert.throws(() => findConfig(folder, 'other.ts'), /cannot find the config file/)
})

describe('compileConfig', () => {
  test('bundles TypeScript, leaves JavaScript where it is, and keeps import.meta.url true', async () => {
    file('part/part.ts', 'export const here: string = import.meta.url\n')
    file('plain.mjs', 'export const here = import.meta.url\n')
    const source = file(
      'some.config.ts',
      `import { here as part } from './part/part.ts'
      import { here as plain } from './plain.mjs'
      export const found: readonly string[] = [import.meta.url, part, plain]`,
    )
    const config = await compileConfig(source)
    const { found }: { found: readonly string[] } = await import(config.url)
    assert.deepEqual(
      found,
      ['some.config.ts', 'part/part.ts', 'plain.mjs'].map(
        name => pathToFileURL(path.join(folder, name)).href,
      ),
    )
    assert.ok(existsSync(fileURLToPath(config.url)))
    config.remove()
    assert.ok(!existsSync(fileURLToPath(config.url)))
  })

  test('`require`, `__dirname` and JSON work in TypeScript, each as in the file that has them', async () => {
    const pkg = 'node_modules/some-package'
    file(`${pkg}/package.json`, '{ "name": "some-package", "main": "main.cjs" }')
    file(`${pkg}/main.cjs`, "module.exports = 'a package'")
    file(`${pkg}/list.json`, '[1, 2]')
    file('cjs/addon.cjs', "module.exports = 'beside the part'")
    file('addon.cjs', "module.exports = 'beside the config'")
    file('data.json', '{ "name": "data" }')
    file('cjs/node_modules/near/package.json', '{ "name": "near", "main": "near.cjs" }')
    file('cjs/node_modules/near/near.cjs', "module.exports = 'near the part'")
    file(
      'cjs/part.ts',
      `export const part = () => [require('./addon.cjs'), require('near'), require.resolve('./addon.cjs'), __dirname]
      export const own = (name: string) => require(name)`,
    )
    const source = file(
      'cjs.config.ts',
      `import { createRequire } from 'node:module'
      import data, { name } from './data.json'
      import typed from './data.json' with { type: 'json' }
      import list from 'some-package/list.json'
      import { own, part } from './cjs/part'
      export const found = async () => [
        require('./addon.cjs'), require('some-package'), require('./data.json').name, own('./addon.cjs'),
        ...part(), data.name, name, typed.name, list, (await import('./data.json')).default.name, __filename,
      ]
      {
        const require = createRequire(import.meta.url)
        if (require('./addon.cjs') !== 'beside the config') throw new Error('not its own require')
      }`,
    )
    const config = await compileConfig(source)
    const { found }: { found(): Promise<unknown> } = await import(config.url)
    assert.deepEqual(await found(), [
      ...['beside the config', 'a package', 'data', 'beside the config'],
      ...['beside the part', 'near the part', path.join(folder, 'cjs/addon.cjs'), path.join(folder, 'cjs')],
      ...['data', 'data', 'data', [1, 2], 'data', source],
    ])
    config.remove()
  })

  test('a `require` that the config declares at its top is its own', async () => {
    file('addon.cjs', "module.exports = 'beside the config'")
    const source = file(
      'own.config.ts',
      `import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      export const found: unknown = require('./addon.cjs')`,
    )
    const config = await compileConfig(source)
    assert.equal((await import(config.url)).found, 'beside the config')
    config.remove()
  })

  test('what was compiled to CommonJS exports what it calls its default', async () => {
    const bridge =
      "{ name: 'x', load: () => ({}), operations: { one: { class: 'simpleQuery', run: () => 1 } } }"
    for (const text of [
      `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${bridge}`,
      `module.exports = ${bridge}`,
    ]) {
      const { href } = pathToFileURL(file(`${Math.random()}.config.cjs`, text))
      assert.equal((await readBridge(href)).name, 'x')
    }
    const source = file('config.cts', `export = ${bridge}`)
    const config = await compileConfig(source)
    assert.equal((await readBridge(config.url)).name, 'x')
    config.remove()
  })

  test('JavaScript is imported as it is', async () => {
    const source = file('plain.config.mjs', '')
    assert.equal((await compileConfig(source)).url, pathToFileURL(source).href)
  })

  test('what does not compile is told', async () => {
    await assert.rejects(compileConfig(file('broken.config.ts', 'export const = 1')), /cannot compile/)
    const { href } = pathToFileURL(file('broken.config.mjs', 'export const = 1'))
    await assert.rejects(readBridge(href), {
      name: 'UsageError',
      message: /cannot import the config: SyntaxError/,
    })
  })
})

test('what a config loads by name is known', () => {
  for (const [load, name] of [
    [() => import('esbuild'), 'esbuild'],
    ["() => import('@some/package/deep.js')", '@some/package'],
    ["() => __importStar(require('some-package'))", 'some-package'],
    ["() => createRequire2(__ffiHealthUrl)('some-package')", 'some-package'],
    ["() => process.env.OTHER ? import('one') : import('two')", undefined],
    ["() => import('./index.js')", undefined],
    ["() => import('file:///some/index.js')", undefined],
    ["() => require('/some/addon.node')", undefined],
    ['() => import(name)', undefined],
  ] as const) {
    assert.equal(loadedPackage(load), name, String(load))
  }
})

describe('checkBridge', () => {
  const good = { name: 'x', load: () => ({}), operations: { one: { class: 'simpleQuery', run: () => 1 } } }
  const withOperation = (operation: object) => ({
    ...good,
    operations: { one: { ...good.operations.one, ...operation } },
  })

  test('a bridge passes', () => {
    assert.equal(checkBridge(good), good)
  })

  for (const [bridge, message] of [
    [undefined, /expected a bridge as the default export/],
    [[], /expected a bridge as the default export/],
    [{ ...good, name: 1 }, /expected a string that is not empty for `name`, got 1/],
    [{ ...good, name: undefined }, /expected a value for `name`, got nothing/],
    [{ ...good, load: 'groggy' }, /`load`/],
    [{ ...good, setup: 1 }, /`setup`/],
    [{ ...good, operations: {} }, /at least one operation for `operations`, got none/],
    [
      withOperation({ class: 'quick' }),
      /a class with a budget for `operations\.one\.class`, got "quick"; use one of simpleQuery/,
    ],
    [withOperation({ class: 'simpleQery' }), /did you mean "simpleQuery"\?/],
    [withOperation({ class: undefined }), /the name of a class for `operations\.one\.class`, got nothing/],
    [withOperation({ items: 0 }), /a finite number above 0 for `operations\.one\.items`, got 0/],
    [withOperation({ items: Number.NaN }), /`operations\.one\.items`, got NaN/],
    [withOperation({ class: 'bulkOperation' }), /`items` of a bulkOperation for `operations\.one`/],
    [withOperation({ callsPerSetup: 1.5 }), /a whole number above 0 for `operations\.one\.callsPerSetup`/],
    [withOperation({ abortable: 'yes' }), /true or false for `operations\.one\.abortable`, got "yes"/],
    [withOperation({ throws: true }), /the code of an error, .* for `operations\.one\.throws`/],
    [
      withOperation({ throws: { cod: 'A' } }),
      /unknown field `operations\.one\.throws\.cod`; .* \(did you mean "code"\?\)/,
    ],
    [withOperation({ throw: 'A' }), /unknown field `operations\.one\.throw`; .* \(did you mean "throws"\?\)/],
    [withOperation({ arg: () => [] }), /unknown field `operations\.one\.arg`; .* \(did you mean "args"\?\)/],
    [withOperation({ colour: 1 }), /unknown field `operations\.one\.colour`; expected one of class, items/],
    [
      withOperation({ skip: { leak: 'slow' } }),
      /unknown field `operations\.one\.skip\.leak`; .* \(did you mean "leaks"\?\)/,
    ],
    [
      withOperation({ skip: { leaks: true } }),
      /a string that is not empty for `operations\.one\.skip\.leaks`/,
    ],
    [withOperation({ budget: 50 }), /an object for `operations\.one\.budget`, got 50/],
    [
      withOperation({ budget: { ns: '50' } }),
      /a finite number above 0 for `operations\.one\.budget\.ns`, got "50"/,
    ],
    [withOperation({ budget: {} }), /either { ns } or { times } for `operations\.one\.budget`/],
    [
      withOperation({ budget: { ns: 5, times: 2 } }),
      /either { ns } or { times } for `operations\.one\.budget`/,
    ],
    [
      withOperation({ budget: { ms: 5 } }),
      /unknown field `operations\.one\.budget\.ms`; expected one of ns, times/,
    ],
    [withOperation({ run: undefined }), /either `run`, or `call` and `args`/],
    [withOperation({ run: undefined, call: () => 1 }), /`args` beside `call`/],
    [withOperation({ call: () => 1, args: () => [] }), /either `run`, or/],
    [withOperation({ args: () => [] }), /no `args` beside `run` for `operations\.one`/],
    [{ ...good, setUp: () => 1 }, /unknown field `setUp`; .* \(did you mean "setup"\?\)/],
    [{ ...good, budgets: { simpleQuery: { ns: -1 } } }, /for `budgets\.simpleQuery\.ns`, got -1/],
    [{ ...good, budgets: { simpleQuery: { ns: Number.NaN } } }, /for `budgets\.simpleQuery\.ns`, got NaN/],
    [{ ...good, budgets: { simpleQuery: { ns: Number.POSITIVE_INFINITY } } }, /got Infinity/],
    [
      { ...good, budgets: { simpleQuery: { time: 5 } } },
      /unknown field `budgets\.simpleQuery\.time`; .* \(did you mean "times"\?\)/,
    ],
    [{ ...good, budgets: { simpleQuery: 50 } }, /{ ns } or { times } for `budgets\.simpleQuery`, got 50/],
    [
      { ...good, budgets: { simpleQeury: { ns: 5 } } },
      /for `budgets\.simpleQeury`, got "simpleQeury"; did you mean "simpleQuery"/,
    ],
    [{ ...good, budgets: { leakedBytes: 0 } }, /a finite number above 0 for `budgets\.leakedBytes`, got 0/],
    [
      { ...good, budgets: { leakedByte: 5 } },
      /for `budgets\.leakedByte`, got "leakedByte"; did you mean "leakedBytes"/,
    ],
    [{ ...good, budgets: { loopDelayMs: { ns: 5 } } }, /for `budgets\.loopDelayMs`/],
    [{ ...good, project: { rusts: [] } }, /unknown field `project\.rusts`; .* \(did you mean "rust"\?\)/],
    [
      { ...good, project: { sanitize: { build: 'make' } } },
      /a list of strings for `project\.sanitize\.build`/,
    ],
    [{ ...good, project: { junit: [{}, { path: 'x' }] } }, /unknown field `project\.junit\.1\.path`/],
  ] as const) {
    test(`told: ${message.source}`, () => {
      assert.throws(() => checkBridge(bridge), { name: 'UsageError', message })
    })
  }

  test('a function that makes the operations needs no defineBridge', () => {
    const operations = (operation: (parts: object) => object) => ({
      one: operation({ class: 'simpleQuery', args: () => [1], call: () => 1 }),
      two: { class: 'simpleQuery', run: () => 2 },
    })
    const bridge = checkBridge({ ...good, operations })
    assert.deepEqual(Object.keys(bridge.operations), ['one', 'two'])
    assert.equal(typeof bridge.operations['one']?.setup, 'function')
    const broken = () => {
      throw new Error('on purpose')
    }
    assert.throws(() => checkBridge({ ...good, operations: broken }), {
      name: 'UsageError',
      message:
        'config: expected a function that returns for `operations`, got one that threw Error: on purpose',
    })
    assert.throws(() => checkBridge({ ...good, operations: () => 5 }), /an object for `operations`, got 5/)
  })

  test('a call that is declared to throw handles no items', () => {
    assert.ok(checkBridge(withOperation({ class: 'bulkOperation', throws: 'REFUSED' })))
  })

  test('a class of its own needs a budget only', () => {
    assert.ok(checkBridge({ ...withOperation({ class: 'quick' }), budgets: { quick: { ns: 5 } } }))
  })
})
