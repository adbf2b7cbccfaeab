/**
 * Invariant: wherever the host stops JavaScript and goes on with the program (`timeout` of `node:vm`, Ctrl-C in the REPL),
 * though no `finally` runs then: no lock stays, a call was made as a whole or not at all, nothing read is stale, no write
 * is lost, no snapshot changes, and no memory is left.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import vm from 'node:vm'
import { Graph, Snapshot } from 'groggy'
import { type Handle, native, taskListener } from '../dist/bridge/native.js'
import { NODES, Status } from '../dist/bridge/numbers.js'
import { Views } from '../dist/views/views.js'
import { bytesLeft } from './collect.js'
import { randomOf, seed } from './seed.js'
import { picture } from './workout.js'

const TIMED_OUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Runs `call`, and stops it after some milliseconds; whether that was needed. */
function stops(call: () => unknown, timeout = 3): boolean {
  try {
    vm.runInNewContext('call()', { call }, { timeout })
    return false
  } catch (error) {
    if ((error as { code?: string }).code === TIMED_OUT) return true
    throw error
  }
}

function spin(): never {
  for (;;);
}

/** Stops `call` just before or just after its `at`-th crossing; whether it came to that. */
function stopsAtCrossing(call: () => unknown, at: number, when: 'before' | 'after'): boolean {
  const functions = native as unknown as Record<string, (...rest: unknown[]) => unknown>
  const originals = { ...functions }
  let crossings = 0
  for (const [name, original] of Object.entries(originals)) {
    functions[name] = (...rest) => {
      const chosen = ++crossings === at
      if (chosen && when === 'before') spin()
      const result = original(...rest)
      if (chosen && when === 'after') spin()
      return result
    }
  }
  try {
    return stops(call)
  } finally {
    Object.assign(functions, originals)
  }
}

if (process.env['GROGGY_FAULT'] === 'stale-after-stop') {
  // The next caller after a stop takes what is there for current.
  const { settle } = Views.prototype
  Views.prototype.settle = function (this: Views): boolean {
    const returning = new Error('asked where').stack?.includes('change') ?? false
    if (returning) return settle.call(this)
    this.ready = !this.closed
    return this.ready
  }
}

/** A graph all of whose views are in use, and a snapshot that shares its memory. */
function warm(): { graph: Graph; column: ReturnType<Graph['nodes']['column']>; kept: Snapshot } {
  const graph: Graph = new Graph()
  graph.addNodes({ x: [1, 2, 3, 4], name: ['a', 'b', 'c', 'd'] })
  graph.addEdges({ source: [0, 1, 2], target: [1, 2, 3], weight: [0.5, 1.5, 2.5] })
  graph.removeNode(3)
  const kept = graph.snapshot()
  const column = graph.nodes.column('x')
  column.set(0, 10)
  picture(graph)
  picture(kept)
  return { graph, column, kept }
}

/** Calls that change a graph, each as a whole or not at all. */
const changes: Readonly<Record<string, (graph: Graph) => unknown>> = {
  addNode: graph => graph.addNode({ x: 5, name: 'e' }),
  'addNodes, so many that all memory is replaced': graph => graph.addNodes({ x: new Float64Array(9000) }),
  'addNodes with a new column': graph => graph.addNodes([{ fresh: 1n }]),
  addEdge: graph => graph.addEdge(0, 2, { weight: 3 }),
  'addEdges with a new column': graph => graph.addEdges([{ source: 2, target: 0, fresh: 'f' }]),
  removeNode: graph => graph.removeNode(1),
  removeEdge: graph => graph.removeEdge(0),
  'set of a number after a snapshot': graph => {
    graph.snapshot().close()
    graph.nodes.set(1, 'x', 20)
  },
  'set of a text': graph => graph.nodes.set(1, 'name', 'bb'),
  'set of a missing value': graph => graph.edges.set(0, 'weight', null),
  'set of a new column': graph => graph.nodes.set(1, 'fresh', true),
  define: graph => graph.nodes.define('fresh', 'vector<float32, 2>'),
  drop: graph => graph.nodes.drop('name'),
  setValues: graph => graph.nodes.setValues('x', [0, 2], [7, 8]),
  setColumn: graph => graph.nodes.setColumn('x', new Float64Array([7, 8, 9])),
  compact: graph => graph.compact(),
  snapshot: graph => graph.snapshot().close(),
  pageRankSync: graph => graph.pageRankSync({ maxIterations: 2 }),
}

for (const [name, change] of Object.entries(changes)) {
  test(`${name} leaves a valid, unlocked graph when the script is stopped at any crossing`, () => {
    const twin = warm()
    change(twin.graph)
    const [before, after] = [picture(twin.kept), picture(twin.graph)]
    twin.graph.close()
    twin.kept.close()
    let stopped = 0
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const { graph, column, kept } = warm()
        const unchanged = picture(graph)
        const reached = stopsAtCrossing(() => change(graph), at, when)
        const told = picture(graph)
        assert.ok(told === unchanged || told === after, `${when} crossing ${at}: half a change: ${told}`)
        const copy = graph.snapshot()
        assert.equal(picture(copy), told, `${when} crossing ${at}: the graph reads stale`)
        copy.close()
        column.set(0, -77)
        const written = graph.snapshot()
        assert.equal(written.nodes.get(0, 'x'), -77, `${when} crossing ${at}: a write was lost`)
        written.close()
        assert.equal(picture(kept), before, `${when} crossing ${at}: a snapshot has changed`)
        graph.addNode({ x: 1 })
        assert.deepEqual(graph.validate(), [])
        graph.close()
        kept.close()
        if (!reached) break
        stopped++
      }
    }
    assert.ok(stopped > 0, 'it was never stopped')
  })
}

