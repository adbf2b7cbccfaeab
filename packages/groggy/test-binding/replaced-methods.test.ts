/**
 * Invariant: a program that replaces a method of the built-ins is given nothing of the library's inside - no buffer over native
 * memory that was not handed out, no handle, no object that stands for them - as a receiver or as an argument; and
 * when such a method throws, calls fail, and graphs stay sound, unlocked and of use.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { Graph } from 'groggy'
import { type Handle, native } from '../dist/bridge/native.js'
import { AdjacencyViews, List } from '../dist/views/adjacency.js'
import { ColumnTable } from '../dist/views/column-table.js'
import { ColumnViews } from '../dist/views/column-views.js'
import { Views } from '../dist/views/views.js'
import { small, workout } from './workout.js'

const { apply, getPrototypeOf, ownKeys, getOwnPropertyDescriptor } = Reflect
const { defineProperty, hasOwn } = Object
const { isView } = ArrayBuffer
const { isArray } = Array
const typedArrays = getPrototypeOf(Uint8Array.prototype) as object
const bufferOf = getOwnPropertyDescriptor(typedArrays, 'buffer')?.get as (this: unknown) => ArrayBuffer
const { has, add } = WeakSet.prototype
const { has: hasNumber, add: addNumber } = Set.prototype

/** Buffers over native memory that are the library's own. */
const buffers = new WeakSet<ArrayBuffer>()
/** Handles, which an address of anything else is not. */
const handles = new Set<Handle>()
const inside: readonly object[] = [Views, ColumnViews, ColumnTable, AdjacencyViews, List].map(
  type => type.prototype as object,
)

/** Makes `native` tell of every buffer and handle that it gives to the library. */
function watch(): void {
  const functions = native as unknown as Record<string, (...rest: unknown[]) => unknown>
  for (const name of ['header', 'topologyView', 'adjacencyView', 'columnView']) {
    const original = functions[name]
    assert.ok(original !== undefined)
    functions[name] = (...rest) => {
      const buffer = apply(original, undefined, rest) as ArrayBuffer | undefined
      if (buffer !== undefined && rest[4] !== true) apply(add, buffers, [buffer])
      return buffer
    }
  }
  for (const name of ['createGraph', 'snapshot', 'toGraph', 'attach']) {
    const original = functions[name]
    assert.ok(original !== undefined)
    functions[name] = (...rest) => {
      const handle = apply(original, undefined, rest) as Handle
      apply(addNumber, handles, [handle])
      return handle
    }
  }
}

if (process.env['GROGGY_FAULT'] === 'inside-given') {
  const { forget } = ColumnTable.prototype
  const gone: ColumnTable[] = []
  ColumnTable.prototype.forget = function (this: ColumnTable): void {
    forget.call(this)
    gone.push(this)
  }
}

/** Whether a value is of the library's inside; runs nothing that was replaced. */
function isInside(value: unknown): boolean {
  if (typeof value === 'number') return apply(hasNumber, handles, [value]) as boolean
  if (typeof value !== 'object' || value === null) return false
  if (isView(value)) return apply(has, buffers, [apply(bufferOf, value, [])]) as boolean
  if (apply(has, buffers, [value])) return true
  const prototype = getPrototypeOf(value)
  for (let i = 0; i < inside.length; i++) if (prototype === inside[i]) return true
  return false
}

/** The same of a value, or of what lies in it. */
function holdsInside(value: unknown): boolean {
  if (isInside(value)) return true
  if (typeof value !== 'object' || value === null || isView(value)) return false
  if (isArray(value)) {
    for (let i = 0; i < value.length; i++) if (hasOwn(value, i) && isInside(value[i])) return true
    return false
  }
  const keys = ownKeys(value)
  for (let i = 0; i < keys.length; i++) {
    const property = getOwnPropertyDescriptor(value, keys[i] as string)
    if (property !== undefined && isInside(property.value)) return true
  }
  return false
}

type Method = (this: unknown, ...rest: unknown[]) => unknown

/** Runs `call` with a method or getter of `owner` replaced by what `make` makes of it. */
function replaced(
  owner: object,
  key: PropertyKey,
  make: (original: Method) => Method,
  call: () => void,
): void {
  const before = getOwnPropertyDescriptor(owner, key)
  assert.ok(before !== undefined)
  const { value, get } = before as { value?: Method; get?: Method }
  const property =
    get === undefined ? { ...before, value: make(value as Method) } : { ...before, get: make(get) }
  defineProperty(owner, key, property as PropertyDescriptor)
  try {
    call()
  } finally {
    defineProperty(owner, key, before)
  }
}

