/**
 * Invariant: in a host whose built-ins were changed - properties added to the prototypes of everything, intrinsics frozen
 * before the library was loaded, typed arrays that lie about themselves, arrays without end - calls give right results
 * or typed errors, and graphs stay sound and unchanged by what failed.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Graph, GraphError } from 'groggy'
import { bytesLeft } from './collect.js'
import { computedMs } from './soon.js'
import { picture, small, workout } from './workout.js'

const clean = workout()

/** What the prototypes of everything get: a value, a getter, a setter that throws, a value that cannot be changed. */
const additions: Readonly<Record<string, PropertyDescriptor>> = {
  'a value': { value: 7, writable: true },
  'a getter': { get: () => 'polluted' },
  'a setter that throws': {
    get: () => undefined,
    set: () => {
      throw new RangeError('a polluted setter ran')
    },
  },
  'a value that cannot be changed': { value: undefined, writable: false },
}

const names = {
  Object: ['0', '1', '3', 'x', 'name', 'y', 'weight', 'source', 'target', 'then', 'signal', 'key', 'offload'],
  Array: ['0', '1', '2', '5', 'x', 'then', 'map', 'push', 'join', 'entries', 'some', 'filter', 'at'],
  Map: ['get', 'set', 'has', 'values', 'keys', 'forEach', 'then'],
}
const prototypes = { Object: Object.prototype, Array: Array.prototype, Map: Map.prototype }

/** Runs `call` while the property is there; nothing else runs meanwhile. */
function polluted<T>(prototype: object, name: string, addition: PropertyDescriptor, call: () => T): T {
  const before = Object.getOwnPropertyDescriptor(prototype, name)
  Object.defineProperty(prototype, name, { ...addition, configurable: true, enumerable: true })
  try {
    return call()
  } finally {
    Reflect.deleteProperty(prototype, name)
    if (before !== undefined) Object.defineProperty(prototype, name, before)
  }
}

/** What a workout gives, or the error that it ends with. */
function outcome(): { told?: string; problem?: unknown } {
  try {
    return { told: workout() }
  } catch (problem) {
    return { problem }
  }
}

/** An index of every array that cannot be set makes `push` itself fail: the error is then that of the language. */
function isOfLanguage(problem: unknown, name: string): boolean {
  const { message } = problem as Error
  if (!/^\d+$/.test(name)) return false
  return (
    /property '?\d+'? of .* (which has only a getter)?/.test(`${message} `) ||
    message === 'a polluted setter ran'
  )
}

for (const [owner, list] of Object.entries(names)) {
  const prototype = prototypes[owner as keyof typeof prototypes]
  for (const name of list) {
    for (const [kind, addition] of Object.entries(additions)) {
      // Who replaces a method that the language itself calls gets what he asks for.
      if (name in prototype) continue
      test(`results are the same with ${owner}.prototype.${name} set to ${kind}`, () => {
        const { told, problem } = polluted(prototype, name, addition, outcome)
        if (problem === undefined) assert.equal(told, clean)
        else if (!isOfLanguage(problem, name)) {
          assert.ok(problem instanceof GraphError, `not ours: ${(problem as Error).stack}`)
        }
        assert.equal(workout(), clean, 'afterwards')
      })
    }
  }
}

const broken = {
  writable: true,
  value: () => {
    throw new RangeError('broken')
  },
}

test('a graph stays valid when a built-in method throws', () => {
  for (const [owner, name] of [
    ['Array', 'map'],
    ['Array', 'push'],
    ['Array', 'filter'],
    ['Map', 'get'],
    ['Map', 'set'],
  ] as const) {
    using graph = small()
    const calls = [
      () => graph.addNodes([{ x: 1, fresh: 'f' }]),
      () => graph.nodes.set(0, 'fresh', 1),
      () => graph.addEdges({ source: [0], target: [1] }),
    ]
    for (const call of calls) {
      try {
        polluted(prototypes[owner], name, broken, call)
      } catch (error) {
        assert.ok(error instanceof RangeError || error instanceof GraphError, String(error))
      }
      assert.deepEqual(graph.validate(), [], `${owner}.${name}`)
    }
    const nodes = graph.nodeCount
    graph.addNode()
    assert.equal(graph.nodeCount, nodes + 1)
  }
})

test('an algorithm resolves with its result under a polluted Object.prototype.then', async () => {
  using graph = small()
  const looks: unknown[] = []
  Object.defineProperty(Object.prototype, 'then', {
    configurable: true,
    get() {
      looks.push(this)
      return undefined
    },
  })
  try {
    const { labels } = await graph.connectedComponents({ offload: 'pool' })
    assert.deepEqual([...labels], [0, 0, 0])
  } finally {
    Reflect.deleteProperty(Object.prototype, 'then')
  }
  assert.ok(looks.length > 0)
})

