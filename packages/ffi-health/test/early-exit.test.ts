/** Protects: an end with status 0 before the work is done is not a success, and an error of a check ends that check alone. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Check } from '../dist/checks/check.js'
import { exit } from '../dist/exit/check.js'
import { gc } from '../dist/gc/check.js'
import { describeOutcome, runChild } from '../dist/harness/child-process.js'
import { workers } from '../dist/workers/check.js'
import { checkConfig } from './check-config.js'
import { folder } from './folder.js'

let count = 0
function write(text: string): string {
  const file = path.join(folder, `module-${count++}.mjs`)
  writeFileSync(file, text)
  return pathToFileURL(file).href
}

/** What a check says of a config whose `operations` and other fields are given as source text. */
function judge(check: Check, config: string, names: readonly string[]) {
  const source = `export default { name: 'x', load: () => ({}), ${config} }`
  return checkConfig(check, source, names, { effort: 0.02 })
}

describe('a child that exits with 0', () => {
  test('in the middle of its work: is told from one that is done', async () => {
    const early = { file: write('export async function run() { process.exit(0) }') }
    const outcome = await runChild(early, 0, { timeoutMs: 20_000 })
    assert.deepEqual(outcome.end, { kind: 'early' })
    assert.match(describeOutcome(outcome), /exited with 0 in the middle of its work/)
  })

  test('is told from one whose work threw while errors that nobody caught are passed over', async () => {
    const text = "process.on('uncaughtException', () => {}); throw new RangeError('in the middle')"
    const throwing = { file: write(`export async function run() { ${text} }`) }
    const outcome = await runChild(throwing, 0, { timeoutMs: 20_000 })
    assert.deepEqual(outcome.end, { kind: 'exit', code: 1 })
    assert.match(describeOutcome(outcome), /exited with 1: RangeError: in the middle/)
  })

  test('once it is done: all is well, also when somebody replaced JSON.stringify', async () => {
    const done = {
      file: write("export async function run(task, send) { JSON.stringify = () => '{}'; send({ n: 1 }) }"),
    }
    const { end, messages } = await runChild(done, 0, { timeoutMs: 20_000 })
    assert.deepEqual([end, messages], [{ kind: 'exit', code: 0 }, [{ n: 1 }]])
  })

  test('a worker that ends itself: fails, and names the operation', async () => {
    const { operations } = await judge(
      workers,
      `operations: {
        ends: { class: 'simpleQuery', run: (_, i) => { if (i === 3) process.exit(0) } },
      }`,
      ['ends'],
    )
    assert.deepEqual(
      [operations[0]?.operation, operations[0]?.status],
      ['ends', 'fail'],
      JSON.stringify(operations),
    )
    assert.match(operations[0]?.reason ?? '', /exited with 0 in the middle of its work/)
  })
})

describe('exit', () => {
  test('gives back what calls and set-ups own before nothing is left to do', async () => {
    const { operations } = await judge(
      exit,
      `setup: () => setInterval(() => {}, 1000), teardown: clearInterval,
       operations: {
         timer: { class: 'simpleQuery', setup: () => setInterval(() => {}, 1000), teardown: clearInterval, run: () => 1 },
         result: { class: 'simpleQuery', async run() {
           const timer = setInterval(() => {}, 1000)
           return { [Symbol.asyncDispose]: async () => clearInterval(timer) }
         } },
       }`,
      ['timer', 'result'],
    )
    assert.deepEqual(
      operations.map(({ operation, status }) => [operation, status]),
      [
        ['timer', 'pass'],
        ['result', 'pass'],
      ],
      JSON.stringify(operations),
    )
  })

  test('an operation that ends the process itself: fails', async () => {
    const [found] = (
      await judge(
        exit,
        "operations: { ends: { class: 'simpleQuery', run: (_, i) => { if (i === 2) process.exit(0) } } }",
        ['ends'],
      )
    ).operations
    assert.equal(found?.status, 'fail', found?.reason)
    assert.match(found?.reason ?? '', /^starting calls, the process exited with 0 in the middle of its work/)
  })
})

test('of a C++ exception that nobody caught, its type and its text are told', () => {
  const output =
    "debug\nterminate called after throwing an instance of 'std::runtime_error'\n  what():  too late\n"
  assert.equal(
    describeOutcome({ end: { kind: 'signal', signal: 'SIGABRT' }, output }),
    "was ended by SIGABRT: terminate called after throwing an instance of 'std::runtime_error' what():  too late",
  )
})

test('a time limit is told in three digits', () => {
  const told = (afterMs: number) => describeOutcome({ end: { kind: 'timeout', afterMs }, output: '' })
  assert.equal(told(52_052.99360000004), 'did not end within 52.1 s')
  assert.equal(told(240_000), 'did not end within 240 s')
})

test('a warning of Node tells nothing of an end', () => {
  const warning =
    '(node:7) ExperimentalWarning: storage\n(Use `node --trace-warnings ...` to show where the warning was created)\n'
  const end = { kind: 'signal', signal: 'SIGSEGV' } as const
  assert.equal(describeOutcome({ end, output: warning }), 'was ended by SIGSEGV')
  assert.equal(describeOutcome({ end, output: `told\n${warning}` }), 'was ended by SIGSEGV: told')
})

test('of an operation that hangs, other variants and ways are not waited for', async () => {
  const log = path.join(folder, 'hanging')
  writeFileSync(log, '')
  const { operations } = await judge(
    gc,
    `load: () => import('node:fs'),
    operations: {
      hangs: { class: 'simpleQuery', run: (fs, i) => {
        if (i > 1) fs.appendFileSync(${JSON.stringify(log)}, 'hangs')
        while (i > 1);
      } },
      fine: { class: 'simpleQuery', run: (_, i) => i },
    }`,
    ['hangs', 'fine'],
  )
  assert.deepEqual(
    operations.map(({ operation, status }) => [operation, status]),
    [
      ['hangs', 'fail'],
      ['fine', 'pass'],
    ],
  )
  // Runs that begin at the same time, and none of those that follow.
  const hung = readFileSync(log, 'utf8').split('hangs').length - 1
  assert.ok(hung > 0 && hung <= availableParallelism(), `${hung} runs`)
})

test('a check that throws: a report that fails', async () => {
  const broken: Check = {
    name: 'gc',
    about: 'throws',
    run: () => Promise.reject(new RangeError('no values')),
  }
  const { check, operations } = await judge(broken, 'operations: {}', [])
  assert.deepEqual([check, operations[0]?.status], ['gc', 'fail'])
  assert.match(operations[0]?.reason ?? '', /ffi-health itself failed.*no values/)
})