const owners: Readonly<Record<string, object>> = {
  'Array.prototype': Array.prototype,
  'Set.prototype': Set.prototype,
  'Map.prototype': Map.prototype,
  'WeakMap.prototype': WeakMap.prototype,
  'WeakRef.prototype': WeakRef.prototype,
  'FinalizationRegistry.prototype': FinalizationRegistry.prototype,
  'TypedArray.prototype': typedArrays,
  'Uint8Array.prototype': Uint8Array.prototype,
  'Uint32Array.prototype': Uint32Array.prototype,
  'Float64Array.prototype': Float64Array.prototype,
  'Buffer.prototype': Buffer.prototype,
  'ArrayBuffer.prototype': ArrayBuffer.prototype,
  'the iterator of arrays': getPrototypeOf([].values()) as object,
  'the iterator of sets': getPrototypeOf(new Set().values()) as object,
  'the iterator of maps': getPrototypeOf(new Map().values()) as object,
  'Function.prototype': Function.prototype,
  'Object.prototype': Object.prototype,
  'Promise.prototype': Promise.prototype,
  Object,
  Reflect,
  Array,
  TypedArray: getPrototypeOf(Uint8Array) as object,
  ArrayBuffer,
  Buffer,
}

/** What {@link workout} leaves out: every kind of read in place, growth, renumbering, closing. */
function exercise(): string {
  const graph: Graph = small()
  graph.nodes.define('point', 'vector<float32, 2>')
  graph.nodes.define('born', 'timestamp')
  graph.nodes.assign(0, { point: [1, 2], born: new Date(5), name: 'aa', fine: true })
  graph.removeNode(2)
  const kept = graph.snapshot()
  const told: unknown[] = []
  for (const each of [graph, kept]) {
    told.push(
      each.nodes.row(0),
      each.nodes.schema,
      each.nodeBound,
      each.version,
      each.hasNode(2),
      each.hasNode(1),
    )
    for (const name of ['x', 'name', 'point', 'born', 'fine']) {
      const column = each.nodes.column(name)
      told.push(column.toArray(), column.values?.length, column.nullCount, column.isNull(1))
    }
    told.push(
      each.inEdges(1),
      each.outEdges(0),
      each.inNeighbors(1),
      each.edgesBetween(0, 1),
      each.hasEdge(0, 1),
    )
    told.push(each.degree(1), each.inDegree(1), each.source(0), each.target(0))
    each.forEachNeighbor(0, (neighbor, edge) => told.push(neighbor, edge))
  }
  graph.nodes.set(1, 'point', Float32Array.of(3, 4))
  graph.addNodes(5000)
  graph.addEdges({ source: new Uint32Array(3000), target: new Uint32Array(3000) })
  told.push(graph.neighbors(0), graph.nodes.get(1, 'point'), graph.compact().nodes.length)
  graph.nodes.drop('fine')
  const again = kept.toGraph()
  told.push(again.nodes.get(0, 'name'), graph.nodes.get(0, 'born'))
  graph.close()
  kept.close()
  again.close()
  return inspect(told, { depth: 5, maxArrayLength: 5 })
}

watch()
const clean = workout()
const cleanToo = exercise()

for (const [name, owner] of Object.entries(owners)) {
  const keys = ownKeys(owner).filter(key => {
    const property = getOwnPropertyDescriptor(owner, key)
    if (key === 'constructor' || property?.configurable !== true) return false
    return typeof property?.value === 'function' || property.get !== undefined
  })
  test(`a replaced method of ${name} receives no internal object`, () => {
    let seen: string | undefined
    let calls = 0
    for (const key of keys) {
      let on = true
      const spy = (original: Method): Method =>
        function (this: unknown, ...rest) {
          if (on) {
            // What this does itself may call the method that is replaced.
            on = false
            calls++
            let leaks = holdsInside(this)
            for (let i = 0; i < rest.length; i++) leaks ||= holdsInside(rest[i])
            if (leaks) seen ??= `${name}.${String(key)}\n${new Error('called here').stack}`
            on = true
          }
          return apply(original, this, rest)
        }
      let told: string | undefined
      replaced(owner, key, spy, () => {
        told = workout()
        exercise()
      })
      assert.equal(seen, undefined, 'something of the inside was given')
      assert.equal(told, clean, String(key))
    }
    assert.ok(calls > 0 || keys.length < 20, 'none was ever called')
  })

  test(`graphs stay valid when a method of ${name} throws`, () => {
    for (const key of keys) {
      const graph = small()
      const thrower = (): Method => () => {
        throw new RangeError('replaced')
      }
      const calls = [
        workout,
        exercise,
        () => graph.addNodes([{ x: 4, name: 'd' }]),
        () => graph.addEdges({ source: [0], target: [1] }),
        () => graph.nodes.set(0, 'fresh', 1),
        () => graph.forEachNeighbor(0, () => undefined),
        () => graph.snapshot().close(),
      ]
      for (const call of calls) {
        try {
          replaced(owner, key, thrower, call)
        } catch {
          // Whose error it is depends on who called the method.
        }
      }
      const nodes = graph.nodeCount
      graph.addNode({ x: 5 })
      assert.equal(graph.nodeCount, nodes + 1, String(key))
      assert.deepEqual(graph.validate(), [], String(key))
      graph.close()
    }
    assert.equal(workout(), clean)
    assert.equal(exercise(), cleanToo)
  })
}
