/**
 * Invariant: while the monitor runs, each kind of broken promise is named by `monitor.validate()` - and a program that
 * breaks none, workers that end included, has no violation.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { Graph } from 'groggy'
import { monitor, type SafetyViolation } from 'groggy/monitor'
import { type Handle, native } from '../dist/bridge/native.js'
import { adopt } from '../dist/graph/graph.js'
import { collect } from './collect.js'

/** What the binding built for tests can do wrong. */
const misbehave = (native as unknown as { testMisbehave(kind: string): void }).testMisbehave

beforeEach(() => monitor.start())
before(() => assert.equal(typeof misbehave, 'function', 'needs the binding built for tests'))
after(() => monitor.stop())

/** The one violation there is, of the kind that was asked for. */
function only(kind: string): SafetyViolation {
  const [violation, ...more] = monitor.validate()
  assert.deepEqual(more, [])
  assert.equal(violation?.kind, kind, 'the monitor has not seen it')
  assert.equal(monitor.report().violations, 1)
  assert.ok(violation.message.length > 20)
  return violation
}

/** Runs `program` in a worker that loads the library, to its end. */
async function inWorker(program: string): Promise<void> {
  const dist = new URL('../dist/', import.meta.url).href
  const source = `
    const { Graph } = await import('${dist}index.js')
    const { native } = await import('${dist}bridge/native.js')
    ${program}
  `
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
  const [code] = await once(new Worker(url), 'exit')
  assert.equal(code, 0)
}

test('the monitor reports a closed handle that is used (staleHandleUsed)', () => {
  const handle: Handle = native.createGraph(7)
  const graph = adopt(handle)
  graph.close()
  assert.throws(() => native.validate(handle), { code: 'CLOSED' })
  const { details } = only('staleHandleUsed')
  assert.equal(details['operation'], 'validate')
})

for (const kind of ['danglingView', 'borrowAcrossThreads', 'externalBytesNotReturned']) {
  test(`the monitor reports ${kind}`, () => {
    misbehave(kind)
    assert.equal(only(kind).details['operation'], 'testMisbehave')
  })
}

test('the monitor reports hostReferenceHeldTooLong while the reference is held', async () => {
  misbehave('noReferences')
  misbehave('hostReferenceHeldTooLong')
  await new Promise(resolve => setTimeout(resolve, 2))
  const { message } = only('hostReferenceHeldTooLong')
  misbehave('references')
  assert.match(message, /the limit is 0\.0 s/)
  assert.deepEqual(monitor.validate(), [])
})

for (const kind of ['finalizerMissed', 'hostReferenceHeldTooLong']) {
  test(`the monitor reports ${kind} when its environment ends`, async () => {
    await inWorker(`native.testMisbehave('${kind}')`)
    assert.match(only(kind).message, /environment \d+ ended/)
  })
}

test('the monitor reports nothing for a worker that ends with open graphs, views and tasks', async () => {
  await inWorker(`
    const graph = new Graph()
    graph.addNodes({ x: Float64Array.of(1, 2, 3) })
    globalThis.held = [graph, graph.nodes.column('x').values, graph.snapshot()]
    graph.pageRank({ tolerance: 0, maxIterations: 1e9, offload: 'pool' })
    process.exit(0)
  `)
  assert.deepEqual(monitor.validate(), [])
})

test('the monitor reports nothing for a program that leaves half its graphs open', async () => {
  for (let i = 0; i < 50; i++) {
    const graph = new Graph()
    graph.addNodes({ x: Float64Array.of(1, 2, 3) })
    const { values } = graph.nodes.column('x')
    graph.addEdges({ source: [0, 1], target: [1, 2] })
    const snapshot = graph.snapshot()
    await snapshot.pageRank({ offload: 'pool' })
    if (i % 2 === 0) graph.close()
    if (i % 3 === 0) snapshot.close()
    assert.equal(values?.length, 3)
  }
  await collect()
  assert.deepEqual(monitor.validate(), [])
})

test('the monitor records nothing while it is off', () => {
  monitor.stop()
  misbehave('danglingView')
  assert.deepEqual(monitor.validate(), [])
  assert.equal(monitor.report().running, false)
})
