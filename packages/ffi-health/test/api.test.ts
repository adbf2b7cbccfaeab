/** A change of the surface must be accepted, and every public method be documented and measured. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { runApi } from '../dist/api/check.js'
import { folder } from './folder.js'

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const base = `
export declare class Base {
  /**
   * How many there are.
   *
   * Cost: O(1). Never throws.
   *
   * @example
   * \`\`\`ts
   * list.count()
   * \`\`\`
   */
  count(): number
}
`
const list = `
import { Base } from './base.js'
/** A list. */
export declare class List extends Base {
  #private;
  /**
   * Adds numbers.
   *
   * Cost: O(values). The values are copied.
   *
   * @param values - any numbers.
   * @returns the new length.
   * @throws {TypeError} for anything else.
   * @example
   * \`\`\`ts
   * list.add(new Float64Array(3))
   * \`\`\`
   */
  add(values: Float64Array): number
  /** Adds one. */
  addOne(value: number, options?: { at: number }): Promise<Uint8Array>
  /** As {@link add}, at the front. */
  addFirst(values: Float64Array): number
  /**
   * Empties it.
   *
   * Cost: O(1). Never throws.
   *
   * @example
   * \`\`\`ts
   * list.clear(
   * \`\`\`
   */
  clear(): void
  undocumented(): void
}
`
write(
  'package.json',
  '{ "name": "sample", "type": "module", "exports": { ".": { "types": "./index.d.ts", "default": "./index.js" } } }',
)
write('base.d.ts', base)
write('list.d.ts', list)
write(
  'index.d.ts',
  "export { List } from './list.js'\nexport type { Base } from './base.js'\nexport type * from './kind.js'\nexport declare function absent(): void\n",
)
write('kind.d.ts', '/** A class that is exported as a type. */\nexport declare class Kind {}\n')
write(
  'index.js',
  `class Base { count() { return 0 } }
