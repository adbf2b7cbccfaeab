/**
 * Invariant: a panic in native code - in a call, in a task, on the way back to JavaScript, in a finalizer - arrives as
 * `InternalError` with its text, the graph that it hit refuses further work, what was taken from it before does not,
 * the waiting caller is answered, and the process lives.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { Graph, InternalError, runtime, type Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'
import { type Handle, native, taskListener } from '../dist/bridge/native.js'
import { adopt } from '../dist/graph/graph.js'
import { HANGS_MS } from './soon.js'

const DIRECTED_MULTI_LOOPS = 7

/** The functions of this build that no release has. */
interface Testing {
  testPanic(handle: Handle): never
  testPanicInTask(handle: Handle): number
  /** `progress`, `answer`, `complete`, or the name of an operation; `''` takes the wish back. */
  testPanicAt(place: string): void
  testPanicInFinalizer(handle: Handle): ArrayBuffer | undefined
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
  it('a panic in a call throws InternalError with the text of the panic', () => {
    const { handle } = small()
    const error = caught(() => testing.testPanic(handle))
    assert.ok(error instanceof InternalError)
    assert.match(error.message, /a test asked for this panic/)
    assert.equal(error.operation, 'testPanic')
    assert.match((error.cause as Error).message, /^panicked at .*testing\.rs:\d+:\d+$/)
  })

