/**
 * What a graph and a snapshot answer about who is next to whom.
 *
 * Read in place from the adjacency where it is current; what has changed since it was built is asked by a
 * flat call.
 */

import { typeMismatch } from '../arguments/expected.js'
import { native } from '../bridge/native.js'
import { BOTH, IN, NODES, OUT, type Which } from '../bridge/numbers.js'
import { InternalError } from '../errors/classes.js'
import type { Schema } from '../schema/schema.js'
import type { Views } from '../views/views.js'
import { Topology } from './topology.js'

/** The reading methods about neighbours that {@link Graph} and {@link Snapshot} share. */
export abstract class Neighborhood<N extends Schema, E extends Schema> extends Topology<N, E> {
  readonly #views: Views

  /** @internal */
  constructor(views: Views) {
    super(views)
    this.#views = views
  }

  /**
   * Whether an edge goes from `source` to `target`; either way when undirected.
   *
   * Cost: O(log degree) once the adjacency is built; that, and what crosses, as for {@link neighbors}.
   *
   * @param source - any value; what is not a live node gives `false`.
   * @param target - any value; what is not a live node gives `false`.
   * @returns whether there is one.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.hasEdge(alice, bob)
   * ```
   */
  hasEdge(source: number, target: number): boolean {
    const views = this.#views
    views.requireOpen('hasEdge')
    if (!views.isLive(NODES, source) || !views.isLive(NODES, target)) return false
    const { adjacency } = views
    if (adjacency.covers(source)) return adjacency.out.has(source, target)
    if (adjacency.covers(target)) return adjacency.in.has(target, source)
    return native.hasEdge(views.handle, source, target)
  }

  /**
   * The edges from `source` to `target`, ascending; either way when undirected.
   *
   * Cost: O(log degree + result) once the adjacency is built; that, and what crosses, as for {@link neighbors}.
   *
   * @param source - a live node.
   * @param target - a live node.
   * @returns edge ids. Yours to keep.
   * @throws {NodeNotFoundError} when either is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * for (const e of g.edgesBetween(alice, bob)) g.edges.get(e, 'since')
   * ```
   */
  edgesBetween(source: number, target: number): Uint32Array {
    const views = this.#views
    views.requireLive('edgesBetween', NODES, source)
    views.requireLive('edgesBetween', NODES, target)
    return views.adjacency.covers(source)
      ? views.adjacency.out.between(source, target)
      : native.edgesBetween(views.handle, source, target)
  }

  /**
   * The distinct nodes that edges connect a node with, in and out together, ascending. A node with a
   * self-loop is its own neighbour.
   *
   * Cost: O(degree), read in place: no crossing, once the adjacency is built; a node whose edges changed since is
   * asked about by one flat call. The first call about neighbours after many changes builds the adjacency, and so does
   * the first one of a snapshot whose version nobody has asked about: O(nodes + edges), on the event loop, with the
   * threads of the pool. `await g.prepare()` builds it off the event loop.
   *
   * @param id - a live node.
   * @returns node ids. A copy, yours to keep.
   * @throws {NodeNotFoundError} when it is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * for (const other of g.neighbors(alice)) console.log(g.nodes.get(other, 'name'))
   * ```
   */
  neighbors(id: number): Uint32Array {
    return this.#neighbors('neighbors', id, BOTH)
  }

  /**
   * The distinct nodes whose edges enter a node, ascending; all neighbours when undirected.
   *
   * Cost: as {@link neighbors}.
   *
   * @param id - a live node.
   * @returns node ids. A copy, yours to keep.
   * @throws as {@link neighbors}.
   * @example
   * ```ts
   * g.inNeighbors(bob)
   * ```
   */
  inNeighbors(id: number): Uint32Array {
    return this.#neighbors('inNeighbors', id, IN)
  }

  /**
   * The distinct nodes that a node's edges enter, ascending; all neighbours when undirected.
   *
   * Cost: as {@link neighbors}.
   *
   * @param id - a live node.
   * @returns node ids. A copy, yours to keep.
   * @throws as {@link neighbors}.
   * @example
   * ```ts
   * g.outNeighbors(alice)
   * ```
   */
  outNeighbors(id: number): Uint32Array {
    return this.#neighbors('outNeighbors', id, OUT)
  }

