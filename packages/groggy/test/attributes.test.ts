/**
 * Invariant: a value that was set is the value that is read, for every type, extremes included, one by one,
 * in bulk, as rows and as columns; what does not fit changes nothing.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ColumnTypeName, Graph, type Value } from 'groggy'
import { crossings, fails, inPlace } from './support.js'

/** Values of each type that must survive, and values that must not fit. */
const cases: readonly (readonly [
  type: ColumnTypeName,
  fits: readonly Value[],
  misfits: readonly unknown[],
])[] = [
  ['bool', [true, false], [1, 'true', 0n]],
  ['int32', [0, -1, 2147483647, -2147483648], [1.5, 2147483648, '1', 1n, Number.NaN]],
  ['uint32', [0, 1, 4294967295], [-1, 4294967296, 0.5, true]],
  ['int64', [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)], [1, 2n ** 63n, '1']],
  [
    'float32',
    [
      0,
      -0,
      0.5,
      Math.fround(0.1),
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      3.4028234663852886e38,
      1.401298464324817e-45,
    ],
    [0.1, 1e39, '1', 16777217],
  ],
  ['float64', [0, -0, 0.1, Number.NaN, Number.MAX_VALUE, 5e-324, Number.POSITIVE_INFINITY], ['1', 1n, true]],
  ['utf8', ['', 'a', 'nœud', '😀', 'a\0b', 'x'.repeat(70_000)], [1, '\ud800', 'a\udc00', new Date(0)]],
  [
    'timestamp',
    [new Date(0), new Date(-1), new Date(8.64e15), new Date(-8.64e15)],
    [0, 0n, new Date(Number.NaN), '2020'],
  ],
  [
    'vector<float32, 3>',
    [Float32Array.of(0, -0, Number.NaN), Float32Array.of(1, 2, 3)],
    [Float32Array.of(1, 2), [1, 2, 0.1], [1, 2], 1, Float64Array.of(1, 2, 3)],
  ],
]

describe('every type', () => {
  for (const [type, fits, misfits] of cases) {
    it(`${type} keeps its values`, () => {
      using g = new Graph({ nodes: { x: type } })
      g.addNodes(fits.length + 1)
      const column = g.nodes.column('x')
      assert.equal(column.type, type)
      fits.forEach((value, id) => {
        g.nodes.set(id, 'x', value as never)
      })
      fits.forEach((value, id) => {
        assert.deepEqual(g.nodes.get(id, 'x'), value)
        assert.deepEqual(column.get(id), value)
        assert.equal(column.isNull(id), false)
      })
      assert.equal(g.nodes.get(fits.length, 'x'), undefined)
      assert.equal(column.isNull(fits.length), true)
      assert.equal(column.nullCount, 1)
      assert.deepEqual(column.toArray(), [...fits, undefined])
      assert.deepEqual(g.validate(), [])
    })

    it(`${type} keeps its values in bulk, as rows and as columns`, () => {
      using g = new Graph({ nodes: { x: type } })
      const rows = g.addNodes([...fits.map(x => ({ x })), {}])
      const columns = g.addNodes({ x: [...fits, null] })
      assert.equal(g.nodes.schema['x'], type)
      for (const ids of [rows, columns]) {
        ids.forEach((id, i) => {
          assert.deepEqual(g.nodes.get(id, 'x'), fits[i])
        })
      }
      g.nodes.setValues('x', [...columns].reverse(), [...fits, undefined] as never)
      columns.forEach((id, i) => {
        assert.deepEqual(g.nodes.get(id, 'x'), fits[fits.length - i])
      })
      g.nodes.setColumn('x', fits as never)
      assert.deepEqual(g.nodes.column('x').toArray().slice(0, fits.length), fits)
      assert.equal(g.nodes.column('x').nullCount, g.nodeCount - fits.length)
      assert.deepEqual(g.validate(), [])
    })

    it(`${type} refuses values that do not fit`, () => {
      using g = new Graph({ nodes: { x: type } })
      const id = g.addNode({ x: fits[0] as never })
      for (const misfit of misfits) {
        const error = fails('TYPE_MISMATCH', () => g.nodes.set(id, 'x', misfit as never))
        assert.equal(error.details['attribute'], 'x')
        fails('TYPE_MISMATCH', () => g.nodes.column('x').set(id, misfit as never))
        assert.equal(fails('TYPE_MISMATCH', () => g.addNodes([{}, { x: misfit as never }])).details['row'], 1)
        fails('TYPE_MISMATCH', () => g.addNodes({ x: [misfit as never] }))
        fails('TYPE_MISMATCH', () => g.nodes.setValues('x', [id], [misfit as never]))
        fails('TYPE_MISMATCH', () => g.nodes.setColumn('x', [misfit as never]))
        fails('TYPE_MISMATCH', () => g.nodes.assign(id, { x: misfit as never }))
      }
      assert.equal(g.nodeCount, 1)
      assert.deepEqual(g.nodes.get(id, 'x'), fits[0])
      assert.deepEqual(g.validate(), [])
    })

    it(`${type} can be set to missing`, () => {
      using g = new Graph({ edges: { x: type } })
      g.addNodes(2)
      const e = g.addEdge(0, 1, { x: fits[0] as never })
      const f = g.addEdge(1, 0, { x: fits[1] as never })
      g.edges.set(e, 'x', null)
      g.edges.column('x').set(f, undefined)
      assert.equal(g.edges.get(e, 'x'), undefined)
      assert.equal(g.edges.column('x').nullCount, 2)
      g.edges.set(e, 'x', fits[1] as never)
      assert.deepEqual(g.edges.get(e, 'x'), fits[1])
      assert.deepEqual(g.edges.row(e), { x: fits[1] })
      assert.deepEqual(g.edges.row(f), { x: undefined })
      assert.deepEqual(g.validate(), [])
    })
  }
})