  it('a panic in a call prints nothing', () => {
    const program = `
      const { native } = await import('../dist/bridge/native.js')
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

  it('a panic in a call makes its graph refuse further work, and no other graph', () => {
    const { graph, handle } = small()
    const other = small()
    caught(() => testing.testPanic(handle))
    assert.ok(caught(() => graph.addNode()) instanceof InternalError)
    assert.ok(caught(() => graph.neighbors(0)) instanceof InternalError)
    other.graph.addNode()
    assert.equal(other.graph.nodeCount, 3)
  })

  it('a snapshot taken before a panic can be turned into a healthy graph', () => {
    const { graph, handle } = small()
    const snapshot = graph.snapshot()
    caught(() => testing.testPanic(handle))
    assert.deepEqual([...snapshot.neighbors(0)], [1])
    const healthy = snapshot.toGraph()
    healthy.addEdge(1, 0)
    assert.equal(healthy.edgeCount, 2)
    assert.deepEqual(healthy.validate(), [])
  })

  it('a graph can be closed after a panic', () => {
    const { graph, handle } = small()
    caught(() => testing.testPanic(handle))
    graph.close()
    assert.equal(graph.closed, true)
  })
})

describe('a panic in a task', () => {
  it('a panic in a task rejects with InternalError and the text of the panic', async () => {
    const { handle } = small()
    const { status, value } = await completion(() => testing.testPanicInTask(handle))
    assert.equal(status, 1)
    assert.ok(value instanceof InternalError)
    assert.match(value.message, /a test asked for this panic in a task/)
    assert.match((value.cause as Error).message, /^panicked at /)
  })

  it('a panic in a task makes its snapshot refuse further work, and the pool works on', async () => {
    const { graph } = small()
    const broken = native.snapshot(small().handle)
    await completion(() => testing.testPanicInTask(broken))
    const { count } = await graph.connectedComponents({ offload: 'pool' })
    assert.equal(count, 1)
    assert.ok(caught(() => native.toGraph(broken)) instanceof InternalError)
  })
})

/** What a promise rejects with. A promise that is never settled fails, too. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      reject,
      HANGS_MS,
      new assert.AssertionError({ message: 'the promise was never settled' }),
    )
  })
  try {
    await Promise.race([promise, late])
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return error
  } finally {
    clearTimeout(timer)
  }
  return assert.fail('the promise was fulfilled')
}

/** What must hold of a graph that a panic hit: only what was taken before still answers. */
function refuses(graph: Graph, earlier: Snapshot): void {
  assert.ok(caught(() => graph.addNode()) instanceof InternalError, 'the graph takes further work')
  assert.ok(caught(() => graph.snapshot()) instanceof InternalError)
  assert.deepEqual([...earlier.neighbors(0)], [1])
  using healthy = earlier.toGraph()
  healthy.addEdge(1, 0)
  assert.deepEqual(healthy.validate(), [])
}

/** Bytes that are alive, when nothing more of them goes: open objects of earlier tests are among them. */
async function bytesNow(): Promise<number> {
  for (let turn = 0; turn < 4; turn++) {
    globalThis.gc?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return runtime.memory().liveBytes
}

/** Waits until no task runs, and no more bytes are alive than before. */
async function allBack(bytes: number): Promise<void> {
  const hangs = performance.now() + HANGS_MS
  while (performance.now() < hangs) {
    if (monitor.report().tasks === 0 && runtime.memory().liveBytes <= bytes) return
    globalThis.gc?.()
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  assert.deepEqual({ tasks: monitor.report().tasks, bytes: runtime.memory().liveBytes }, { tasks: 0, bytes })
}

describe('a panic in a task on a graph', () => {
  it('a panic in a task on a graph makes that graph refuse further work', async () => {
    const { graph, handle } = small()
    const earlier = graph.snapshot()
    await completion(() => testing.testPanicInTask(handle))
    refuses(graph, earlier)
    graph.close()
    earlier.close()
  })
})

describe('a panic on the way back to JavaScript', () => {
  afterEach(() => testing.testPanicAt(''))

  const endless = { tolerance: 0, maxIterations: 0xffff_ffff, offload: 'pool' } as const
  const places = {
    progress: (graph: Graph) => graph.pageRank({ ...endless, onProgress: () => undefined }),
    answer: (graph: Graph) => graph.pageRank({ offload: 'pool' }),
    complete: (graph: Graph) => graph.connectedComponents({ offload: 'pool' }),
  }
  for (const [place, run] of Object.entries(places)) {
    it(`a panic at ${place} rejects, makes the graph refuse further work, and frees threads and memory`, async () => {
      const bytes = await bytesNow()
      const { graph } = small()
      const earlier = graph.snapshot()
      testing.testPanicAt(place)
      const work = run(graph)
      // What arrives with what is lost is delivered all the same.
      const other = small()
      const unharmed = other.graph.bfs(0, { offload: 'pool' })
      const error = await rejection(work)
      assert.ok(error instanceof InternalError)
      assert.match(error.message, new RegExp(`a test asked for this panic at ${place}`))
      assert.match(error.operation, /^(?:pageRank|connectedComponents)$/)
      assert.match(error.stack ?? '', /panic\.test/)
      assert.deepEqual([...(await unharmed).depth], [0, 1])
      refuses(graph, earlier)
      for (const object of [graph, earlier, other.graph]) object.close()
      await allBack(bytes)
    })
  }

  it('a panic while a read graph is delivered closes that graph', async () => {
    const bytes = await bytesNow()
    const folder = mkdtempSync(path.join(tmpdir(), 'groggy-panic-'))
    const file = path.join(folder, 'edges.csv')
    writeFileSync(file, 'source,target\n0,1\n')
    testing.testPanicAt('header')
    const error = await rejection(Graph.read(file))
    rmSync(folder, { recursive: true })
    assert.ok(error instanceof InternalError, String(error))
    await allBack(bytes)
  })

  it('a panic on the way back does not keep the process running', () => {
    const program = `
      const { Graph } = await import('../dist/index.js')
      const { native } = await import('../dist/bridge/native.js')
      for (const place of ['progress', 'answer', 'complete']) {
        const graph = Graph.fromEdges({ source: [0], target: [1] })
        native.testPanicAt(place)
        await graph.pageRank({ offload: 'pool', onProgress: () => {} }).catch(error => console.log(error.code))
      }
    `
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      timeout: HANGS_MS,
    })
    assert.deepEqual([child.status, child.stdout, child.stderr], [0, 'INTERNAL\n'.repeat(3), ''])
  })
})

describe('a panic in a finalizer', () => {
  /** What `process` warns of while `work` is done, until the garbage of it is collected. */
  async function warning(work: () => void): Promise<unknown> {
    const warned = once(process, 'warning')
    work()
    const collecting = setInterval(() => globalThis.gc?.(), 5)
    try {
      const none = new Promise((_, reject) => {
        setTimeout(
          reject,
          HANGS_MS,
          new assert.AssertionError({ message: 'nobody was told of the panic' }),
        ).unref()
      })
      const [told] = (await Promise.race([warned, none])) as unknown[]
      return told
    } finally {
      clearInterval(collecting)
    }
  }

  it('a panic in a finalizer emits a warning, a violation, and makes its graph refuse further work', async () => {
    const { graph, handle } = small()
    const other = small()
    const earlier = graph.snapshot()
    monitor.start()
    const told = await warning(() => testing.testPanicInFinalizer(handle))
    const [violation] = monitor.validate()
    monitor.stop()
    assert.ok(told instanceof InternalError)
    assert.match(told.message, /a test asked for this panic in a finalizer/)
    assert.equal(told.operation, 'finalizer')
    assert.equal(violation?.kind, 'finalizerPanicked')
    assert.equal(violation.details['subject'], handle)
    refuses(graph, earlier)
    other.graph.addEdge(1, 0)
    assert.equal((await other.graph.connectedComponents({ offload: 'pool' })).count, 1)
    assert.deepEqual(other.graph.validate(), [])
    for (const object of [graph, other.graph, earlier]) object.close()
  })

  it('a panic in the finalizer of an unclosed graph emits a warning, and the process lives', async () => {
    const told = await warning(() => {
      small()
      testing.testPanicAt('close')
    })
    assert.ok(told instanceof InternalError)
    assert.match(told.message, /a test asked for this panic at close/)
  })

  it('a panic in a finalizer is printed when its environment has ended', () => {
    const program = `
      const { native } = await import('../dist/bridge/native.js')
      globalThis.held = native.testPanicInFinalizer(native.createGraph(7))
    `
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    assert.match(
      child.stderr,
      /^native code panicked: a test asked for this panic in a finalizer.*\n {2}panicked at .*testing\.rs:\d+:\d+$/m,
    )
    assert.equal(child.status, 0)
  })
})
