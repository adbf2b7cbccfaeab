/**
 * Invariant: a column costs the same whether there are ten others or thousands: to make, to write, to read and to
 * drop; and a schema that was read piece by piece is the schema.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Graph, runtime } from 'groggy'
import { crossings, fails, turn } from './support.js'

/** Work on `count` columns; the graph that it was done on. */
type Work = (count: number) => Graph

const columns = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, [i]]))

const work: Readonly<Record<string, Work>> = {
  define(count) {
    const g = new Graph()
    for (let i = 0; i < count; i++) g.nodes.define(`c${i}`, 'float64')
    return g
  },
  set(count) {
    const g = new Graph()
    g.addNode()
    for (let i = 0; i < count; i++) g.nodes.set(0, `c${i}`, i)
    return g
  },
  'set, with a drop in the middle': count => {
    const g = new Graph()
    g.addNode()
    for (let i = 0; i < count; i++) {
      g.nodes.set(0, `c${i}`, `text ${i}`)
      if (i === count >> 1) g.nodes.drop(`c${i >> 1}`)
    }
    return g
  },
  'drop and get': count => {
    const g = new Graph()
    g.addNodes(columns(count))
    for (let i = 1; i < count; i++) {
      g.nodes.drop(`c${i}`)
      g.nodes.get(0, 'c0')
    }
    return g
  },
  'addNodes and the first row': count => {
    const g = new Graph()
    g.addNodes(columns(count))
    assert.equal(Object.keys(g.nodes.row(0)).length, count)
    return g
  },
  'the first row of a snapshot': count => {
    const g = new Graph()
    g.addNodes(columns(count))
    using snapshot = g.snapshot()
    assert.equal(snapshot.nodes.row(0)[`c${count - 1}`], count - 1)
    return g
  },
}

/** Processor time, which a busy machine does not change much: the least of several runs, in milliseconds. */
function least(run: () => Graph): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    const start = process.cpuUsage()
    const g = run()
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
    g.close()
  }
  return least
}

// First: what others left to the garbage collector would be given back meanwhile.
it('V8 is told of every byte of many columns, and of its release', async () => {
  /** What graphs hold: told to V8, and live. Results are not theirs, and go when nobody looks at them. */
  const held = (): [number, number] => {
    const { externalBytes, liveBytes, byOwner } = runtime.memory()
    const results = byOwner['results'] ?? 0
    return [externalBytes - results, liveBytes - results]
  }
  await turn()
  const start = held()
  const g = new Graph()
  const agree = async (when: string) => {
    // What was detached goes within a turn, and is told with the next change.
    await turn()
    g.nodes.setValues('c0', [0], [1])
    const [told, live] = held()
    assert.equal(told - start[0], live - start[1], when)
  }
  g.addNodes(3)
  for (let i = 0; i < 200; i++) {
    g.nodes.set(i % 3, `c${i}`, i % 2 === 0 ? i : `text ${i}`)
    if (i % 7 === 0) g.nodes.get(0, `c${i}`)
    await agree(`column ${i}`)
    if (i % 5 === 4) {
      g.nodes.drop(`c${i - 2}`)
      await agree(`column ${i - 2} dropped`)
    }
  }
  g.nodes.row(0)
  await agree('all read')
  g.addNodes({ c0: new Float64Array(100_000), c1: Array.from({ length: 100_000 }, (_, i) => `${i}`) })
  await agree('rows added')
  g.nodes.set(99_999, 'c3', 'a text that is longer than others')
  await agree('one written')
  g.compact()
  await agree('compacted')
  assert.ok(held()[1] > 160 * 100_000 * 4)
  g.close()
  await turn()
  assert.deepEqual(held(), start)
})

describe('four times the columns cost about four times as much', () => {
  for (const [name, run] of Object.entries(work)) {
    it(`${name}: four times the columns cost about four times as much`, () => {
      // A square would make it sixteen times; the garbage collector makes it somewhat more than four.
      const few = least(() => run(2000))
      const many = least(() => run(8000))
      assert.ok(many < 10 * few, `2000: ${few.toFixed(1)} ms, 8000: ${many.toFixed(1)} ms`)
    })
  }
})

it('the thousandth column crosses as often as the tenth', () => {
  using g = new Graph()
  g.addNode()
  const made = (i: number) =>
    crossings(() => {
      g.nodes.define(`d${i}`, 'utf8')
      g.nodes.set(0, `s${i}`, i)
      g.nodes.get(0, `s${i}`)
    })
  const tenth = Array.from({ length: 10 }, (_, i) => made(i))[9]
  for (let i = 10; i < 1000; i++) assert.equal(made(i), tenth)
})

it('the schema is right after any sequence of changes', () => {
  const name = fc.integer({ min: 0, max: 9 }).map(i => `c${i}`)
  const type = fc.constantFrom('float64', 'utf8', 'bool')
  const step = fc.oneof(
    fc.record({ do: fc.constant('define' as const), name, type }),
    fc.record({ do: fc.constant('drop' as const), name }),
    fc.record({ do: fc.constant('rows' as const), names: fc.uniqueArray(name) }),
    fc.record({ do: fc.constant('compact' as const) }),
    fc.record({ do: fc.constant('look' as const) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      using g = new Graph()
      const made = new Map<string, { type: string; column: { readonly name: string } }>()
      const dropped: { readonly name: string; get(id: number): unknown }[] = []
      let rows = 0
      const look = () => {
        assert.deepEqual(
          g.nodes.schema,
          Object.fromEntries([...made].map(([name, { type }]) => [name, type])),
        )
        for (const [name, { column }] of made) assert.equal(g.nodes.column(name), column)
        if (rows > 0) for (const column of dropped) fails('ATTRIBUTE_NOT_FOUND', () => column.get(0))
      }
      for (const each of steps) {
        if (each.do === 'look') look()
        else if (each.do === 'compact') g.compact()
        else if (each.do === 'define') {
          if (!made.has(each.name)) {
            made.set(each.name, { type: each.type, column: g.nodes.define(each.name, each.type) })
          }
        } else if (each.do === 'drop') {
          if (!made.has(each.name)) continue
          dropped.push(g.nodes.column(each.name))
          g.nodes.drop(each.name)
          made.delete(each.name)
        } else {
          const fresh = each.names.filter(name => !made.has(name))
          if (fresh.length === 0) continue
          g.addNodes(Object.fromEntries(fresh.map(name => [name, [rows]])))
          rows++
          for (const name of fresh) made.set(name, { type: 'float64', column: g.nodes.column(name) })
          for (const name of fresh) assert.equal(g.nodes.get(rows - 1, name), rows - 1)
        }
      }
      look()
    }),
    { numRuns: 300 },
  )
})
