/** Protects: what takes a process down is told of the operation that does it, and slow operations are called less. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gc } from '../dist/gc/check.js'
import { checkConfig } from './check-config.js'

/** The verdicts on operations with these functions; `shared` is one object for all of a process. */
async function verdicts(operations: Readonly<Record<string, string>>, effort = 0.05) {
  const listed = Object.entries(operations).map(
    ([name, run]) => `${name}: { class: 'algorithm', run: ${run} },`,
  )
  const { operations: found } = await checkConfig(
    gc,
    `const wait = ms => new Promise(resolve => setTimeout(resolve, ms))
    export default { name: 'x', load: () => ({ broken: false }), operations: { ${listed.join('\n')} } }`,
    Object.keys(operations).map(name => ({ name, facts: { class: 'algorithm' }, async: true })),
    { effort },
  )
  return Object.fromEntries(found.map(({ operation, status, reason }) => [operation, { status, reason }]))
}

test('who breaks what another one uses is told, where that can be seen', async () => {
  const found = await verdicts({
    fine: 'async () => 1',
    breaks: 'async lib => { lib.broken = true; return 2 }',
    falls: 'async lib => { if (lib.broken) process.abort(); return 3 }',
  })
  assert.equal(found['fine']?.status, 'pass')
  assert.match(found['falls']?.reason ?? '', /SIGABRT.* \(after fine, breaks in one process, and not alone/)
})

test('who falls alone is told of, and not who falls after it', async () => {
  const found = await verdicts({
    first: `async lib => {
      if (!lib.broken) process.on('exit', () => process.abort())
      lib.broken = true
      return 1
    }`,
    second: 'async lib => { if (lib.broken) process.abort(); return 2 }',
  })
  assert.equal(found['first']?.status, 'fail')
  assert.equal(found['second']?.status, 'pass', found['second']?.reason)
})

test('slow operations are called less often, and calls that some runs made are compared', async () => {
  const found = await verdicts(
    { slow: 'async (lib, i) => { await wait(200 + 20 * (i % 3)); return i }' },
    0.1,
  )
  assert.equal(found['slow']?.status, 'pass', found['slow']?.reason)
  assert.match(found['slow']?.reason ?? '', /, 5 calls each/)
})

test('results that differ by themselves are not judged', async () => {
  const found = await verdicts({ random: 'async () => Math.random()' })
  assert.equal(found['random']?.status, 'not-judged')
  assert.match(found['random']?.reason ?? '', /declare `deterministic: false`/)
})
