/**
 * Invariant: a panic in native code arrives as `InternalError` with its text, the graph that it hit refuses
 * further work, what was taken from it before does not, and the process lives.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { type Graph, InternalError } from 'groggy'
import { adopt } from '../dist/graph.js'
import { type Handle, native, taskListener } from '../dist/native.js'

const DIRECTED_MULTI_LOOPS = 7

/** The functions of this build that no release has. */
interface Testing {
  testPanic(handle: Handle): never
  testPanicInTask(handle: Handle): number
  testPanicInFinalizer(): ArrayBuffer | undefined
}
const testing = native as unknown as Testing

/** A graph of one edge, and its handle. */
function small(): { graph: Graph; handle: Handle } {
  const handle = native.createGraph(DIRECTED_MULTI_LOOPS)
  const graph: Graph = adopt(handle)
  graph.addNodes(2)
  graph.addEdge(0, 1)
  return { graph, handle }
}

function caught(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return assert.fail('nothing was thrown')
}

/** What a task of the given number ends with. */
function completion(task: () => number): Promise<{ status: number; value: unknown }> {
  const { complete } = taskListener
  return new Promise((resolve, reject) => {
    let mine = -1
    taskListener.complete = (id, status, value) => {
      if (id !== mine) return complete(id, status, value)
      taskListener.complete = complete
      resolve({ status, value })
    }
    try {
      mine = task()
    } catch (error) {
      reject(error)
    }
  })
}

describe('a panic in a call', () => {
  it('is an InternalError with the panic text', () => {
    const { handle } = small()
    const error = caught(() => testing.testPanic(handle))
    assert.ok(error instanceof InternalError)
    assert.match(error.message, /a test asked for this panic/)
    assert.equal(error.operation, 'testPanic')
    assert.match((error.cause as Error).message, /^panicked at .*testing\.rs:\d+:\d+$/)
  })

  it('prints nothing', () => {
    const program = `
      const { native } = await import('../dist/native.js')
      const handle = native.createGraph(7)
      let code
      try { native.testPanic(handle) } catch (error) { code = error.code }
      process.exitCode = code === 'INTERNAL' ? 0 : 1
    `
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    assert.equal(child.status, 0)
    assert.equal(child.stderr, '')
  })

  it('makes that graph refuse further work, and no other', () => {
    const { graph, handle } = small()
    const other = small()
    caught(() => testing.testPanic(handle))
    assert.ok(caught(() => graph.addNode()) instanceof InternalError)
    assert.ok(caught(() => graph.neighbors(0)) instanceof InternalError)
    other.graph.addNode()
    assert.equal(other.graph.nodeCount, 3)
  })

  it('leaves the snapshots taken before whole, and a healthy graph can be made from one', () => {
    const { graph, handle } = small()
    const snapshot = graph.snapshot()
    caught(() => testing.testPanic(handle))
    assert.deepEqual([...snapshot.neighbors(0)], [1])
    const healthy = snapshot.toGraph()
    healthy.addEdge(1, 0)
    assert.equal(healthy.edgeCount, 2)
    assert.deepEqual(healthy.validate(), [])
  })

  it('leaves the graph closable', () => {
    const { graph, handle } = small()
    caught(() => testing.testPanic(handle))
    graph.close()
    assert.equal(graph.closed, true)
  })
})

describe('a panic in a task', () => {
  it('ends the task with an InternalError that has the panic text', async () => {
    const { handle } = small()
    const { status, value } = await completion(() => testing.testPanicInTask(handle))
    assert.equal(status, 1)
    assert.ok(value instanceof InternalError)
    assert.match(value.message, /a test asked for this panic in a task/)
    assert.match((value.cause as Error).message, /^panicked at /)
  })

  it('makes what it worked on refuse further work, and leaves the threads working', async () => {
    const { graph } = small()
    const broken = native.snapshot(small().handle)
    await completion(() => testing.testPanicInTask(broken))
    const { count } = await graph.connectedComponents({ offload: 'pool' })
    assert.equal(count, 1)
    assert.ok(caught(() => native.toGraph(broken)) instanceof InternalError)
  })
})

describe('a panic in a finalizer', () => {
  it('is kept from Node: the process lives, and so does every graph', async () => {
    const { graph } = small()
    for (let i = 0; i < 10; i++) testing.testPanicInFinalizer()
    for (let round = 0; round < 4; round++) {
      globalThis.gc?.()
      await new Promise(resolve => setImmediate(resolve))
    }
    graph.addEdge(1, 0)
    assert.equal((await graph.connectedComponents({ offload: 'pool' })).count, 1)
    assert.deepEqual(graph.validate(), [])
    graph.close()
  })
})
