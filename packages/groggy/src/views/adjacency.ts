/**
 * Neighbours in place: the compressed adjacency of a graph or snapshot, read where the native side keeps it.
 *
 * Each direction is three arrays: offsets by node (64 bits, read as two words), and neighbours and edges
 * by position, sorted by neighbour and then by edge. A node whose edges changed since is dirty: the
 * native side answers for it.
 */

import { addBuffer, type BufferList, EMPTY_WORDS } from '../bridge/buffers.js'
import { inPlace, native } from '../bridge/native.js'
import {
  ADJACENCY_EPOCH,
  ADJACENCY_STALE,
  DIRTY_NODES,
  IN_EDGES,
  IN_OFFSETS,
  IN_TARGETS,
  OUT_EDGES,
  OUT_OFFSETS,
  OUT_TARGETS,
} from '../bridge/numbers.js'
import { bareList, typedArrayLength } from '../bridge/primordials.js'
import type { Views } from './views.js'

/** One direction of the adjacency. */
export class List {
  offsets: Uint32Array = EMPTY_WORDS
  targets: Uint32Array = EMPTY_WORDS
  edges: Uint32Array = EMPTY_WORDS

  /** Position of the first entry of `id`. */
  start(id: number): number {
    return (this.offsets[2 * id] ?? 0) + (this.offsets[2 * id + 1] ?? 0) * 0x1_0000_0000
  }

  /** One past the position of the last entry of `id`. */
  end(id: number): number {
    return this.start(id + 1)
  }

  /** The distinct neighbours of `id`, ascending. A copy. */
  distinct(id: number): Uint32Array {
    const { targets } = this
    const end = this.end(id)
    let position = this.start(id)
    const found = new Uint32Array(end - position)
    let count = 0
    let last = -1
    for (; position < end; position++) {
      const target = targets[position] ?? 0
      if (target !== last) found[count++] = last = target
    }
    return count === found.length ? found : found.slice(0, count)
  }

  /** The distinct neighbours of `id` in this list and in `other`, ascending. A copy. */
  merged(other: List, id: number): Uint32Array {
    let a = this.start(id)
    let b = other.start(id)
    const endA = this.end(id)
    const endB = other.end(id)
    const found = new Uint32Array(endA - a + endB - b)
    let count = 0
    let last = -1
    while (a < endA || b < endB) {
      const fromA = a < endA ? (this.targets[a] ?? 0) : Number.POSITIVE_INFINITY
      const fromB = b < endB ? (other.targets[b] ?? 0) : Number.POSITIVE_INFINITY
      const target = fromA < fromB ? fromA : fromB
      if (fromA === target) a++
      if (fromB === target) b++
      if (target !== last) found[count++] = last = target
    }
    return count === found.length ? found : found.slice(0, count)
  }

  /** Forgets the views; adds their buffers. */
  drop(buffers: BufferList): void {
    addBuffer(buffers, this.offsets)
    addBuffer(buffers, this.targets)
    addBuffer(buffers, this.edges)
    this.offsets = EMPTY_WORDS
    this.targets = EMPTY_WORDS
    this.edges = EMPTY_WORDS
  }

  /** The edges of `id`, by neighbour and then by edge. A copy. */
  edgesOf(id: number): Uint32Array {
    return this.#copy(this.start(id), this.end(id))
  }

  #copy(start: number, end: number): Uint32Array {
    const { edges } = this
    const copy = new Uint32Array(end - start)
    for (let i = 0; i < copy.length; i++) copy[i] = edges[start + i] ?? 0
    return copy
  }

  /** Position of the first entry of `id` whose neighbour is at least `target`: a binary search. */
  seek(id: number, target: number): number {
    let low = this.start(id)
    let high = this.end(id)
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.targets[middle] ?? 0) < target) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Whether `id` has `target` as a neighbour. */
  has(id: number, target: number): boolean {
    const position = this.seek(id, target)
    return position < this.end(id) && this.targets[position] === target
  }

  /** The edges between `id` and `target`, ascending. A copy. */
  between(id: number, target: number): Uint32Array {
    const start = this.seek(id, target)
    const end = this.end(id)
    let stop = start
    while (stop < end && this.targets[stop] === target) stop++
    return this.#copy(start, stop)
  }
}

/** The adjacency of one graph or snapshot as far as it can be read in place. */
export class AdjacencyViews {
  readonly out = new List()
  /** Undirected: the same as {@link out}. */
  readonly in: List
  #dirty: Uint32Array = EMPTY_WORDS
  /** The epoch that the views belong to; `undefined` before the first. */
  #epoch: number | undefined
  #usable = false
  readonly #views: Views

  constructor(views: Views) {
    this.#views = views
    this.in = views.directed ? new List() : this.out
  }

  /** Whether the lists of the live node `id` may be read in place now. */
  covers(id: number): boolean {
    if (!inPlace) return false
    const header = this.#views.header
    if (header[ADJACENCY_STALE] !== 0 && this.#views.what === 'graph') return false
    if (header[ADJACENCY_EPOCH] !== this.#epoch || this.#epoch === undefined) this.#fetch()
    // An offset pair each for the node and the one after it.
    if (!this.#usable || this.out.offsets[2 * id + 3] === undefined) return false
    if (this.#dirty[0] === undefined) return true
    const word = this.#dirty[id >>> 5]
    return word !== undefined && ((word >>> (id & 31)) & 1) === 0
  }

  /** Fetches every view of the current adjacency; the first of them brings it up to date. */
  #fetch(): void {
    const views = this.#views
    views.discard(this.drop(bareList()))
    if (views.closed) return
    const first = this.#view(OUT_OFFSETS)
    const epoch = views.header[ADJACENCY_EPOCH]
    this.out.offsets = first
    this.out.targets = this.#view(OUT_TARGETS)
    this.out.edges = this.#view(OUT_EDGES)
    if (views.directed) {
      this.in.offsets = this.#view(IN_OFFSETS)
      this.in.targets = this.#view(IN_TARGETS)
      this.in.edges = this.#view(IN_EDGES)
    }
    if (views.what === 'graph') this.#dirty = this.#view(DIRTY_NODES)
    this.#usable = isWhole(this.out) && isWhole(this.in)
    this.#epoch = epoch
  }

  #view(which: number): Uint32Array {
    const buffer = native.adjacencyView(this.#views.handle, which)
    return buffer === undefined ? EMPTY_WORDS : new Uint32Array(buffer)
  }

  /** Forgets every view; adds their buffers, to be detached. */
  drop(buffers: BufferList): BufferList {
    this.#usable = false
    this.#epoch = undefined
    this.out.drop(buffers)
    if (this.in !== this.out) this.in.drop(buffers)
    addBuffer(buffers, this.#dirty)
    this.#dirty = EMPTY_WORDS
    return buffers
  }
}

/** Whether every entry that the offsets name is in the views: one that is past 4 GiB is absent. */
function isWhole(list: List): boolean {
  const nodes = typedArrayLength(list.offsets) / 2 - 1
  if (nodes < 0) return false
  const entries = list.start(nodes)
  return typedArrayLength(list.targets) >= entries && typedArrayLength(list.edges) >= entries
}