describe('columns', () => {
  it('the first write creates a column of its type', () => {
    using g = new Graph()
    const id = g.addNode()
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.get(id, 'age'))
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.column('age'))
    g.nodes.set(id, 'age', null)
    assert.deepEqual(g.nodes.schema, {})
    g.nodes.set(id, 'age', 3)
    g.nodes.assign(id, { name: 'A', tall: true, big: 1n, born: new Date(0), at: Float32Array.of(1, 2) })
    g.nodes.setValues('rank', [id], Uint32Array.of(7))
    assert.deepEqual(g.nodes.schema, {
      age: 'float64',
      name: 'utf8',
      tall: 'bool',
      big: 'int64',
      born: 'timestamp',
      at: 'vector<float32, 2>',
      rank: 'uint32',
    })
    assert.deepEqual(g.nodes.row(id), {
      age: 3,
      name: 'A',
      tall: true,
      big: 1n,
      born: new Date(0),
      at: Float32Array.of(1, 2),
      rank: 7,
    })
  })

  it('a column made from a typed array has its type, and takes other values that fit', () => {
    using g = new Graph()
    g.addNodes({ a: Int32Array.of(1, 2), b: Float32Array.of(0.5, 1), c: BigInt64Array.of(1n, 2n) })
    assert.deepEqual(g.nodes.schema, { a: 'int32', b: 'float32', c: 'int64' })
    g.nodes.setColumn('a', Float64Array.of(5, 6) as never)
    assert.deepEqual(g.nodes.column('a').toArray(), [5, 6])
    assert.equal(
      fails('TYPE_MISMATCH', () => g.nodes.setColumn('a', Float64Array.of(1, 1.5))).details['row'],
      1,
    )
    fails('TYPE_MISMATCH', () => g.nodes.setColumn('a', BigInt64Array.of(1n)))
    fails('TYPE_MISMATCH', () => g.nodes.setColumn('new', new Uint8Array(2) as never))
    fails('TYPE_MISMATCH', () => g.nodes.setColumn('new', 'text' as never))
  })

  it('a dropped column can be defined with another type', () => {
    using g = new Graph()
    g.addNodes({ x: [1, 2] })
    const old = g.nodes.column('x')
    const values = old.values
    g.nodes.drop('x')
    fails('ATTRIBUTE_NOT_FOUND', () => old.get(0))
    fails('ATTRIBUTE_NOT_FOUND', () => old.set(0, 1))
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.get(0, 'x'))
    fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.drop('x'))
    assert.deepEqual(Array.from(values as Float64Array), [1, 2])
    const fresh = g.nodes.define('x', 'utf8')
    fails('ATTRIBUTE_NOT_FOUND', () => old.get(0))
    assert.equal(fresh.get(0), undefined)
    fails('INVALID_ARGUMENT', () => g.nodes.define('x', 'bool'))
    fails('TYPE_MISMATCH', () => g.nodes.define('y', 'int' as never))
    fails('TYPE_MISMATCH', () => g.nodes.define('y', 'vector<float32, 0>' as never))
  })

  it('columns with odd names work as any other', () => {
    using g = new Graph()
    for (const name of ['', '__proto__', 'constructor', 'toString', 'naïve 名', '0']) {
      const row = Object.fromEntries([[name, 1]])
      const id = g.addNode(row)
      assert.equal(g.nodes.get(id, name), 1)
      assert.equal(Object.getOwnPropertyDescriptor(g.nodes.row(id), name)?.value, 1)
    }
    assert.equal(({} as Record<string, unknown>)['1'], undefined)
  })

  it('a column has no value for nodes added after it', () => {
    using g = new Graph()
    g.addNodes({ x: [1] })
    const x = g.nodes.column('x')
    const [late = 0] = g.addNodes(100)
    assert.equal(x.get(late), undefined)
    assert.equal(x.nullCount, 100)
    x.set(late, 5)
    assert.equal(x.get(late), 5)
    assert.equal(x.nullCount, 99)
    assert.equal(x.toArray().length, 101)
    assert.deepEqual(g.validate(), [])
  })

  it('a column has no value for removed ids', () => {
    using g = new Graph()
    g.addNodes({ x: [1, 2, 3] })
    const x = g.nodes.column('x')
    g.removeNode(1)
    for (const id of [1, 3, -1, 0.5, Number.NaN]) {
      fails('NODE_NOT_FOUND', () => x.get(id))
      fails('NODE_NOT_FOUND', () => x.set(id, 1))
      fails('NODE_NOT_FOUND', () => x.isNull(id))
      fails('NODE_NOT_FOUND', () => g.nodes.get(id, 'x'))
      fails('NODE_NOT_FOUND', () => g.nodes.row(id))
      fails('NODE_NOT_FOUND', () => g.nodes.setValues('x', [id], [1]))
    }
    fails('TYPE_MISMATCH', () => x.get('0' as never))
    fails('TYPE_MISMATCH', () => x.set('0' as never, 1))
    assert.equal(x.nullCount, 0)
    assert.deepEqual(x.toArray(), [1, undefined, 3])
    assert.deepEqual(g.validate(), [])
  })

  it('a column grows while it is read', () => {
    using g = new Graph({ nodes: { x: 'float64', s: 'utf8' } })
    const x = g.nodes.column('x')
    const s = g.nodes.column('s')
    for (let i = 0; i < 5000; i++) {
      const id = g.addNode({ x: i, s: `s${i % 97}` })
      assert.equal(x.get(id), i)
      assert.equal(s.get(id), `s${i % 97}`)
      assert.equal(x.get(i >> 1), i >> 1)
      assert.equal(s.get(i >> 1), `s${(i >> 1) % 97}`)
    }
    assert.deepEqual(g.validate(), [])
  })

  it('each write of a value changes the version', () => {
    using g = new Graph()
    g.addNodes({ x: [1, 2] })
    const before = g.version
    g.nodes.column('x').set(0, 5)
    const after = g.version
    assert.ok(after > before)
    g.nodes.set(1, 'x', 5)
    assert.ok(g.version > after)
  })
})

