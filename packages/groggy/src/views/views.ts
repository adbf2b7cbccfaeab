/**
 * What TypeScript holds of one graph or snapshot: its handle, its header, and private views of native memory.
 *
 * Views are fetched when a read misses, and dropped when an epoch in the header has moved. The buffers
 * behind them are never handed out, so that closing and growth may detach them.
 */

import { describe } from '../arguments/describe.js'
import { expected, typeMismatch } from '../arguments/expected.js'
import { addBuffer, type BufferList, EMPTY_WORDS } from '../bridge/buffers.js'
import { type Handle, info, inPlace, native } from '../bridge/native.js'
import {
  COLUMN_EPOCH,
  DIRECTED,
  EDGE_BOUND,
  EDGE_COUNT,
  EDGES,
  FLAGS,
  HEADER_WORDS,
  IN_DEGREES,
  KEYED,
  LOCK,
  NODE_BOUND,
  NODE_COUNT,
  NODES,
  OUT_DEGREES,
  POISONED,
  REMOVED_EDGES,
  REMOVED_NODES,
  SCHEMA_EPOCH,
  type Side,
  SOURCES,
  TARGETS,
  TOPOLOGY_EPOCH,
  VERSION_F64,
} from '../bridge/numbers.js'
import { bareList, bufferLength } from '../bridge/primordials.js'
import {
  BusyError,
  ClosedError,
  EdgeNotFoundError,
  InternalError,
  InvalidArgumentError,
  NodeNotFoundError,
} from '../errors/classes.js'
import { inOperation } from '../errors/graph-error.js'
import type { ColumnData } from '../schema/schema.js'
import { AdjacencyViews } from './adjacency.js'
import { ColumnTable } from './column-table.js'
import { closeWhenCollected } from './lifetime.js'

const EMPTY_CLOCK = new Float64Array(0)

/** Operations of this side that the binding does not know; their lock words follow its own. */
const operationNames: string[] = [...info.operations]

function lockWord(operation: string): number {
  const index = operationNames.indexOf(operation)
  if (index >= 0) return index + 1
  operationNames[operationNames.length] = operation
  return operationNames.length
}

/** Columns of nodes, as results write them. */
export interface NodeColumns {
  column(name: string): object
  setColumn(name: string, values: ColumnData): void
}

/** The state behind a `Graph` or `Snapshot`. Never reachable by users. */
export class Views {
  readonly handle: Handle
  readonly what: 'graph' | 'snapshot'
  readonly directed: boolean
  /** The key column's name; `undefined` without a key. */
  readonly keyName: string | undefined
  closed = false
  /** Whether what was read may be read on: open, and brought up to date since the last change. */
  ready = false
  /** The node attributes of a graph: what its results write to. */
  nodes: NodeColumns | undefined = undefined

  /** The header, in place; in fallback mode a copy that is brought up to date after each change. */
  header: Uint32Array
  /** What {@link header} is while it is not hidden. */
  readonly #header: Uint32Array
  /** The same memory as float64: {@link VERSION_F64} is the version. */
  clock: Float64Array

  /** Every id below is live; 0 once one was removed. Brought up to date after each change. */
  liveNodesBelow = 0
  /** The same of edges. */
  liveEdgesBelow = 0

  outDegree: Uint32Array = EMPTY_WORDS
  inDegree: Uint32Array = EMPTY_WORDS
  source: Uint32Array = EMPTY_WORDS
  target: Uint32Array = EMPTY_WORDS
  removedNodes: Uint32Array = EMPTY_WORDS
  removedEdges: Uint32Array = EMPTY_WORDS

  readonly adjacency: AdjacencyViews
  readonly nodeColumns: ColumnTable
  readonly edgeColumns: ColumnTable
  #topologyEpoch: number | undefined
  #columnEpoch: number | undefined
  #schemaEpoch: number | undefined
  /** Bit `which` is set once that topology view was asked for. */
  #asked = 0

  /** The views of an object that was just made; when they cannot be had, it is closed again. */
  static open(handle: Handle, what: 'graph' | 'snapshot'): Views {
    try {
      return new Views(handle, what)
    } catch (error) {
      native.close(handle)
      throw error
    }
  }