test('an algorithm runs and leaves no memory when Error is replaced', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'groggy-hostile-'))
  const file = path.join(folder, 'edges.csv')
  writeFileSync(file, 'source,target\n0,1\n1,2\n')
  const before = await bytesLeft()
  for (let i = 0; i < 5; i++) {
    const reading = polluted(Error, 'captureStackTrace', broken, () => Graph.read(file, { offload: 'pool' }))
    using graph = await reading
    assert.equal(graph.edgeCount, 2)
  }
  assert.equal(await bytesLeft(before), before)
  rmSync(folder, { recursive: true })
})

test('everything works with built-ins that were frozen before loading', async () => {
  const program = fileURLToPath(new URL('./frozen.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  const { frozen, told } = JSON.parse(stdout) as { frozen: number; told: string }
  assert.ok(frozen > 30, `${frozen} were frozen`)
  assert.equal(told, clean)
})

class Liar extends Float64Array {
  static get [Symbol.species](): Float64ArrayConstructor {
    throw new RangeError('species was asked')
  }
  override get length(): number {
    return 2 ** 31
  }
  override get byteLength(): number {
    return 2 ** 34
  }
  override get byteOffset(): number {
    return 8
  }
  override get buffer(): never {
    throw new RangeError('buffer was asked')
  }
  override [Symbol.iterator](): never {
    throw new RangeError('the iterator was asked')
  }
  override subarray(): never {
    throw new RangeError('subarray was asked')
  }
  override slice(): never {
    throw new RangeError('slice was asked')
  }
}

test('the length and type of a typed array are taken from its memory, not from its properties', () => {
  using graph = new Graph()
  graph.addNodes({ x: new Liar([1, 2, 3]) })
  assert.equal(graph.nodeCount, 3)
  graph.nodes.setColumn('x', new Liar([4, 5, 6]))
  graph.nodes.setValues('x', [2], new Liar([7]))
  assert.deepEqual(
    [0, 1, 2].map(id => graph.nodes.get(id, 'x')),
    [4, 5, 7],
  )
  graph.addEdges({ source: [0, 1], target: [1, 2], weight: new Liar([1, 2]) })
  assert.deepEqual([...graph.shortestDistancesSync(0, { weight: new Liar([2, 3]) })], [0, 2, 5])
  assert.deepEqual(graph.validate(), [])
})

// A sanitizer's allocator has no room for the largest of them.
const skip = process.env['GROGGY_SANITIZER'] !== undefined
test('an array that reports an endless length is refused before it is read', { skip }, () => {
  using graph = small()
  const before = picture(graph)
  const endless: unknown[] = []
  endless.length = 2 ** 32 - 1
  const claims = new Proxy([], {
    get: (target, key) => (key === 'length' ? 2 ** 53 : Reflect.get(target, key)),
    has: () => true,
  })
  /** As long as an array of strings cannot grow to, with one value that decides its type. */
  const sparse = (value: unknown, length = 2 ** 28): never => Object.assign([value], { length }) as never
  const calls: Readonly<Record<string, () => unknown>> = {
    'a new column': () => graph.addNodes({ fresh: endless } as never),
    'a new column of text': () => graph.addNodes({ fresh: sparse('x') }),
    'a new column of bools': () => graph.addNodes({ fresh: sparse(true, 2 ** 32 - 1) }),
    'text of some': () => graph.nodes.setValues('fresh', new Uint32Array(1), sparse('x')),
    'ids of many': () => graph.removeNodes(sparse(0)),
    'ends of many': () => graph.addEdges({ source: sparse(0), target: sparse(0) }),
    rows: () => graph.addNodes(endless as object[] as never),
    'rows of edges': () => graph.addEdges(endless as never),
    'a column': () => graph.addNodes({ x: endless } as never),
    'two ends': () => graph.addEdges({ source: endless, target: endless } as never),
    ids: () => graph.removeNodes(endless as number[]),
    setColumn: () => graph.nodes.setColumn('x', endless as number[]),
    'a proxy of rows': () => graph.addNodes(claims as never),
    'a proxy of a column': () => graph.addNodes({ x: claims } as never),
    'a count': () => graph.addNodes(2 ** 32),
  }
  for (const [name, call] of Object.entries(calls)) {
    const start = computedMs()
    assert.throws(call, (error: unknown) => error instanceof GraphError, name)
    assert.ok(computedMs() - start < 5000, `${name} took ${computedMs() - start} ms of work`)
    assert.deepEqual(graph.validate(), [], name)
    assert.equal(picture(graph), before, name)
  }
})

test('a call that native code refuses leaves the graph unchanged', () => {
  using graph = small()
  const before = picture(graph)
  const calls = [
    () => graph.addEdges({ source: [0, 99], target: [1, 0] }),
    () => graph.removeNodes([0, 99]),
    () => graph.removeEdges([0, 99]),
    () => graph.nodes.setColumn('x', new Float64Array(9)),
    () => graph.nodes.setValues('x', [0, 99], [1, 2]),
  ]
  for (const call of calls) {
    assert.throws(call, GraphError)
    assert.equal(picture(graph), before, 'the graph has changed')
    assert.deepEqual(graph.validate(), [])
  }
})
