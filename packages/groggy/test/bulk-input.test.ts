/**
 * Invariant: whatever is passed to a bulk call, either all of it is in the graph or nothing is, and the error
 * says which argument, row and value was wrong; user code that runs meanwhile cannot change the graph.
 */

import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { Graph } from 'groggy'
import { fails } from './support.js'

const g = new Graph({ nodes: { age: 'float64', name: 'utf8' }, edges: { weight: 'float64' } })
g.addNodes([
  { age: 1, name: 'a' },
  { age: 2, name: 'b' },
])
g.addEdge(0, 1, { weight: 1 })

afterEach(() => {
  assert.equal(g.nodeCount, 2)
  assert.equal(g.edgeCount, 1)
  assert.deepEqual(g.nodes.row(0), { age: 1, name: 'a' })
  assert.deepEqual(g.validate(), [])
  // Not left locked.
  g.nodes.set(0, 'age', 1)
})

describe('counts', () => {
  it('a count is a whole number within the range of ids', () => {
    fails('INVALID_ARGUMENT', () => g.addNodes(-1))
    fails('INVALID_ARGUMENT', () => g.addNodes(1.5))
    fails('INVALID_ARGUMENT', () => g.addNodes(Number.NaN))
    fails('LIMIT_EXCEEDED', () => g.addNodes(2 ** 32))
    fails('TYPE_MISMATCH', () => g.addNodes('3' as never))
    fails('TYPE_MISMATCH', () => g.addNodes(null as never))
    fails('TYPE_MISMATCH', () => g.addNodes(new Uint32Array(3) as never))
    fails('INVALID_ARGUMENT', () => g.addNodes({}))
    assert.equal(g.addNodes(0).length, 0)
    assert.equal(g.addNodes([]).length, 0)
    assert.equal(g.addEdges([]).length, 0)
  })
})

describe('lengths', () => {
  it('columns of different lengths are refused, and both are named', () => {
    const error = fails('INVALID_ARGUMENT', () => g.addNodes({ age: [1, 2], name: ['a'] }))
    assert.match(error.message, /2 entries for "name", as many as for "age", got 1;/)
    assert.match(
      fails('INVALID_ARGUMENT', () => g.addEdges({ source: [0], target: [1, 0] })).message,
      /1 entries for "target", as many as for "source", got 2;/,
    )
    fails('INVALID_ARGUMENT', () => g.addEdges({ source: [0], target: [1], weight: Float64Array.of(1, 2) }))
    fails('INVALID_ARGUMENT', () => g.nodes.setValues('age', [0, 1], [1]))
    fails('INVALID_ARGUMENT', () => g.nodes.setColumn('age', [1, 2, 3]))
  })
})

describe('typed arrays', () => {
  const detached = Float64Array.of(1)
  structuredClone(detached, { transfer: [detached.buffer as ArrayBuffer] })
  const resizable = new Float64Array(
    new (ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer)(8, {
      maxByteLength: 64,
    }),
  )
  const shared = new Float64Array(new SharedArrayBuffer(8))
  for (const [what, array] of Object.entries({ detached, resizable, shared })) {
    it(`a typed array that is ${what} is refused with the remedy`, () => {
      for (const call of [
        () => g.addNodes({ age: array }),
        () => g.nodes.setColumn('age', array),
        () => g.nodes.setValues('age', [0], array),
        () => g.addEdges({ source: [0], target: [1], weight: array }),
      ]) {
        const error = fails('INVALID_ARGUMENT', call)
        assert.match(error.message, /"(age|weight)".*slice\(\)/)
      }
    })
  }

  it('the length of a typed array is taken from its memory, not from its properties', () => {
    class Liar extends Float64Array {
      override get length(): number {
        return 1000
      }
      override get [Symbol.toStringTag](): 'Float64Array' {
        return 'Int8Array' as never
      }
    }
    const liar = new Liar(2)
    const own = Object.defineProperty(Float64Array.of(5, 6), 'length', { value: 99 })
    for (const array of [liar, own]) {
      const h = new Graph()
      assert.equal(h.addNodes({ age: array }).length, 2)
      h.close()
    }
    fails('TYPE_MISMATCH', () => g.addNodes({ age: new Proxy(Float64Array.of(1), {}) }))
    fails('TYPE_MISMATCH', () => g.addNodes({ age: Object.create(Float64Array.prototype) as Float64Array }))
  })

  it('a typed array that a getter detaches is refused', () => {
    const age = Float64Array.of(1)
    fails('INVALID_ARGUMENT', () =>
      g.addNodes({
        age,
        get name() {
          structuredClone(age, { transfer: [age.buffer as ArrayBuffer] })
          return ['x']
        },
      }),
    )
  })
})