  private constructor(handle: Handle, what: 'graph' | 'snapshot') {
    this.handle = handle
    this.what = what
    // Before the header is asked for: by that the native side knows that somebody sees to the object's end.
    closeWhenCollected(this, handle)
    const mirror = inPlace ? undefined : new Uint32Array(HEADER_WORDS)
    const buffer = native.header(handle, mirror) ?? mirror?.buffer
    if (buffer === undefined) {
      throw new InternalError(
        'header',
        'expected a header from the native module, got nothing; reinstall groggy',
      )
    }
    const words = bufferLength(buffer) >>> 2
    this.#header = new Uint32Array(buffer, 0, words)
    this.header = this.#header
    this.clock = new Float64Array(buffer, 0, words >>> 1)
    const flags = this.header[FLAGS] ?? 0
    this.directed = (flags & DIRECTED) !== 0
    this.keyName = (flags & KEYED) === 0 ? undefined : native.keyName(handle)
    this.#topologyEpoch = this.header[TOPOLOGY_EPOCH]
    this.#columnEpoch = this.header[COLUMN_EPOCH]
    this.#schemaEpoch = this.header[SCHEMA_EPOCH]
    this.#countLive()
    this.adjacency = new AdjacencyViews(this)
    this.nodeColumns = new ColumnTable(this, NODES)
    this.edgeColumns = new ColumnTable(this, EDGES)
    this.ready = true
  }

  /** The columns of one side. */
  columns(side: Side): ColumnTable {
    return side === NODES ? this.nodeColumns : this.edgeColumns
  }

  // ---- before and after an operation ----

  /** Throws `CLOSED` after close. */
  requireOpen(operation: string): void {
    if (this.ready || this.settle()) return
    throw new ClosedError(
      operation,
      `expected an open ${this.what}, got a closed one; use it before close(), or create another`,
      { object: this.what },
    )
  }

  /** Throws unless the object may be changed now: `CLOSED`, `BUSY`, or a snapshot. */
  requireMutable(operation: string): void {
    this.requireOpen(operation)
    if (this.what === 'snapshot') {
      throw new InvalidArgumentError(
        operation,
        'expected a graph, got a snapshot, which cannot be changed; snapshot.toGraph() gives a graph',
        { argument: 'snapshot' },
      )
    }
    const lock = this.header[LOCK] ?? 0
    if (lock !== 0) {
      const holder = operationNames[lock - 1] ?? 'another operation'
      throw new BusyError(
        operation,
        `expected a graph that no operation is using, got one in use by ${holder}; collect the changes and make them after ${holder} returns`,
        { holder },
      )
    }
  }

  /** Whether a write in place is allowed as far as the whole object is concerned. */
  get writable(): boolean {
    const header = this.header
    return header[LOCK] === 0 && header[POISONED] === 0
  }

  /**
   * Runs `call`, which may call the user's code, and refuses changes meanwhile. Locks nest.
   *
   * @returns what `call` returns; what it throws passes unchanged.
   */
  locked<T>(operation: string, call: () => T): T {
    const word = lockWord(operation)
    this.nodeColumns.forget()
    this.edgeColumns.forget()
    return native.locked(this.header, word, call)
  }

  /**
   * Runs a native call that changes the object, then drops what became stale: also a failing one may move memory.
   *
   * The host may stop JavaScript at any call or turn of a loop (`timeout` of `node:vm`, Ctrl-C in the REPL), and go
   * on later; no `finally` runs then. So what is read without a second look is hidden before the change, and shown
   * again when it is known to be true: by the next caller, if need be.
   */
  change<T>(call: () => T, operation?: string): T {
    this.#hide()
    try {
      return call()
    } catch (error) {
      throw operation === undefined ? error : inOperation(error, operation)
    } finally {
      this.settle()
    }
  }