  /**
   * The edges that enter a node, parallel ones included, a self-loop once; all of its edges when undirected.
   *
   * Cost: as {@link neighbors}.
   *
   * @param id - a live node.
   * @returns edge ids by neighbour, then by id. A copy, yours to keep.
   * @throws as {@link neighbors}.
   * @example
   * ```ts
   * for (const e of g.inEdges(bob)) g.edges.get(e, 'since')
   * ```
   */
  inEdges(id: number): Uint32Array {
    const views = this.#views
    views.requireLive('inEdges', NODES, id)
    const { adjacency } = views
    return adjacency.covers(id) ? adjacency.in.edgesOf(id) : native.edgesOf(views.handle, id, IN)
  }

  /**
   * The edges that leave a node, parallel ones included, a self-loop once; all of its edges when undirected.
   *
   * Cost: as {@link neighbors}.
   *
   * @param id - a live node.
   * @returns edge ids by neighbour, then by id. A copy, yours to keep.
   * @throws as {@link neighbors}.
   * @example
   * ```ts
   * for (const e of g.outEdges(alice)) g.edges.get(e, 'since')
   * ```
   */
  outEdges(id: number): Uint32Array {
    const views = this.#views
    views.requireLive('outEdges', NODES, id)
    const { adjacency } = views
    return adjacency.covers(id) ? adjacency.out.edgesOf(id) : native.edgesOf(views.handle, id, OUT)
  }

  /**
   * Calls back for every edge that leaves a node, parallel ones included, a self-loop once; for every edge
   * of the node when undirected.
   *
   * The graph must not be changed meanwhile: every change from within the callback is a `BUSY` error.
   * Reading is fine, also another `forEachNeighbor`.
   *
   * Cost: O(degree) and no copy once the adjacency is built; that, and what crosses, as for {@link neighbors}.
   *
   * @param id - a live node.
   * @param callback - gets the node at the other end and the edge; what it throws passes unchanged.
   * @throws {NodeNotFoundError} when `id` is not live; {@link ClosedError} after close, also in the middle.
   * @example
   * ```ts
   * g.forEachNeighbor(alice, (neighbor, edge) => console.log(neighbor, g.edges.get(edge, 'since')))
   * ```
   */
  forEachNeighbor(id: number, callback: (neighbor: number, edge: number) => void): void {
    const operation = 'forEachNeighbor'
    const views = this.#views
    views.requireLive(operation, NODES, id)
    if (typeof callback !== 'function') {
      throw typeMismatch(operation, 'a callback', callback, 'pass a function of (neighbor, edge)', {
        argument: 'callback',
        expected: 'function',
      })
    }
    const inView = views.adjacency.covers(id)
    const pairs = inView ? undefined : native.incidence(views.handle, id, OUT)
    views.locked(operation, () => {
      if (pairs === undefined) {
        const { targets, edges } = views.adjacency.out
        const end = views.adjacency.out.end(id)
        for (let i = views.adjacency.out.start(id); i < end; i++) {
          callback(targets[i] ?? this.#gone(operation), edges[i] ?? this.#gone(operation))
        }
      } else {
        for (let i = 0; i + 1 < pairs.length; i += 2) {
          if (views.closed) this.#gone(operation)
          callback(pairs[i] ?? 0, pairs[i + 1] ?? 0)
        }
      }
    })
    views.requireOpen(operation)
  }

  #neighbors(operation: string, id: number, which: Which): Uint32Array {
    const views = this.#views
    views.requireLive(operation, NODES, id)
    const { adjacency } = views
    if (!adjacency.covers(id)) return native.neighbors(views.handle, id, which)
    if (which === OUT || !views.directed) return adjacency.out.distinct(id)
    return which === IN ? adjacency.in.distinct(id) : adjacency.out.merged(adjacency.in, id)
  }

  #gone(operation: string): never {
    this.#views.requireOpen(operation)
    throw new InternalError(operation, 'expected native memory, got none; this is a bug, please report it')
  }
}
