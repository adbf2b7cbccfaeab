/** Protects: a config is found, compiled where it lies, and what is wrong with it is told by the field. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileConfig } from '../dist/config/compile.js'
import { findConfig } from '../dist/config/find.js'
import { loadedPackage } from '../dist/config/loaded-package.js'
import { checkBridge, readBridge } from '../dist/config/read.js'

const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const at = path.join(folder, name)
  mkdirSync(path.dirname(at), { recursive: true })
  writeFileSync(at, text)
  return at
}

test('the config is looked for by its names, TypeScript first', () => {
  assert.throws(() => findConfig(folder), /no ffi-health.config/)
  const js = file('ffi-health.config.js', '')
  assert.equal(findConfig(folder), js)
  const ts = file('ffi-health.config.ts', '')
  assert.equal(findConfig(folder), ts)
  assert.equal(findConfig(folder, 'ffi-health.config.js'), js)
  assert.throws(() => findConfig(folder, 'other.ts'), /there is no config file/)
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
    await assert.rejects(compileConfig(file('broken.config.ts', 'export const = 1')), /does not compile/)
    const { href } = pathToFileURL(file('broken.config.mjs', 'export const = 1'))
    await assert.rejects(readBridge(href), { name: 'UsageError', message: /cannot be imported: SyntaxError/ })
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
    [undefined, /must export a bridge/],
    [[], /must export a bridge/],
    [{ ...good, name: 1 }, /`name` must be a string/],
    [{ ...good, name: undefined }, /`name` is missing/],
    [{ ...good, load: 'groggy' }, /`load`/],
    [{ ...good, setup: 1 }, /`setup`/],
    [{ ...good, operations: {} }, /`operations` is empty/],
    [
      withOperation({ class: 'quick' }),
      /`operations\.one\.class` is 'quick', which has no budget: use simpleQuery/,
    ],
    [withOperation({ class: 'simpleQery' }), /which has no budget: did you mean 'simpleQuery'\?/],
    [withOperation({ class: undefined }), /`operations\.one\.class` is missing/],
    [withOperation({ items: 0 }), /`operations\.one\.items` must be a finite number above 0, and is 0/],
    [withOperation({ items: Number.NaN }), /`operations\.one\.items`.* is NaN/],
    [withOperation({ class: 'bulkOperation' }), /`operations\.one` is a bulkOperation.*`items`/],
    [
      withOperation({ callsPerSetup: 1.5 }),
      /`operations\.one\.callsPerSetup` must be a whole number above 0/,
    ],
    [withOperation({ abortable: 'yes' }), /`operations\.one\.abortable` must be true or false, and is "yes"/],
    [withOperation({ throws: true }), /`operations\.one\.throws` must be the code of an error/],
    [
      withOperation({ throws: { cod: 'A' } }),
      /`operations\.one\.throws\.cod` is no field: did you mean 'code'\?/,
    ],
    [withOperation({ throw: 'A' }), /`operations\.one\.throw` is no field: did you mean 'throws'\?/],
    [withOperation({ arg: () => [] }), /`operations\.one\.arg` is no field: did you mean 'args'\?/],
    [withOperation({ colour: 1 }), /`operations\.one\.colour` is no field: known are class, items/],
    [
      withOperation({ skip: { leak: 'slow' } }),
      /`operations\.one\.skip\.leak` is no field: did you mean 'leaks'\?/,
    ],
    [withOperation({ skip: { leaks: true } }), /`operations\.one\.skip\.leaks` must be a string/],
    [withOperation({ budget: 50 }), /`operations\.one\.budget` must be an object, and is 50/],
    [
      withOperation({ budget: { ns: '50' } }),
      /`operations\.one\.budget\.ns` must be a finite number above 0, and is "50"/,
    ],
    [withOperation({ budget: {} }), /`operations\.one\.budget` must be either/],
    [withOperation({ budget: { ns: 5, times: 2 } }), /`operations\.one\.budget` must be either/],
    [withOperation({ budget: { ms: 5 } }), /`operations\.one\.budget\.ms` is no field: known are ns, times/],
    [withOperation({ run: undefined }), /either `run`, or `call` and `args`/],
    [withOperation({ run: undefined, call: () => 1 }), /`call` without `args`/],
    [withOperation({ call: () => 1, args: () => [] }), /either `run`, or/],
    [withOperation({ args: () => [] }), /`operations\.one` has `args`, which `run` is not given/],
    [{ ...good, setUp: () => 1 }, /`setUp` is no field: did you mean 'setup'\?/],
    [{ ...good, budgets: { simpleQuery: { ns: -1 } } }, /`budgets\.simpleQuery\.ns` must be .* is -1/],
    [
      { ...good, budgets: { simpleQuery: { ns: Number.NaN } } },
      /`budgets\.simpleQuery\.ns` must be .* is NaN/,
    ],
    [{ ...good, budgets: { simpleQuery: { ns: Number.POSITIVE_INFINITY } } }, /is Infinity/],
    [
      { ...good, budgets: { simpleQuery: { time: 5 } } },
      /`budgets\.simpleQuery\.time` is no field: did you mean 'times'\?/,
    ],
    [{ ...good, budgets: { simpleQuery: 50 } }, /`budgets\.simpleQuery` is no limit: a budget of calls is/],
    [
      { ...good, budgets: { simpleQeury: { ns: 5 } } },
      /`budgets\.simpleQeury` is the class of no operation: did you mean 'simpleQuery'/,
    ],
    [
      { ...good, budgets: { leakedBytes: 0 } },
      /`budgets\.leakedBytes` must be a finite number above 0, and is 0/,
    ],
    [
      { ...good, budgets: { leakedByte: 5 } },
      /`budgets\.leakedByte` is the class of no operation: did you mean 'leakedBytes'/,
    ],
    [{ ...good, budgets: { loopDelayMs: { ns: 5 } } }, /`budgets\.loopDelayMs` must be/],
    [{ ...good, project: { rusts: [] } }, /`project\.rusts` is no field: did you mean 'rust'\?/],
    [
      { ...good, project: { sanitize: { build: 'make' } } },
      /`project\.sanitize\.build` must be a list of strings/,
    ],
    [{ ...good, project: { junit: [{}, { path: 'x' }] } }, /`project\.junit\.1\.path` is no field/],
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
      message: 'config: `operations` is a function that threw Error: on purpose',
    })
    assert.throws(
      () => checkBridge({ ...good, operations: () => 5 }),
      /`operations` must be an object, and is 5/,
    )
  })

  test('a call that is declared to throw handles no items', () => {
    assert.ok(checkBridge(withOperation({ class: 'bulkOperation', throws: 'REFUSED' })))
  })

  test('a class of its own needs a budget only', () => {
    assert.ok(checkBridge({ ...withOperation({ class: 'quick' }), budgets: { quick: { ns: 5 } } }))
  })
})
