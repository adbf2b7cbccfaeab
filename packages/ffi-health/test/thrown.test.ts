/** Protects: whatever an addon throws or gives is told and compared, and never makes the tool throw. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { digestOf } from '../dist/gc/digest.js'
import { describeThrown } from '../dist/harness/thrown.js'
import { complaint } from '../dist/session/session.js'

const no = (): never => {
  throw new Error('read')
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function circular(): object {
  const object: Record<string, unknown> = {}
  object['self'] = object
  return object
}

/** An error with this field. */
function errorWith(name: string, field: PropertyDescriptor): Error {
  return Object.defineProperty(new TypeError('too long'), name, { configurable: true, ...field })
}

const odd: readonly (readonly [thrown: unknown, described: RegExp])[] = [
  [5n, /^bigint 5n$/],
  ['text', /^string "text"$/],
  [undefined, /^undefined$/],
  [null, /^null$/],
  [Symbol('secret'), /^a symbol$/],
  [circular(), /^object <ref \*1> \{ self: \[Circular \*1\] \}$/],
  [{ toJSON: no }, /^object \{ toJSON: /],
  [{ [Symbol.for('nodejs.util.inspect.custom')]: no }, /^object \{/],
  [Object.defineProperty({}, 'field', { get: no, enumerable: true }), /^object \{ field: \[Getter\] \}$/],
  [Object.defineProperty({}, Symbol.toStringTag, { get: no }), /^object /],
  [new Proxy({ a: 1 }, { get: no, getPrototypeOf: no, ownKeys: no }), /^object \{ a: 1 \}$/],
  [revoked({}), /^object <Revoked Proxy>$/],
  [revoked(no), /^function <Revoked Proxy>$/],
  [Object.create(null), /^object \[Object: null prototype\] \{\}$/],
  [errorWith('name', { value: Symbol('s') }), /^Symbol\(s\): too long$/],
  [errorWith('name', { get: no }), /^undefined: too long$/],
  [errorWith('message', { get: no }), /^TypeError: undefined$/],
]

describe('describeThrown', () => {
  for (const [thrown, described] of odd) {
    test(described.source, () => {
      assert.match(describeThrown(thrown), described)
    })
  }
})

test('a complaint is made of anything that is thrown', () => {
  const operation = (throws?: object) => ({
    name: 'one',
    facts: { class: 'simpleQuery', ...(throws !== undefined && { throws }) },
    setup: async () => undefined,
    teardown: async () => undefined,
    run: () => undefined,
  })
  for (const [error] of odd) {
    assert.match(complaint(operation(), { ok: false, error }) ?? '', /^threw /)
    assert.match(complaint(operation({ code: 'A' }), { ok: false, error }) ?? '', /^threw /)
  }
  const error = errorWith('code', { get: no })
  assert.match(complaint(operation({ code: 'A' }), { ok: false, error }) ?? '', /with code undefined, and is/)
  const cause = errorWith('cause', { value: null })
  assert.match(complaint(operation({ cause: 'A' }), { ok: false, error: cause }) ?? '', /cause is not 'A'/)
})

test('a result that cannot be read has a digest, and what can be read of it counts', () => {
  const detached = new ArrayBuffer(8)
  const view = new Uint8Array(detached)
  structuredClone(detached, { transfer: [detached] })
  const withGetter = (a: number) =>
    Object.defineProperty({ a, z: a }, 'field', { get: no, enumerable: true, configurable: true })
  for (const value of [
    detached,
    view,
    revoked({}),
    revoked(no),
    withGetter(1),
    { constructor: { name: 1n } },
  ]) {
    assert.equal(digestOf(value).length, 16)
    assert.equal(digestOf([value]), digestOf([value]))
  }
  assert.notEqual(digestOf(withGetter(1)), digestOf(withGetter(2)))
  assert.notEqual(digestOf([revoked({}), 1]), digestOf([revoked({}), 2]))
  assert.notEqual(digestOf(new Map([[1, revoked({})]])), digestOf(new Map([[2, revoked({})]])))
  assert.notEqual(digestOf(view), digestOf(new Uint8Array(0)))
  const unnamed = (a: number) => Object.defineProperty({ a }, 'constructor', { get: no })
  assert.notEqual(digestOf(unnamed(1)), digestOf(unnamed(2)))
})