test('a snapshot whose call was stopped does not change with its graph', () => {
  const { graph, column, kept } = warm()
  column.set(1, 20)
  const taken: Handle[] = []
  const { snapshot } = native
  native.snapshot = (handle): Handle => {
    taken.push(snapshot(handle))
    return spin()
  }
  try {
    assert.ok(stops(() => graph.snapshot(), 50))
  } finally {
    native.snapshot = snapshot
  }
  column.set(1, -77)
  const [handle] = taken
  assert.ok(handle !== undefined)
  assert.equal(native.getValue(handle, NODES, 0, 1), 20)
  graph.close()
  kept.close()
})

/** Calls that run the user's code in the middle, which `endless` is. */
const lockers: Readonly<Record<string, (graph: Graph, endless: PropertyDescriptor) => unknown>> = {
  addNode: (graph, endless) => graph.addNode(Object.defineProperty({}, 'x', endless)),
  addEdge: (graph, endless) => graph.addEdge(0, 1, Object.defineProperty({}, 'weight', endless)),
  addEdges: (graph, endless) =>
    graph.addEdges([Object.defineProperty({ target: 0 }, 'source', endless) as never]),
  removeNodes: (graph, endless) => graph.removeNodes(Object.defineProperty([0], 0, endless)),
  assign: (graph, endless) => graph.nodes.assign(0, Object.defineProperty({}, 'x', endless)),
  setColumn: (graph, endless) => graph.nodes.setColumn('x', Object.defineProperty([0], 0, endless)),
  setValues: (graph, endless) => graph.nodes.setValues('x', [0], Object.defineProperty([0], 0, endless)),
  fromEdges: (_, endless) => Graph.fromEdges([Object.defineProperty({}, 'source', endless) as never]),
  forEachNeighbor: graph => graph.forEachNeighbor(0, spin),
  'forEachNeighbor in forEachNeighbor': graph =>
    graph.forEachNeighbor(0, () => graph.forEachNeighbor(0, spin)),
}

for (const [name, call] of Object.entries(lockers)) {
  test(`${name} leaves no lock when the script is stopped in the user's code`, () => {
    const { graph, column, kept } = warm()
    const endless = { get: spin, enumerable: true, configurable: true }
    assert.ok(stops(() => call(graph, endless), 20))
    assert.equal(graph.addNode(), 4)
    column.set(0, 1)
    assert.equal(graph.nodes.get(0, 'x'), 1)
    assert.deepEqual(graph.validate(), [])
    graph.close()
    kept.close()
  })
}

test('a graph stays valid and current when the script is stopped at random', () => {
  const random = randomOf(1)
  let next = 0
  for (let runs = 0; runs < 200; runs++) {
    const { graph, column, kept } = warm()
    const before = picture(kept)
    const start = random(1000)
    const body = () => {
      for (let i = start; ; i++) {
        const id = graph.addNode({ x: i, name: `n${i}` })
        graph.addEdge(id, 0, { weight: i })
        graph.snapshot().close()
        column.set(id, ++next)
        graph.forEachNeighbor(id, () => undefined)
        graph.removeNode(id)
        new Graph({ nodes: { a: 'utf8' } }).close()
        if (i % 16 === 0) graph.compact()
      }
    }
    const context = `seed ${seed}, run ${runs}`
    assert.ok(stops(body, 1 + random(4)), context)
    const snapshot = graph.snapshot()
    assert.equal(picture(graph), picture(snapshot), context)
    column.set(0, -77)
    assert.equal(graph.snapshot().nodes.get(0, 'x'), -77, `${context}: a write was lost`)
    assert.equal(picture(kept), before, context)
    assert.deepEqual(graph.validate(), [], context)
    graph.close()
    snapshot.close()
    kept.close()
  }
})

test('objects made by stopped calls leave no native memory behind', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'groggy-stopped-'))
  const file = path.join(folder, 'edges.csv')
  writeFileSync(file, 'source,target\n0,1\n1,2\n')
  const makers: Readonly<Record<string, () => unknown>> = {
    Graph: () => new Graph({ nodes: { x: 'float64' }, key: 'k' }),
    fromEdges: () => Graph.fromEdges({ source: [0], target: [1] }),
    snapshot: () => warm().graph.snapshot(),
    toGraph: () => warm().kept.toGraph(),
    read: () => Graph.read(file, { offload: 'pool' }),
    'read, inline': () => Graph.read(file, { offload: 'inline' }),
    attach: () => Snapshot.attach(warm().kept.share()),
  }
  for (const [name, make] of Object.entries(makers)) {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; stopsAtCrossing(make, at, when); at++);
    }
    new Graph().close()
    assert.equal(await bytesLeft(), 0, `${name}: native bytes are left`)
  }
  rmSync(folder, { recursive: true })
})

test('an answer that nobody waits for is closed when it is a graph, and only then', () => {
  const nobody = -1
  const handle = native.createGraph(0)
  // What an algorithm finds may be any number, also that of a graph in use.
  taskListener.complete(nobody, Status.ok, handle)
  assert.deepEqual(native.validate(handle), [])
  taskListener.complete(nobody, Status.graph, handle)
  assert.throws(() => native.validate(handle), { code: 'CLOSED' })
})
