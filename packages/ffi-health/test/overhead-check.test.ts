/** Protects: real calls, timed in child processes, get the verdict that they deserve. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overhead } from '../dist/overhead/check.js'
import { checkConfig } from './check-config.js'

test('a call that waits a millisecond is over a budget of 50 ns, on a busy machine too', async () => {
  const { operations, effort } = await checkConfig(
    overhead,
    `const never = new Int32Array(new SharedArrayBuffer(4))
    export default { name: 'x', load: () => ({}), operations: {
      wait: { class: 'simpleQuery', run: () => Atomics.wait(never, 0, 0, 1) },
    } }`,
    ['wait'],
  )
  const [wait] = operations
  assert.equal(wait?.status, 'fail', wait?.reason)
  assert.match(wait?.reason ?? '', /ms, in which it waits \(.* is over the budget of 50 ns/)
  assert.equal(effort, 0.1)
})

test('a result is disposed of once, whatever is called in turns with it', async () => {
  const slow = { class: 'simpleQuery', budget: { ns: 1e9 } }
  const names = ['open', 'refuse', 'openSync', 'refuseSync']
  const { operations } = await checkConfig(
    overhead,
    `Symbol.dispose ??= Symbol('dispose')
    Symbol.asyncDispose ??= Symbol('asyncDispose')
    class Handle {
      open = true
      close() { if (!this.open) throw new Error('disposed twice'); this.open = false }
      [Symbol.dispose]() { this.close() }
    }
    class AsyncHandle extends Handle { async [Symbol.asyncDispose]() { this.close() } }
    const refuse = () => { throw Object.assign(new Error('no'), { code: 'NO' }) }
    const slow = ${JSON.stringify(slow)}
    export default { name: 'x', load: () => ({}), operations: {
      open: { ...slow, run: async () => new AsyncHandle() },
      refuse: { ...slow, throws: 'NO', run: async () => refuse() },
      openSync: { ...slow, run: () => new Handle() },
      refuseSync: { ...slow, throws: 'NO', run: () => refuse() },
    } }`,
    names.map(name => ({
      name,
      facts: { ...slow, ...(name.startsWith('refuse') && { throws: 'NO' }) },
      async: !name.endsWith('Sync'),
    })),
  )
  for (const { operation, status, reason } of operations)
    assert.equal(status, 'pass', `${operation}: ${reason}`)
  assert.equal(operations.length, names.length)
})

test('an operation that crashes while it is timed is named, and the others are timed without it', async () => {
  const { operations } = await checkConfig(
    overhead,
    `let timing = false
    const crash = () => { if (timing) process.kill(process.pid, 'SIGSEGV') }
    export default { name: 'x', load: () => ({}), operations: {
      one: { class: 'simpleQuery', run: (_, i) => i },
      crashes: { class: 'simpleQuery', run: crash },
      two: { class: 'simpleQuery', run: (_, i) => { timing = true; return i } },
    } }`,
    ['one', 'crashes', 'two'],
    { budgets: { simpleQuery: { ns: 1e6 } }, effort: 0.2 },
  )
  assert.deepEqual(
    operations.map(({ operation, status }) => [operation, status]),
    [
      ['one', 'pass'],
      ['crashes', 'fail'],
      ['two', 'pass'],
    ],
  )
  assert.match(operations[1]?.reason ?? '', /^the process was ended by SIGSEGV/)
})
