/**
 * Invariant: one vector is read as a whole column is: its memory is the caller's own and of fixed length, its
 * length is what it has, and whatever reading it runs can change nothing of the graph meanwhile.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph } from 'groggy'
import { fails } from './support.js'

function make(): Graph {
  const g = new Graph({ nodes: { at: 'vector<float32, 2>' } })
  g.addNodes([{ at: [1, 2] }, {}])
  g.addEdge(0, 1)
  return g
}

/** Every way to set one vector. */
const ways: Readonly<Record<string, (g: Graph, vector: never) => unknown>> = {
  set: (g, vector) => g.nodes.set(0, 'at', vector),
  'column.set': (g, vector) => g.nodes.column('at').set(0, vector),
  assign: (g, vector) => g.nodes.assign(0, { at: vector }),
  addNode: (g, vector) => g.addNode({ at: vector }),
  addNodes: (g, vector) => g.addNodes([{ at: vector }]),
  'addNodes, by column': (g, vector) => g.addNodes({ at: [vector] }),
  setValues: (g, vector) => g.nodes.setValues('at', [0], [vector]),
  setColumn: (g, vector) => g.nodes.setColumn('at', [vector]),
}

const detached = new Float32Array(2)
structuredClone(detached, { transfer: [detached.buffer as ArrayBuffer] })
const resizable = new Float32Array(
  new (ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer)(8, {
    maxByteLength: 64,
  }),
)
const shared = new Float32Array(new SharedArrayBuffer(8))

describe('one vector', () => {
  for (const [way, put] of Object.entries(ways)) {
    it(`${way} refuses a vector whose memory may vanish, grow or change`, () => {
      for (const [found, vector] of Object.entries({ detached, resizable, shared })) {
        for (const g of way === 'column.set' ? [make()] : [make(), new Graph()]) {
          if (g.nodeCount === 0) g.addNode()
          const { version } = g
          const error = fails('INVALID_ARGUMENT', () => put(g, vector as never))
          assert.equal(error.details['value'], found)
          assert.equal(error.details['attribute'], 'at')
          assert.match(error.message, /slice\(\)/)
          assert.equal(g.version, version)
          g.close()
        }
      }
    })

    it(`${way} refuses changes of the graph while it reads a vector`, () => {
      const g = make()
      let tried = 0
      const attack = (): number => {
        for (const attempt of [
          () => g.addNode(),
          () => g.removeNode(1),
          () => g.removeEdge(0),
          () => g.compact(),
          () => g.nodes.drop('at'),
          () => g.nodes.define('fresh', 'bool'),
          () => g.nodes.set(0, 'at', [5, 6]),
          () => g.nodes.column('at').set(0, [5, 6]),
          () => g.nodes.assign(0, { at: [5, 6] }),
          () => g.nodes.setColumn('at', new Float32Array(4)),
        ]) {
          fails('BUSY', attempt)
          tried++
        }
        return 3
      }
      put(g, Object.defineProperty([0, 4], 0, { get: attack }) as never)
      put(
        g,
        new Proxy([3, 4], {
          get(target, name, receiver) {
            attack()
            return Reflect.get(target, name, receiver) as unknown
          },
        }) as never,
      )
      assert.ok(tried >= 20)
      const id = g.nodeBound > 2 ? g.nodeBound - 1 : 0
      assert.deepEqual([...(g.nodes.get(id, 'at') as Float32Array)], [3, 4])
      assert.deepEqual(g.validate(), [])
      g.nodes.set(0, 'at', null)
      g.close()
    })

    it(`${way} allows close() and snapshot() while it reads a vector`, () => {
      const g = make()
      const taken = Object.defineProperty([7, 8], 1, {
        get() {
          g.snapshot().close()
          return 8
        },
      })
      put(g, taken as never)
      assert.deepEqual(g.validate(), [])
      const closing = Object.defineProperty([7, 8], 1, {
        get() {
          g.close()
          return 8
        },
      })
      fails('CLOSED', () => put(g, closing as never))
    })

    it(`${way} passes on what a getter of a vector throws, and leaves no lock`, () => {
      const g = make()
      const mine = new Error('mine')
      const { version } = g
      const throwing = Object.defineProperty([7, 8], 1, {
        get() {
          throw mine
        },
      })
      assert.throws(
        () => put(g, throwing as never),
        error => error === mine,
      )
      assert.equal(g.version, version)
      g.addNode()
      g.close()
    })

    it(`${way} takes the length of a vector from its memory`, () => {
      const g = make()
      const own = Object.defineProperty(Float32Array.of(9, 8), 'length', { value: 1e9 })
      put(g, own as never)
      assert.deepEqual(g.validate(), [])
      for (const length of [-1, '2', Number.NaN, 1.5, 2 ** 40, undefined]) {
        const liar = new Proxy([1, 2], {
          get: (target, name, receiver) => (name === 'length' ? length : Reflect.get(target, name, receiver)),
        })
        assert.throws(() => put(g, liar as never), { name: /^(InvalidArgument|LimitExceeded)Error$/ })
      }
      g.close()
    })
  }
})