  #hide(): void {
    this.ready = false
    this.liveNodesBelow = 0
    this.liveEdgesBelow = 0
    this.nodeColumns.forget()
    this.edgeColumns.forget()
    // In place it is always true.
    if (!inPlace) this.header = EMPTY_WORDS
  }

  /**
   * Drops what a change made stale and shows the rest: four compares when nothing was. May be stopped at any point and
   * begun again.
   *
   * @returns whether the object is open.
   */
  settle(): boolean {
    if (this.closed) return false
    const header = this.#header
    if (!inPlace) this.#refreshMirror()
    this.header = header
    if (header[POISONED] === 1) this.#dropPoisoned()
    if (header[TOPOLOGY_EPOCH] !== this.#topologyEpoch) {
      this.#discard(this.#dropTopology(bareList()))
      this.#topologyEpoch = header[TOPOLOGY_EPOCH]
    }
    if (header[COLUMN_EPOCH] !== this.#columnEpoch) {
      this.#discard(this.edgeColumns.drop(this.nodeColumns.drop(bareList())))
      this.#columnEpoch = header[COLUMN_EPOCH]
    }
    if (header[SCHEMA_EPOCH] !== this.#schemaEpoch) {
      this.#discard(this.edgeColumns.invalidate(this.nodeColumns.invalidate(bareList())))
      this.#schemaEpoch = header[SCHEMA_EPOCH]
    }
    this.#countLive()
    this.ready = true
    return true
  }

  #countLive(): void {
    const header = this.#header
    const nodes = header[NODE_BOUND] ?? 0
    const edges = header[EDGE_BOUND] ?? 0
    this.liveNodesBelow = header[NODE_COUNT] === nodes ? nodes : 0
    this.liveEdgesBelow = header[EDGE_COUNT] === edges ? edges : 0
  }

  /** After a panic nothing is read in place any more: every further call is native, and refused there. */
  #dropPoisoned(): void {
    this.#discard(this.#dropEverything())
  }

  /** The version; in fallback mode one flat call. */
  version(operation: string): number {
    if (!inPlace && !this.closed) this.#refreshMirror()
    const version = this.clock[VERSION_F64]
    if (version === undefined) this.requireOpen(operation)
    return version ?? 0
  }

  #refreshMirror(): void {
    if (this.closed) return
    const header = this.#header
    const lock = header[LOCK] ?? 0
    native.header(this.handle, header)
    header[LOCK] = lock
  }

  /** Lets go of `buffers` at once; while a loop may still read them, the garbage collector does it later. */
  #discard(buffers: BufferList): void {
    if (buffers.length > 0 && this.#header[LOCK] === 0) native.detach(buffers)
  }

  /** Detaches `buffers` that were replaced. For the views beside this file. */
  discard(buffers: BufferList): void {
    this.#discard(buffers)
  }

  /** Closes the native object and detaches every private view. Idempotent. */
  close(): void {
    if (this.closed) return
    const buffers = this.#dropEverything()
    if (inPlace) addBuffer(buffers, this.#header)
    this.closed = true
    this.ready = false
    this.liveNodesBelow = 0
    this.liveEdgesBelow = 0
    this.header = EMPTY_WORDS
    this.clock = EMPTY_CLOCK
    native.close(this.handle, buffers)
  }

  // ---- ids ----

  /** Whether `id` is a live node or edge. Anything but the number of one is not. */
  isLive(side: Side, id: number): boolean {
    if (!this.ready && !this.settle()) return false
    const header = this.header
    const bound = header[2 * side + 1] ?? 0
    if (typeof id !== 'number' || id >>> 0 !== id || id >= bound) return false
    return header[2 * side] === bound || !this.isRemoved(side, id)
  }

  /** Whether `id`, below its bound, was removed. */
  isRemoved(side: Side, id: number): boolean {
    if (!this.ready) this.settle()
    const word = (side === NODES ? this.removedNodes : this.removedEdges)[id >>> 5]
    return word === undefined ? this.#isRemovedCold(side, id) : ((word >>> (id & 31)) & 1) === 1
  }

  #isRemovedCold(side: Side, id: number): boolean {
    if (this.#fetch(side === NODES ? REMOVED_NODES : REMOVED_EDGES)) return this.isRemoved(side, id)
    const bits = side === NODES ? this.removedNodes : this.removedEdges
    if (bits[0] !== undefined) return false
    return side === NODES ? !native.hasNode(this.handle, id) : !native.isLiveEdge(this.handle, id)
  }

  /** Throws unless `id` is live: `TYPE_MISMATCH` for what is not a number, else `NODE_NOT_FOUND` or `EDGE_NOT_FOUND`. */
  requireLive(operation: string, side: Side, id: number): void {
    if (!this.isLive(side, id)) throw this.idError(operation, side, id)
  }

  /** The error of an id that is not live, in `row` of a bulk argument if given. */
  idError(operation: string, side: Side, id: unknown, row?: number): Error {
    this.requireOpen(operation)
    const noun = side === NODES ? 'node' : 'edge'
    const maker = noun === 'node' ? 'addNode' : 'addEdge'
    if (typeof id !== 'number') {
      const remedy = `use a number that ${maker} returned`
      return typeMismatch(operation, `${noun === 'node' ? 'a' : 'an'} ${noun} id`, id, remedy, {
        argument: noun,
        expected: 'number',
        row,
      })
    }
    const bound = this.header[2 * side + 1] ?? 0
    const removed = id >>> 0 === id && id < bound
    const known = bound === 0 ? `the ${this.what} has no ${noun}s` : `the largest id is ${bound - 1}`
    const place = row === undefined ? '' : ` in row ${row}`
    const got = `${describe(id)} (${removed ? 'removed' : known})${place}`
    const message = expected(`the id of a live ${noun}`, got, `use an id that ${maker} or ${maker}s returned`)
    const where = row === undefined ? {} : { row }
    return side === NODES
      ? new NodeNotFoundError(operation, message, { node: id, nodeBound: bound, ...where })
      : new EdgeNotFoundError(operation, message, { edge: id, edgeBound: bound, ...where })
  }

  // ---- topology ----

  /** Degree of a live node: 0 both ways, 1 out, 2 in. The way there when the hot path missed. */
  degree(operation: string, id: number, which: 0 | 1 | 2): number {
    this.requireLive(operation, NODES, id)
    if (!this.directed) return this.#word(OUT_DEGREES, id) ?? native.degree(this.handle, id, which)
    const out = which === 2 ? 0 : this.#word(OUT_DEGREES, id)
    const into = which === 1 ? 0 : this.#word(IN_DEGREES, id)
    return out === undefined || into === undefined ? native.degree(this.handle, id, which) : out + into
  }

  /** An end of a live edge. The way there when the hot path missed. */
  endpoint(operation: string, edge: number, end: 'source' | 'target'): number {
    this.requireLive(operation, EDGES, edge)
    return this.#word(end === 'source' ? SOURCES : TARGETS, edge) ?? native[end](this.handle, edge)
  }

  /** A word of a topology view, which is fetched if it was not. */
  #word(which: number, index: number): number | undefined {
    const word = this.#view(which)[index]
    return word === undefined && this.#fetch(which) ? this.#view(which)[index] : word
  }

  #view(which: number): Uint32Array {
    switch (which) {
      case OUT_DEGREES:
        return this.outDegree
      case IN_DEGREES:
        return this.inDegree
      case SOURCES:
        return this.source
      case TARGETS:
        return this.target
      case REMOVED_NODES:
        return this.removedNodes
      default:
        return this.removedEdges
    }
  }

  /** Fetches a view once an epoch; whether there is a new one to read. */
  #fetch(which: number): boolean {
    if (!inPlace || this.closed || (this.#asked & (1 << which)) !== 0) return false
    const buffer = native.topologyView(this.handle, which)
    // The degrees of a snapshot come with its adjacency, which the flat call after this miss builds.
    if (buffer !== undefined || this.what === 'graph') this.#asked |= 1 << which
    if (buffer === undefined) return false
    this.#setView(which, new Uint32Array(buffer))
    return true
  }

  #setView(which: number, view: Uint32Array): void {
    switch (which) {
      case OUT_DEGREES:
        this.outDegree = view
        break
      case IN_DEGREES:
        this.inDegree = view
        break
      case SOURCES:
        this.source = view
        break
      case TARGETS:
        this.target = view
        break
      case REMOVED_NODES:
        this.removedNodes = view
        break
      default:
        this.removedEdges = view
    }
  }

  /** Forgets every private view but the header; their buffers. */
  #dropEverything(): BufferList {
    const buffers = this.adjacency.drop(this.#dropTopology(bareList()))
    return this.edgeColumns.drop(this.nodeColumns.drop(buffers))
  }

  #dropTopology(buffers: BufferList): BufferList {
    for (let which = OUT_DEGREES; which <= REMOVED_EDGES; which++) {
      addBuffer(buffers, this.#view(which))
      this.#setView(which, EMPTY_WORDS)
    }
    this.#asked = 0
    return buffers
  }
}