export class List extends Base { add() { return 1 } addOne() { return Promise.resolve(new Uint8Array(1)) } addFirst() { return 1 } clear() {} undocumented() {} }
export function hidden() {}
`,
)
const config = write(
  'config.mjs',
  `export default { name: 'sample', load: () => import('./index.js'), setup: lib => new lib.List(),
  operations: { adding: { class: 'simpleQuery', run: list => { list.add(1); list.addFirst(1); list.clear() } }, addOne: { class: 'simpleQuery', run: () => 1 } } }`,
)
write('context.ts', "import { List } from './index.js'\nexport const list: object = new List()\n")
const options = {
  folder,
  configUrl: pathToFileURL(config).href,
  project: { withoutOperation: { 'Base.*': 'inherited' }, exampleContext: 'context.ts' },
}

test('what is documented and measured passes, and what lacks something says what', async () => {
  const { report } = await runApi(options)
  const found = Object.fromEntries(
    report.operations.map(({ operation, status, reason }) => [operation, { status, reason }]),
  )
  assert.equal(found['(surface)']?.status, 'not-judged')
  assert.deepEqual(found['hidden'], { status: 'fail', reason: 'exported at run time, and not declared' })
  assert.equal(found['Base'], undefined)
  assert.equal(found['Kind'], undefined)
  assert.deepEqual(found['List.add'], {
    status: 'pass',
    reason: 'documented; measured by adding; its example runs',
  })
  assert.deepEqual(found['Base.count'], {
    status: 'pass',
    reason: 'documented; needs no operation: inherited; its example runs',
  })
  assert.deepEqual(found['List.addOne'], {
    status: 'fail',
    reason:
      'does not document its parameters (value, options), result, cost, memory behaviour, errors, example',
  })
  assert.equal(found['List.addFirst']?.status, 'pass')
  assert.match(found['List.clear']?.reason ?? '', /^does not document its example \(Unexpected token/)
  assert.deepEqual(found['List.undocumented'], {
    status: 'fail',
    reason: 'does not document its description; no operation in the config measures it',
  })
})

test('changes are shown, and gone once they are accepted', async () => {
  await runApi({ ...options, accept: true })
  const surface = async () => {
    const { report, changes } = await runApi(options)
    return { verdict: report.operations.find(({ operation }) => operation === '(surface)')?.status, changes }
  }
  assert.deepEqual(await surface(), { verdict: 'pass', changes: [] })

  // Comments are not a surface.
  write('list.d.ts', list.replace('Adds one.', 'Adds a number.'))
  assert.equal((await surface()).verdict, 'pass')

  write(
    'list.d.ts',
    list.replace('addOne(value: number', 'addOne(value: bigint').replace('undocumented(): void', ''),
  )
  const { verdict, changes } = await surface()
  assert.equal(verdict, 'fail')
  assert.deepEqual(changes, [
    {
      kind: 'changed',
      name: 'List.addOne',
      before: 'addOne(value: number, options?: { at: number }): Promise<Uint8Array>',
      after: 'addOne(value: bigint, options?: { at: number }): Promise<Uint8Array>',
    },
    { kind: 'removed', name: 'List.undocumented', before: 'undocumented(): void' },
  ])
  await runApi({ ...options, accept: true })
  assert.equal((await surface()).verdict, 'pass')
})

test('an example that throws fails; one of which something is not declared is not judged', async () => {
  write('list.d.ts', list.replace('list.add(new Float64Array(3))', 'list.append(new Float64Array(3))'))
  const verdict = async (project: object) => {
    const { report } = await runApi({ ...options, project })
    const found = report.operations.find(({ operation }) => operation === 'List.add')
    return { status: found?.status, reason: found?.reason }
  }
  assert.deepEqual(await verdict(options.project), {
    status: 'fail',
    reason: 'its example does not run: it threw TypeError: list.append is not a function',
  })
  assert.deepEqual(await verdict({}), {
    status: 'not-judged',
    reason:
      'documented; measured by adding; its example was not run: neither it nor `project.exampleContext` declares list',
  })
  await assert.rejects(verdict({ exampleContext: 'no.ts' }), /cannot find .*no\.ts/)
  write('list.d.ts', list)
})

test('an operation that takes the process down is told, and the calls of the others are known', async () => {
  const crashing = write(
    'crashing.mjs',
    `import config from './config.mjs'
    const crash = { class: 'simpleQuery', run: () => { process.kill(process.pid, 'SIGSEGV'); for (;;); } }
    const { adding, addOne } = config.operations
    export default { ...config, operations: { crash, throws: { ...crash, setup: () => { throw new TypeError('no') } }, adding, addOne } }`,
  )
  const { report } = await runApi({ ...options, configUrl: pathToFileURL(crashing).href })
  const found = Object.fromEntries(report.operations.map(({ operation, reason }) => [operation, reason]))
  assert.match(found['crash'] ?? '', /^recording its calls: the process was ended by SIGSEGV/)
  assert.equal(found['throws'], 'recording its calls: TypeError: no')
  assert.match(found['List.add'] ?? '', /measured by adding/)
})

test('a package without declarations has the surface that is there at run time', async () => {
  write('untyped/package.json', '{ "name": "untyped", "type": "module", "exports": "./index.js" }')
  const index = `class Image { static open(file) {} get width() { return 1 } set width(w) {} crop(x, y) {} }
    export { Image }
    export const version = '1', crc = (text, state) => 0, nothing = null, tools = { sum(a) {}, name: 'tools', get now() { return 1 } }
    export default { crc, inner: { crc } }`
  write('untyped/index.js', index)
  const own = write(
    'untyped/config.mjs',
    `export default { name: 'untyped', load: () => import('./index.js'),
    operations: { crc: { class: 'simpleQuery', run: lib => lib.crc('') } } }`,
  )
  const untyped = { folder: path.dirname(own), configUrl: pathToFileURL(own).href, project: {} }
  const { report, snapshot } = await runApi({ ...untyped, accept: true })
  assert.deepEqual(snapshot, {
    ffiHealthSurface: 1,
    entries: {},
    runtime: {
      Image: ['function(0)', 'static open(1)', 'crop(2)', 'get set width'],
      crc: ['function(2)'],
      default: ['object', 'crc(2)', 'inner: object'],
      nothing: ['null'],
      tools: ['object', 'get now', 'name: string', 'sum(1)'],
      version: ['string'],
    },
  })
  const verdicts = (operations: typeof report.operations) =>
    operations.map(({ operation, status }) => [operation, status])
  assert.deepEqual(verdicts(report.operations), [
    ['(surface)', 'pass'],
    ['(types)', 'not-judged'],
  ])
  assert.match(report.operations[1]?.reason ?? '', /has no declaration file.*what is there at run time$/)

  write('untyped/index.js', index.replace('crop(x, y)', 'crop(x, y, w)').replace("version = '1', ", ''))
  const after = await runApi(untyped)
  assert.deepEqual(
    after.changes.map(({ kind, name }) => [kind, name]),
    [
      ['changed', 'Image (at run time)'],
      ['removed', 'version (at run time)'],
    ],
  )
  assert.equal(after.report.operations[0]?.status, 'fail')

  write('untyped/index.js', "throw new Error('not built')")
  await assert.rejects(runApi({ ...untyped, accept: true }), {
    name: 'UsageError',
    message: /cannot accept a surface: the addon does not load: .*not built/,
  })
})

test('of a package of others that the config loads, the surface is looked at, and the documentation left to them', async () => {
  write('app/package.json', '{ "name": "app", "types": "./app.d.ts" }')
  write('app/app.d.ts', 'export declare function ofTheApp(): void')
  write('app/node_modules/theirs/package.json', '{ "name": "theirs", "main": "lib.cjs" }')
  write('app/node_modules/theirs/lib.cjs', 'exports.their = a => a\nexports.hidden = 1')
  write('app/node_modules/theirs/index.d.ts', 'export declare function their(a: number): number')
  const at = write(
    'app/config.mjs',
    `export default { name: 'app', load: () => import('theirs'), operations: { one: { class: 'simpleQuery', run: () => 1 } } }`,
  )
  const app = { folder: path.dirname(at), configUrl: pathToFileURL(at).href, project: {}, loads: 'theirs' }
  const { report, snapshot } = await runApi(app)
  assert.deepEqual(Object.keys(snapshot.entries['.'] ?? {}), ['their'])
  const verdicts = (operations: typeof report.operations) =>
    operations.map(({ operation, status }) => [operation, status])
  assert.deepEqual(verdicts(report.operations), [
    ['(surface)', 'not-judged'],
    ['(documentation)', 'not-judged'],
  ])
  const named = await runApi({ ...app, project: { package: 'theirs' } })
  assert.deepEqual(verdicts(named.report.operations), [
    ['(surface)', 'not-judged'],
    ['hidden', 'fail'],
    ['their', 'fail'],
  ])
  const unseen = await runApi({ ...app, loads: 'no-such-package' })
  assert.match(unseen.report.operations[1]?.reason ?? '', /^no package was found from /)
})

test('a declaration file that is not there is told, and a broken surface file is a failure', async () => {
  await assert.rejects(
    runApi({ ...options, project: { types: 'no.d.ts' } }),
    /cannot find the declaration file/,
  )
  await assert.rejects(
    runApi({ ...options, project: { package: 'no-such-package' } }),
    /cannot find the package/,
  )
  write('broken.json', '{}')
  const { report } = await runApi({ ...options, project: { surface: 'broken.json' } })
  const { status, reason } = report.operations.find(({ operation }) => operation === '(surface)') ?? {}
  assert.equal(status, 'fail')
  assert.match(reason ?? '', /broken\.json is not an accepted surface/)
})