describe('an array that lies about its length', () => {
  const calls: Readonly<Record<string, (g: Graph, list: never) => unknown>> = {
    'addNodes rows': (g, list) => g.addNodes(list),
    'addNodes column': (g, list) => g.addNodes({ x: list }),
    'addEdges rows': (g, list) => g.addEdges(list),
    'addEdges source': (g, list) => g.addEdges({ source: list, target: [0] }),
    'addEdges target': (g, list) => g.addEdges({ source: new Uint32Array(1), target: list }),
    'addEdges column': (g, list) => g.addEdges({ source: [0], target: [1], x: list }),
    fromEdges: (_, list) => Graph.fromEdges(list),
    removeNodes: (g, list) => g.removeNodes(list),
    removeEdges: (g, list) => g.removeEdges(list),
    'setValues ids': (g, list) => g.nodes.setValues('x', list, [1]),
    'setValues values': (g, list) => g.nodes.setValues('x', [0], list),
    setColumn: (g, list) => g.nodes.setColumn('x', list),
  }
  class Liar extends Array<number> {}
  for (const [name, call] of Object.entries(calls)) {
    it(`an array that lies about its length is refused in ${name} before memory is allocated`, () => {
      const g = make()
      const { version } = g
      for (const length of [-1, '3', Number.NaN, 1.5, 2 ** 32, 2 ** 40, -0.5, {}, undefined, 1n]) {
        const proxy = new Proxy([0, 1], {
          get: (target, key, receiver) => (key === 'length' ? length : Reflect.get(target, key, receiver)),
        })
        const tooLong = typeof length === 'number' && length >= 2 ** 32
        const error = fails(tooLong ? 'LIMIT_EXCEEDED' : 'INVALID_ARGUMENT', () => call(g, proxy as never))
        assert.match(error.message, /entries for|as the length of/)
        assert.ok(!Object.hasOwn(error, 'cause'))
      }
      assert.equal(g.version, version)
      g.close()
    })
  }

  it('a subclass of Array works as an array', () => {
    const g = make()
    g.removeEdges(Liar.from([0]))
    assert.equal(g.edgeCount, 0)
    g.close()
  })

  it('an array of too many values for a column is refused before they are read', () => {
    const g = make()
    const many: number[] = []
    many.length = 100_000_000
    assert.equal(fails('INVALID_ARGUMENT', () => g.nodes.setColumn('x', many)).details['value'], many.length)
    many.length++
    const { details } = fails('LIMIT_EXCEEDED', () => g.nodes.setColumn('x', many))
    assert.deepEqual([details['requested'], details['limit']], [many.length, 100_000_000])
    g.close()
  })
})
