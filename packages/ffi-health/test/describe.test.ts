/** Protects: the first look at a config calls what was chosen only, and blames an operation for itself alone. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { describeBridge } from '../dist/checks/describe.js'
import { describeChild } from '../dist/checks/describe-child.js'
import { runChild } from '../dist/harness/child-process.js'
import { folder } from './folder.js'

let count = 0
/** A config with these operations; each call is noted in the log. */
function config(
  operations: Readonly<Record<string, string>>,
  rest = '',
): { url: string; called(): string[] } {
  const log = path.join(folder, `calls-${++count}`)
  writeFileSync(log, '')
  const list = Object.entries(operations).map(
    ([name, body]) => `'${name}': { class: 'simpleQuery', run: () => { note('${name}'); ${body} } },`,
  )
  const file = path.join(folder, `config-${count}.mjs`)
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs'
    const note = name => appendFileSync(${JSON.stringify(log)}, name + '\\n')
    const wait = () => new Promise(resolve => setTimeout(resolve, 1000))
    export default { name: 'x', load: () => ({}), ${rest} operations: { ${list.join('\n')} } }`,
  )
  return { url: pathToFileURL(file).href, called: () => readFileSync(log, 'utf8').split('\n').slice(0, -1) }
}

const facts = { class: 'simpleQuery' }

describe('describeBridge', () => {
  test('an operation that hangs or crashes is told, and each of the others is called once', async () => {
    const { url, called } = config({
      one: 'return 1',
      hangs: 'for (;;);',
      two: 'return Promise.resolve(2)',
      crashes: "process.kill(process.pid, 'SIGSEGV'); for (;;);",
      never: 'return new Promise(() => {})',
      three: "throw new TypeError('on purpose')",
    })
    const { operations } = await describeBridge(url, { stepMs: 3000 })
    const told = Object.fromEntries(operations.map(({ name, complaint }) => [name, complaint]))
    assert.deepEqual(told, {
      one: undefined,
      hangs: 'one call, and the process did not end within 3 s',
      two: undefined,
      crashes: 'one call, and the process was ended by SIGSEGV',
      never: told['never'],
      three: 'threw TypeError: on purpose',
    })
    assert.match(
      told['never'] ?? '',
      /^one call, and the process exited with 13, for a promise never settled/,
    )
    const { callMs = -1, ...two } = operations[2] ?? {}
    assert.deepEqual(two, { name: 'two', facts, async: true })
    assert.ok(callMs >= 0, `${callMs} ms`)
    assert.deepEqual(called(), Object.keys(told))
  })

  test('the time limit is of each operation, not of all together', async () => {
    const { url } = config({ a: 'return wait()', b: 'return wait()', c: 'return wait()', d: 'return wait()' })
    const { operations } = await describeBridge(url, { stepMs: 3000 })
    assert.deepEqual(
      operations.map(({ complaint }) => complaint),
      [undefined, undefined, undefined, undefined],
    )
  })

  test('only what was chosen is called', async () => {
    const { url, called } = config({ one: 'return 1', two: 'return 2', three: 'return 3' })
    const { operations } = await describeBridge(url, { only: ['three', 'two'] })
    assert.deepEqual(
      operations.map(({ name }) => name),
      ['two', 'three'],
    )
    assert.deepEqual(called(), ['two', 'three'])
  })

  test('a name that no operation has is told, and nothing is called', async () => {
    const { url, called } = config({ addNodes: 'return 1' })
    await assert.rejects(describeBridge(url, { only: ['addNode'] }), {
      name: 'UsageError',
      message: 'unknown operation "addNode"; expected one of the config (did you mean "addNodes"?)',
    })
    assert.deepEqual(called(), [])
  })

  test('what the last call left running keeps nobody waiting', async () => {
    const { url } = config({ one: 'setInterval(() => {}, 1000)' })
    const { end } = await runChild(describeChild, { configUrl: url }, { timeoutMs: 60_000 })
    assert.deepEqual(end, { kind: 'exit', code: 0 })
  })

  test('a load, set-up or tear-down that goes wrong is told as that', async () => {
    const one = { one: 'return 1' }
    for (const [rest, message] of [
      ["load: () => { throw new Error('no') },", /^\(load and set-up\) failed: Error: no/],
      ['setup: () => { for (;;); },', /^at \(load and set-up\), the process did not end within 3 s/],
      [
        "teardown: () => { process.kill(process.pid, 'SIGSEGV'); for (;;); },",
        /^at \(tear-down\), the process was ended by SIGSEGV/,
      ],
    ] as const) {
      await assert.rejects(describeBridge(config(one, rest).url, { stepMs: 3000 }), {
        name: 'LoadError',
        message,
      })
    }
  })
})
