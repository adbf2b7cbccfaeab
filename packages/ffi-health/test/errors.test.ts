/** Protects: what an addon throws of its own must be an Error; what it passes on is the caller's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errors } from '../dist/errors/check.js'
import { checkConfig } from './check-config.js'

/** The verdict on an operation that calls a function of this body with one object. */
async function verdict(body: string) {
  return await verdictOf(`options => {
    if (typeof options !== 'object' || options === null) throw new TypeError('an object is needed')
    ${body}
  }`)
}

/** The verdict on an operation that calls this function with one object. */
async function verdictOf(work: string) {
  const { operations } = await checkConfig(
    errors,
    `const work = ${work}
    export default { name: 'x', load: () => ({ work }), operations: {
      work: { class: 'simpleQuery', run: lib => lib.work({ signal: undefined }) },
    } }`,
    ['work'],
  )
  return operations[0]
}

test('the reason of a signal that an argument brought may be anything', async () => {
  const found = await verdict('if (options.signal?.aborted) throw options.signal.reason')
  assert.equal(found?.status, 'pass', found?.reason)
})

test('an object that it made itself is not an Error', async () => {
  const found = await verdict("if (options.signal?.aborted) throw { made: 'here' }")
  assert.equal(found?.status, 'fail')
  assert.match(
    found?.reason ?? '',
    /answers everything with itself\) throws object .*, which is not an Error/,
  )
})

test('what was thrown is told, whatever it is', async () => {
  for (const [thrown, told] of [
    ['5n', 'bigint 5n'],
    [
      '(() => { const circle = {}; return (circle.circle = circle) })()',
      'object <ref *1> { circle: [Circular *1] }',
    ],
    ["{ toJSON() { throw new Error('unreadable') } }", 'object { toJSON: [Function: toJSON] }'],
    [
      '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
      'object <Revoked Proxy>',
    ],
  ]) {
    const found = await verdict(`if (options.signal?.aborted) throw ${thrown}`)
    assert.equal(found?.status, 'fail')
    assert.ok(found?.reason.includes(`throws ${told}, which is not an Error`), found?.reason)
  }
  const unnamed = await verdict(
    "if (options.signal?.aborted) throw Object.assign(new Error(''), { name: Symbol('none') })",
  )
  assert.match(unnamed?.reason ?? '', /throws Symbol\(none\) without a message/)
})

test('an async function that throws after its first await shows who awaits it', async () => {
  const found = await verdictOf(`async options => {
    if (options === null || typeof options !== 'object') throw new TypeError('an object is needed')
    await new Promise(resolve => setImmediate(resolve))
    if (options.signal !== undefined) throw new TypeError('no signal is taken')
  }`)
  assert.equal(found?.status, 'pass', found?.reason)
})

test('an error that is made where nobody awaits does not', async () => {
  const found = await verdict(`const { signal } = options
    return new Promise((resolve, reject) =>
      setImmediate(() => signal === undefined ? resolve() : reject(new TypeError('no signal is taken'))))`)
  assert.equal(found?.status, 'fail')
  assert.match(found?.reason ?? '', /rejects with TypeError: no signal is taken, without the caller's line/)
})