describe('rows', () => {
  it('a row that is not an object is refused', () => {
    for (const row of [1, null, undefined, 'x', [1], new Float64Array(1)] as never[]) {
      assert.equal(fails('TYPE_MISMATCH', () => g.addNodes([{ age: 1 }, row])).details['row'], 1)
    }
    fails('TYPE_MISMATCH', () => g.addNode(5 as never))
    fails('TYPE_MISMATCH', () => g.addEdges([{ source: 0 } as never]))
    fails('TYPE_MISMATCH', () => g.addEdges([{ source: 0, target: 1 }, { target: 1 } as never]))
    fails('TYPE_MISMATCH', () => g.addEdges('x' as never))
    fails('TYPE_MISMATCH', () => g.addEdges({ source: 'x' as never, target: [1] }))
    fails('TYPE_MISMATCH', () => g.addEdges({ target: [1] } as never))
  })

  it('a row gives its own enumerable properties, in any order', () => {
    const h = new Graph()
    const inherited = Object.create({ z: 9 }) as object
    const symbol = { [Symbol('s')]: 1 }
    const hidden = Object.defineProperty({}, 'h', { value: 1 })
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true })
    try {
      h.addNodes([
        { a: 1, b: 'x' },
        { b: 'y', a: 2 },
        { c: true },
        inherited,
        symbol,
        hidden,
        { a: null, b: undefined },
      ])
    } finally {
      delete (Object.prototype as Record<string, unknown>)['polluted']
    }
    assert.deepEqual(h.nodes.schema, { a: 'float64', b: 'utf8', c: 'bool' })
    assert.deepEqual(h.nodes.column('a').toArray(), [1, 2, ...Array(5).fill(undefined)])
    assert.deepEqual(h.nodes.column('b').toArray(), ['x', 'y', ...Array(5).fill(undefined)])
    assert.deepEqual(h.validate(), [])
    h.close()
  })

  it('rows are read right under setters and getters on Object.prototype', () => {
    Object.defineProperty(Object.prototype, 'age', {
      get: () => 666,
      set: () => assert.fail('a setter ran'),
      configurable: true,
    })
    try {
      assert.deepEqual({ ...g.nodes.row(1) }, { age: 2, name: 'b' })
    } finally {
      delete (Object.prototype as Record<string, unknown>)['age']
    }
  })
})

describe("the user's code", () => {
  it('an error of the code of the user passes unchanged and leaves no lock', () => {
    const thrown = new Error('mine')
    const getter = {
      get age(): number {
        throw thrown
      },
    }
    const proxy = new Proxy([1, 2], {
      get() {
        throw thrown
      },
    })
    for (const call of [
      () => g.addNodes([getter]),
      () => g.addNode(getter),
      () => g.addNodes({ age: proxy }),
      () => g.addNodes(proxy as never),
      () => g.nodes.assign(0, getter),
      () => g.addEdge(0, 1, getter),
      () => g.nodes.setColumn('age', proxy),
      () => g.nodes.setValues('age', proxy, [1, 2]),
      () => g.removeNodes(proxy),
      () =>
        g.forEachNeighbor(0, () => {
          throw thrown
        }),
    ]) {
      assert.throws(call, error => error === thrown)
    }
  })

  it('changing the graph from a getter of its input is BUSY, and names who holds it', () => {
    const attempts: (() => unknown)[] = [
      () => g.addNode(),
      () => g.addNodes(2),
      () => g.addEdge(0, 1),
      () => g.addEdges({ source: [0], target: [1] }),
      () => g.removeNode(0),
      () => g.removeEdge(0),
      () => g.removeNodes([0]),
      () => g.removeEdges([0]),
      () => g.compact(),
      () => g.nodes.set(0, 'age', 5),
      () => g.nodes.set(0, 'fresh', 5),
      () => g.nodes.column('age').set(0, 5),
      () => g.nodes.assign(0, { age: 5 }),
      () => g.nodes.define('fresh', 'bool'),
      () => g.nodes.drop('age'),
      () => g.nodes.setValues('age', [0], [5]),
      () => g.nodes.setColumn('age', [5]),
    ]
    let tried = 0
    const attack = (): void => {
      for (const attempt of attempts) {
        const error = fails('BUSY', attempt)
        assert.equal(typeof error.details['holder'], 'string')
        tried++
      }
      // Reading is fine.
      assert.equal(g.degree(0), 1)
      assert.equal(g.nodes.get(0, 'age'), 1)
      assert.deepEqual([...g.neighbors(0)], [1])
      g.forEachNeighbor(0, () => undefined)
    }
    g.forEachNeighbor(0, attack)
    const stop = new Error('stop')
    const row = {
      get age(): number {
        attack()
        throw stop
      },
    }
    for (const call of [() => g.addNodes([row]), () => g.addEdge(0, 1, row), () => g.nodes.assign(0, row)]) {
      assert.throws(call, error => error === stop)
    }
    assert.equal(tried, attempts.length * 4)
  })

  it('closing the graph from a getter of its input ends the operation with CLOSED', () => {
    const uses: Record<string, (h: Graph) => unknown> = {
      forEachNeighbor: h => h.forEachNeighbor(0, () => h.close()),
      addNodes: h =>
        h.addNodes([
          {
            get x() {
              h.close()
              return 1
            },
          },
        ]),
      addEdge: h =>
        h.addEdge(0, 1, {
          get x() {
            h.close()
            return 1
          },
        }),
      setColumn: h =>
        h.nodes.setColumn(
          'x',
          new Proxy([1, 2], {
            get(target, name, receiver) {
              h.close()
              return Reflect.get(target, name, receiver) as unknown
            },
          }),
        ),
      iterate: h => {
        for (const _ of h.nodes) h.close()
      },
    }
    for (const [operation, use] of Object.entries(uses)) {
      const h = Graph.fromEdges({ source: [0, 0], target: [1, 2] })
      const error = fails('CLOSED', () => use(h))
      assert.deepEqual([error.operation, error.details['object']], [operation, 'graph'])
      assert.equal(h.closed, true)
    }
  })
})
