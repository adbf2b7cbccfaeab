/** Protects: the recorder sees the calls of an operation, and changes nothing of what they do. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { createRecorder } from '../dist/session/recorder.js'

class Hidden {
  ask(n: number) {
    return n * 2
  }
}

class Counter {
  static readonly made = 0
  #count: number
  constructor(start: number) {
    this.#count = start
  }
  static of(start: number) {
    return new Counter(start)
  }
  add(n: number) {
    this.#count += n
    return this
  }
  get count() {
    return this.#count
  }
  hidden() {
    return new Hidden()
  }
}

const lib = {
  twice: (n: number) => 2 * n,
  later: async (n: number) => n,
  each: (list: readonly number[], callback: (n: number) => unknown) => list.map(callback),
  nested: { deep: () => 'deep' },
  Counter,
  list: [1, 2, 3],
}

async function pathsOf(work: (wrapped: typeof lib) => unknown) {
  const recorder = createRecorder()
  const wrapped = recorder.wrap(lib) as typeof lib
  return await recorder.record(async () => work(wrapped))
}

test('no global that warns is read', () => {
  const text = `for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, { configurable: true, get: () => console.log(name) })
    await import(${JSON.stringify(new URL('../dist/session/recorder.js', import.meta.url).href)})`
  const args = ['--input-type=module', '--eval', text]
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.deepEqual([stdout, status], ['', 0])
})

describe('the recorder', () => {
  test('functions, with their arguments', async () => {
    const calls = await pathsOf(({ twice, nested }) => [twice(21), nested.deep()])
    assert.deepEqual(
      calls.map(({ path, args, kind }) => [path, args, kind]),
      [
        ['twice', [21], 'call'],
        ['nested.deep', [], 'call'],
      ],
    )
  })

  test('constructors, static and other methods, getters', async () => {
    const calls = await pathsOf(wrapped => {
      const counter = new wrapped.Counter(1)
      assert.ok(counter instanceof wrapped.Counter && counter instanceof Counter)
      assert.equal(wrapped.Counter.of(5).add(2).count, 7)
    })
    assert.deepEqual(
      calls.map(({ path }) => path),
      ['new Counter', 'Counter.of', 'Counter.prototype.add', 'get Counter.prototype.count'],
    )
  })

  test('classes that only results show', async () => {
    const recorder = createRecorder()
    const wrapped = recorder.wrap(lib) as typeof lib
    const hidden = new wrapped.Counter(1).hidden()
    const calls = await recorder.record(async () => hidden.ask(4))
    assert.deepEqual(
      calls.map(({ path, receiver }) => [path, receiver === hidden]),
      [['Hidden.prototype.ask', true]],
    )
  })

  test('methods that nothing can replace', async () => {
    const fixed = Object.defineProperty({}, 'ask', { value: () => 42 })
    const recorder = createRecorder()
    const wrapped = recorder.wrap({ make: () => Object.create(fixed) as { ask(): number } }) as {
      make(): { ask(): number }
    }
    const made = wrapped.make()
    const calls = await recorder.record(async () => assert.equal(made.ask(), 42))
    assert.equal(calls[0]?.function.length, 0)
    assert.equal(calls.length, 1)
  })

  test('functions of objects that calls give, functions that they give, and setters', async () => {
    class Box {
      held = 0
      get size() {
        return this.held
      }
      set size(value) {
        this.held = value
      }
      set color(_: string) {
        this.held++
      }
    }
    const given = {
      open: () => ({ get: (key: string) => `value of ${key}`, inner: { close: () => 1 }, size: 2 }),
      later: async () => ({ get: () => 3 }),
      adder: (a: number) => (b: number) => a + b,
      same: <T>(value: T) => value,
      Box,
    }
    const recorder = createRecorder()
    const wrapped = recorder.wrap(given) as typeof given
    const own = { mine: () => 1 }
    const { mine } = own
    const calls = await recorder.record(async () => {
      const db = wrapped.open()
      assert.deepEqual([db.get('a'), db.inner.close(), db.size], ['value of a', 1, 2])
      assert.equal((await wrapped.later()).get(), 3)
      assert.equal(wrapped.adder(1)(2), 3)
      const box = new wrapped.Box()
      box.size = 4
      box.color = 'red'
      assert.equal(box.size, 5)
      assert.equal(wrapped.same(own).mine, mine)
      assert.equal(wrapped.same(mine), mine)
    })
    assert.deepEqual(
      calls.map(({ path, args }) => [path, args]),
      [
        ['open', []],
        ['open().get', ['a']],
        ['open().inner.close', []],
        ['later', []],
        ['later().get', []],
        ['adder', [1]],
        ['adder()', [2]],
        ['new Box', []],
        ['set Box.prototype.size', [4]],
        ['set Box.prototype.color', ['red']],
        ['get Box.prototype.size', []],
        ['same', [mine]],
      ],
    )
  })

  test('which calls are async, and that arrays stay as they are', async () => {
    const calls = await pathsOf(async ({ later, list }) => {
      assert.equal(list, lib.list)
      assert.equal(await later(3), 3)
    })
    assert.deepEqual(
      calls.map(({ path, async }) => [path, async]),
      [['later', true]],
    )
  })

  test('arguments can be looked at before each call', async () => {
    const recorder = createRecorder()
    const wrapped = recorder.wrap(lib) as typeof lib
    recorder.onCall = args => {
      if (typeof args[1] === 'function') args[1] = () => 'replaced'
    }
    assert.deepEqual(
      wrapped.each([1], n => n),
      ['replaced'],
    )
  })
})