describe('the values of a column', () => {
  it('column.values is the memory of the column, with the length it had', () => {
    using g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2, 3) })
    const x = g.nodes.column('x')
    const values = x.values
    assert.ok(values instanceof Float64Array)
    assert.deepEqual([...values], [1, 2, 3])
    assert.equal(x.values, values)
    g.addNodes({ x: [4, 5] })
    assert.deepEqual([...values], [1, 2, 3])
    const longer = x.values
    assert.equal(longer?.length, 5)
    g.nodes.drop('x')
    g.close()
    assert.deepEqual([...values], [1, 2, 3])
    assert.equal(longer?.[4], 5)
  })

  it('transferring `values` away leaves the column intact', () => {
    using g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2, 3) })
    const x = g.nodes.column('x')
    const values = x.values as unknown as Float64Array
    try {
      structuredClone(values, { transfer: [values.buffer as ArrayBuffer] })
    } catch {
      // Buffers of native memory cannot be transferred, which is as good.
    }
    assert.equal(x.get(1), 2)
    x.set(1, 7)
    assert.equal(x.get(1), 7)
    assert.deepEqual([...(x.values ?? [])], [1, 7, 3])
  })

  it('writing into `values` leaves the graph valid', () => {
    using g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2, 3), n: Int32Array.of(1, 2, 3) })
    using s = g.snapshot()
    const values = g.nodes.column('x').values as unknown as Float64Array
    values[0] = 99
    using t = g.snapshot()
    values[0] = 98
    assert.equal(s.nodes.get(0, 'x'), 1)
    assert.ok([1, 99].includes(Number(t.nodes.get(0, 'x'))))
    assert.deepEqual(g.validate(), [])
    ;(s.nodes.column('x').values as unknown as Float64Array)[1] = 77
    assert.equal(s.nodes.get(1, 'x'), 2)
  })

  it('`values` can be read while the graph is locked and a snapshot holds it', () => {
    using g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2) })
    g.addEdge(0, 1)
    using s = g.snapshot()
    g.forEachNeighbor(0, () => {
      const values = g.nodes.column('x').values as unknown as Float64Array
      assert.deepEqual([...values], [1, 2])
      values[0] = 99
    })
    assert.equal(s.nodes.get(0, 'x'), 1)
  })

  it('`values` exists for fixed-width types only', () => {
    using g = new Graph({ key: 'id', nodes: { id: 'int64' } })
    g.addNodes([{ id: 1n, b: true, s: 'x', t: new Date(5), v: Float32Array.of(1, 2), i: 3n }])
    assert.equal(g.nodes.column('b').values, undefined)
    assert.equal(g.nodes.column('s').values, undefined)
    assert.equal(g.nodes.column('id').values, undefined)
    assert.deepEqual(g.nodes.column('t').values as unknown, BigInt64Array.of(5n))
    assert.deepEqual(g.nodes.column('v').values as unknown, Float32Array.of(1, 2))
    assert.deepEqual(g.nodes.column('i').values as unknown, BigInt64Array.of(3n))
  })

  it('a column can be set from its own `values`', () => {
    using g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2, 3), t: [new Date(1), new Date(2), new Date(3)] })
    g.nodes.setColumn('x', g.nodes.column('x').values as never)
    g.nodes.setColumn('t', g.nodes.column('t').values as never)
    assert.deepEqual(g.nodes.column('x').toArray(), [1, 2, 3])
    assert.deepEqual(g.nodes.column('t').toArray(), [new Date(1), new Date(2), new Date(3)])
  })
})

