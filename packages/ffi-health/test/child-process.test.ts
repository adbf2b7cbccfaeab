/** Protects: whatever a child process does, its end is told, and nothing of it outlives it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { ChildModule } from '../dist/harness/child-module.js'
import { describeOutcome, runChild } from '../dist/harness/child-process.js'
import { lineReader } from '../dist/harness/messages.js'
import { folder } from './folder.js'

let count = 0
function child(body: string): ChildModule<unknown, unknown> {
  const file = path.join(folder, `child-${count++}.mjs`)
  writeFileSync(file, `export async function run(task, send) { ${body} }`)
  return { file: pathToFileURL(file).href }
}

/** A process that ended and was not waited for yet is a zombie, not running. */
function isRunning(pid: number): boolean {
  // Without LD_PRELOAD: under the runtime of AddressSanitizer `ps` waits for itself for ever.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LD_PRELOAD: '' },
  })
  return /^[^Z\s]/.test(stdout.trim())
}

const options = { timeoutMs: 20_000 }

describe('runChild', () => {
  test('hands over the task, and messages in order', async () => {
    const { end, messages } = await runChild(child('for (const n of task) send({ n })'), [1, 2, 3], options)
    assert.deepEqual([end, messages], [{ kind: 'exit', code: 0 }, [{ n: 1 }, { n: 2 }, { n: 3 }]])
  })

  test('keeps what was sent before a crash', async () => {
    const outcome = await runChild(
      child(
        "send('before'); process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setInterval(() => {}, 1e3))",
      ),
      0,
      options,
    )
    assert.deepEqual([outcome.end, outcome.messages], [{ kind: 'signal', signal: 'SIGSEGV' }, ['before']])
    assert.match(describeOutcome(outcome), /was ended by SIGSEGV/)
  })

  test('tells the error that nobody caught', async () => {
    const outcome = await runChild(child("throw new TypeError('on purpose')"), 0, options)
    assert.match(describeOutcome(outcome), /exited with 1: TypeError: on purpose/)
  })

  test('ends a process that runs too long, and what it started', {
    skip: process.platform === 'win32',
  }, async () => {
    const body = `const { spawn } = await import('node:child_process')
      const inner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      send(inner.pid)
      for (;;) {}`
    const outcome = await runChild(child(body), 0, { timeoutMs: 3000 })
    assert.deepEqual(outcome.end, { kind: 'timeout', afterMs: 3000 })
    const [pid] = outcome.messages
    assert.equal(typeof pid, 'number')
    while (isRunning(Number(pid))) await new Promise(resolve => setTimeout(resolve, 100))
  })

  test('flags and environment reach it', async () => {
    const body = 'send([typeof gc, process.env.FFI_HEALTH_TEST])'
    const { messages } = await runChild(child(body), 0, {
      ...options,
      nodeFlags: ['--expose-gc'],
      env: { FFI_HEALTH_TEST: 'yes' },
    })
    assert.deepEqual(messages, [['function', 'yes']])
  })

  test('a large message arrives whole', async () => {
    const { messages } = await runChild(child("send('x'.repeat(5_000_000))"), 0, options)
    assert.equal(String(messages[0]).length, 5_000_000)
  })
})

test('lines that are not messages are passed over', () => {
  const seen: unknown[] = []
  const read = lineReader(message => seen.push(message))
  for (const chunk of ['{"a"', ':1}\nnoise\n', '2\n{"cut']) read(chunk)
  assert.deepEqual(seen, [{ a: 1 }, 2])
})
