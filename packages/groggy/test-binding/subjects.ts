/** One graph with everything that can outlive it, and what each part must answer at any time. */

import assert from 'node:assert/strict'
import { type Column, Graph, Snapshot } from 'groggy'

/** What ends, one after another. A task is ended by its signal. */
export const subjects = ['graph', 'snapshot', 'column', 'view', 'task', 'worker'] as const
export type Subject = (typeof subjects)[number]

/** How a graph or a snapshot ends: by `close()`, or because nobody holds it any more. */
export type Ending = 'close' | 'drop'

const X = [1.5, -2.25, 3.125, 4]
const NAMES = ['a', 'b', 'c', 'd']

/** Reads either give `wanted` or, where that is allowed, throw `CLOSED`. */
function reads(what: string, read: () => unknown, wanted: unknown, open: boolean | 'maybe'): void {
  let found: unknown
  try {
    found = read()
  } catch (error) {
    assert.equal((error as { code?: unknown }).code, 'CLOSED', `${what}: ${error}`)
    assert.notEqual(open, true, `${what} is CLOSED, but it was not closed`)
    return
  }
  assert.notEqual(open, false, `${what} was closed and still answers`)
  assert.deepEqual(found, wanted, `${what} reads other values than were written`)
}

/** The subjects of one scenario: each is held by a field of its own, and by nothing else. */
export class Scene {
  #graph: Graph | undefined
  #snapshot: Snapshot | undefined
  #column: Column<number> | undefined
  #view: Float64Array | undefined
  #task: Promise<unknown> | undefined
  readonly #abort = new AbortController()
  readonly #endings: Readonly<Record<'graph' | 'snapshot', Ending>>
  readonly #gone = new Set<Subject>()
  readonly token: string

  constructor(endings: Readonly<Record<'graph' | 'snapshot', Ending>>) {
    this.#endings = endings
    const graph = new Graph()
    graph.addNodes({ x: Float64Array.from(X), name: NAMES })
    graph.addEdges({ source: [0, 0, 1], target: [1, 2, 3] })
    this.#graph = graph
    this.#snapshot = graph.snapshot() as Snapshot
    this.#column = graph.nodes.column('x') as Column<number>
    this.#view = this.#column.values as Float64Array
    this.token = this.#snapshot.share()
    // Runs until it is aborted; waits for its turn when others run.
    this.#task = this.#snapshot.pageRank({
      tolerance: 0,
      maxIterations: 0xffff_ffff,
      offload: 'pool',
      signal: this.#abort.signal,
    })
    this.#task.catch(() => undefined)
  }

  /** Ends one subject; `worker` is ended by its owner, and only noted here. */
  async end(subject: Subject): Promise<void> {
    this.#gone.add(subject)
    if (subject === 'graph') {
      if (this.#endings.graph === 'close') this.#graph?.close()
      else this.#graph = undefined
    } else if (subject === 'snapshot') {
      if (this.#endings.snapshot === 'close') this.#snapshot?.close()
      else this.#snapshot = undefined
    } else if (subject === 'column') this.#column = undefined
    else if (subject === 'view') this.#view = undefined
    else if (subject === 'task') {
      const reason = new Error('enough')
      this.#abort.abort(reason)
      await assert.rejects(this.#task ?? Promise.resolve(), error => error === reason)
      this.#task = undefined
    }
  }

  /** Ends the task, whatever else there is: nothing may run on when a check has failed. */
  stop(): void {
    this.#abort.abort()
  }

  /** Every subject answers as it must now. */
  check(): void {
    const closed = (subject: 'graph' | 'snapshot') =>
      this.#gone.has(subject) && this.#endings[subject] === 'close'
    const graph = this.#graph
    if (graph !== undefined) {
      reads('graph.degree', () => graph.degree(0), 2, !closed('graph'))
      reads('graph.get', () => [0, 1, 2, 3].map(id => graph.nodes.get(id, 'x')), X, !closed('graph'))
      reads('graph.get of text', () => graph.nodes.get(2, 'name'), 'c', !closed('graph'))
    }
    const snapshot = this.#snapshot
    if (snapshot !== undefined) {
      reads('snapshot.neighbors', () => [...snapshot.neighbors(0)], [1, 2], !closed('snapshot'))
      reads(
        'snapshot.get',
        () => [0, 1, 2, 3].map(id => snapshot.nodes.get(id, 'x' as never)),
        X,
        !closed('snapshot'),
      )
    }
    // A column keeps its graph from being collected: only close() ends it.
    const column = this.#column
    if (column !== undefined) reads('column.toArray', () => [...column.toArray()], X, !closed('graph'))
    const view = this.#view
    if (view !== undefined) reads('view', () => [...view], X, true)
    // A token opens the snapshot as long as somebody holds it: the snapshot, a worker, or a task until it has ended.
    const held = !this.#gone.has('snapshot') || !this.#gone.has('worker')
    this.#checkToken(held ? true : 'maybe')
  }

  /** Nothing of it is left. */
  checkGone(): void {
    this.#checkToken(false)
  }

  #checkToken(open: boolean | 'maybe'): void {
    const attachAndRead = () => {
      using again = Snapshot.attach(this.token)
      return [...again.neighbors(0)]
    }
    reads('token', attachAndRead, [1, 2], open)
  }
}