describe('values that pretend', () => {
  it('a value is judged by what it is: a vector that lies about its length, an object that poses as a Date', () => {
    using g = new Graph({ nodes: { v: 'vector<float32, 2>', t: 'timestamp' } })
    g.addNodes([
      { v: new Float32Array([1, 2]), t: new Date(1) },
      { v: new Float32Array([3, 4]), t: new Date(2) },
    ])
    const v = g.nodes.column('v')
    const t = g.nodes.column('t')
    v.set(0, new Float32Array([5, 6]))
    t.set(0, new Date(3))
    const long = Object.defineProperty(new Float32Array(4), 'length', { value: 2 })
    fails('TYPE_MISMATCH', () => v.set(0, long))
    fails('TYPE_MISMATCH', () => t.set(0, Object.create(Date.prototype) as Date))
    fails('TYPE_MISMATCH', () => t.set(0, new Proxy(new Date(9), {})))
    fails('TYPE_MISMATCH', () => t.set(0, new Date(Number.NaN)))
    assert.deepEqual(v.toArray(), [new Float32Array([5, 6]), new Float32Array([3, 4])])
    assert.deepEqual(t.toArray(), [new Date(3), new Date(2)])
  })
})

describe('crossings', () => {
  it('reading and writing a value in place crosses nothing', { skip: !inPlace }, () => {
    using g = new Graph()
    g.addNodes({ x: [1, 2], b: [true, null], t: [new Date(0), new Date(1)], s: ['a', 'b'] })
    const x = g.nodes.column('x')
    const run = (): void => {
      x.set(0, 5)
      x.get(0)
      g.nodes.set(1, 'x', 6)
      g.nodes.get(1, 'x')
      g.nodes.set(1, 'b', false)
      g.nodes.get(1, 'b')
      g.nodes.get(1, 't')
      g.nodes.get(1, 's')
      g.nodes.row(1)
      x.toArray()
      x.nullCount
      x.isNull(1)
    }
    run()
    assert.equal(crossings(run), 0)
  })

  it('replacing a value of fixed width crosses nothing', { skip: !inPlace }, () => {
    using g = new Graph({ nodes: { b: 'bool', i: 'int64', t: 'timestamp', v: 'vector<float32, 2>' } })
    g.addNodes([{ b: true, i: 1n, t: new Date(1), v: new Float32Array([1, 2]) }, {}])
    const write = (): void => {
      g.nodes.column('b').set(0, false)
      g.nodes.column('i').set(0, -(2n ** 63n))
      g.nodes.column('t').set(0, new Date(-1))
      g.nodes.column('v').set(0, new Float32Array([3, 4]))
    }
    write()
    const { version } = g
    assert.equal(crossings(write), 0)
    assert.equal(g.version, version + 4)
    assert.deepEqual(g.nodes.row(0), {
      b: false,
      i: -(2n ** 63n),
      t: new Date(-1),
      v: new Float32Array([3, 4]),
    })
    assert.deepEqual(g.nodes.row(1), { b: undefined, i: undefined, t: undefined, v: undefined })
    const nulls = (): unknown => g.nodes.column('b').nullCount + Number(g.nodes.column('b').isNull(1))
    assert.equal(nulls(), 2)
    assert.equal(crossings(nulls), 0)
  })

  it('setColumn() with an empty array clears the column, for each type', () => {
    for (const [type, value, none] of [
      ['bool', true, []],
      ['int32', 1, new Int32Array(0)],
      ['uint32', 1, new Uint32Array(0)],
      ['int64', 1n, new BigInt64Array(0)],
      ['float32', 1, new Float32Array(0)],
      ['float64', 1, new Float64Array(0)],
      ['utf8', 'a', []],
      ['timestamp', new Date(0), []],
      ['vector<float32, 2>', Float32Array.of(1, 2), new Float32Array(0)],
    ] as const) {
      const g = new Graph({ nodes: { x: type } })
      g.addNodes([{ x: value }, { x: value }] as never)
      assert.equal(g.nodes.column('x').nullCount, 0, type)
      g.nodes.setColumn('x', none as never)
      assert.deepEqual([g.nodes.get(0, 'x'), g.nodes.get(1, 'x')], [undefined, undefined], type)
      assert.equal(g.nodes.column('x').nullCount, 2, type)
      assert.deepEqual(g.validate(), [], type)
      g.nodes.set(1, 'x', value as never)
      assert.deepEqual(g.nodes.get(1, 'x'), value, type)
      assert.deepEqual(g.validate(), [], type)
    }
  })

  it('a bulk write crosses once', { skip: !inPlace }, () => {
    using g = new Graph()
    g.addNodes({ x: [1, 2] })
    g.nodes.setColumn('x', [5, 6])
    assert.equal(
      crossings(() => g.nodes.setValues('x', [0, 1], [3, 4])),
      1,
    )
    assert.equal(
      crossings(() => g.nodes.setColumn('x', Float64Array.of(3, 4))),
      1,
    )
  })
})

describe('strings', () => {
  it('a string is decoded once and found again after the dictionary changed', () => {
    using g = new Graph()
    g.addNodes({ s: Array.from({ length: 3000 }, (_, i) => `text ${i} é`) })
    const s = g.nodes.column('s')
    for (let round = 0; round < 3; round++) {
      for (let id = 0; id < 3000; id++) assert.equal(s.get(id), `text ${id} é`)
    }
    for (let id = 0; id < 3000; id += 2) s.set(id, `other ${id}`)
    for (let id = 0; id < 3000; id++) {
      assert.equal(s.get(id), id % 2 === 0 ? `other ${id}` : `text ${id} é`)
    }
    g.compact()
    for (let id = 0; id < 3000; id++) {
      assert.equal(s.get(id), id % 2 === 0 ? `other ${id}` : `text ${id} é`)
    }
  })
})
