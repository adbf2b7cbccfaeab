/** Protects: examples are really run, each with a context of its own, and one that ends the process ends no other. */
import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { runExamples } from '../dist/api/run-examples.js'
import { folder } from './folder.js'

writeFileSync(
  path.join(folder, 'context.ts'),
  `import { existsSync, writeFileSync } from 'node:fs'
  export const list: number[] = []
  export let alice = 1
  export const join = () => 'of the context'
  const [bob] = [2]
  export { bob }
  if (existsSync('package.json')) throw new Error('not in a folder of its own')
  writeFileSync('data.csv', '1')`,
)

test('runExamples', async () => {
  const pass = { status: 'pass', reason: 'runs' }
  const cases: readonly (readonly [example: string, status: string, reason: RegExp | string])[] = [
    ["list.push(1)\nif (list.length !== 1) throw new Error('not mine alone')", 'pass', 'runs'],
    ["list.push(2)\nif (list.length !== 1) throw new Error('not mine alone')", 'pass', 'runs'],
    ["const list = 'declared again'\nalice = bob\nlist.at(alice)", 'pass', 'runs'],
    [
      'const wait: Promise<void> = Promise.resolve()\nawait wait\nusing resource = { [Symbol.dispose]() {} }',
      'pass',
      'runs',
    ],
    [
      "import { join } from 'node:path'\nimport { readFileSync } from 'node:fs'\nif (join('a', 'b') === join.name) throw new Error()\nreadFileSync('data.csv').at(0)\nif (!join('a', 'b').endsWith('b')) throw new Error('not imported')",
      'pass',
      'runs',
    ],
    ["throw new RangeError('too far')", 'fail', 'does not run: it threw RangeError: too far'],
    ['carol.name', 'not-judged', 'was not run: neither it nor `project.exampleContext` declares carol'],
    ['export const answer = 42', 'not-judged', 'was not run: a module that exports is not run'],
    [
      "void Promise.reject(new Error('nobody waits'))",
      'fail',
      /^does not run: the process exited with 1: Error: nobody waits/,
    ],
    [
      "process.kill(process.pid, 'SIGSEGV'); for (;;);",
      'fail',
      'does not run: the process was ended by SIGSEGV',
    ],
    ["import 'no-such-package'", 'fail', /^does not run: it threw Error: Cannot find package/],
    ['setInterval(() => {}, 1000)', 'pass', 'runs'],
  ]
  const verdicts = await runExamples(
    folder,
    'context.ts',
    cases.map(([example]) => example),
  )
  for (const [example, status, reason] of cases) {
    const verdict = verdicts.get(example)
    assert.equal(verdict?.status, status, `${example}: ${verdict?.reason}`)
    if (typeof reason === 'string') assert.equal(verdict?.reason, reason)
    else assert.match(verdict?.reason ?? '', reason)
  }
  assert.deepEqual(await runExamples(folder, undefined, ['[1].at(0)']), new Map([['[1].at(0)', pass]]))
  assert.deepEqual(readdirSync(path.join(folder, '.ffi-health')), ['.gitignore'])
})
