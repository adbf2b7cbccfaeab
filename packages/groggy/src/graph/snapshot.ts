/**
 * An immutable version of a graph, read by any number of threads in place.
 */

import { Algorithms } from '../algorithms/algorithms.js'
import { describe, detail } from '../arguments/describe.js'
import { AttributeReader } from '../attributes/attribute-reader.js'
import { EDGES, type Handle, NODES, native } from '../bridge/native.js'
import { TypeMismatchError } from '../errors/errors.js'
import type { AnySchema, Schema } from '../schema/schema.js'
import { Adopted, closeNow } from '../views/lifetime.js'
import { Views } from '../views/views.js'
import { adopt, type Graph } from './graph.js'

/** Who still holds a snapshot's native memory. */
export interface SnapshotRefs {
  /** Snapshots of this and other threads that are open. */
  readonly host: number
  /** Native holders: running tasks, exported memory. */
  readonly native: number
}

/**
 * A graph as it was when {@link Graph.snapshot} was called: ids as in the graph, every reading method, the
 * algorithms, and nothing that changes it.
 *
 * A snapshot holds native memory until it is closed; `using` closes it at the end of a block.
 *
 * @example
 * ```ts
 * // one thread
 * using s = g.snapshot()
 * worker.postMessage(s.share())
 * // the other
 * using t = Snapshot.attach(token)
 * t.nodeCount
 * ```
 */
export class Snapshot<N extends Schema = AnySchema, E extends Schema = AnySchema> extends Algorithms<N, E> {
  readonly #views: Views
  /** Attributes of nodes; iterating gives the live ids, ascending. */
  override readonly nodes: AttributeReader<N>
  /** Attributes of edges; iterating gives the live ids, ascending. */
  override readonly edges: AttributeReader<E>

  private constructor(adopted: Adopted, graph?: WeakRef<Views>) {
    const views = Adopted.viewsOf(adopted)
    if (views === undefined) {
      throw new TypeMismatchError(
        'Snapshot',
        'Snapshot: snapshots are made by graph.snapshot() or Snapshot.attach(token)',
        { argument: 'constructor', found: detail(adopted), expected: 'graph.snapshot()' },
      )
    }
    super(views, graph)
    this.#views = views
    this.nodes = new AttributeReader<N>(views, NODES, this)
    this.edges = new AttributeReader<E>(views, EDGES, this)
  }

  /** A snapshot around a handle, and what its results are written to. @internal */
  static of<N extends Schema, E extends Schema>(handle: Handle, graph?: WeakRef<Views>): Snapshot<N, E> {
    return new Snapshot<N, E>(new Adopted(Views.open(handle, 'snapshot')), graph)
  }

  /**
   * Opens a snapshot that another thread shares: the same memory, zero-copy.
   *
   * Cost: O(1), two crossings.
   *
   * @param token - what {@link share} gave, also on another thread of this process.
   * @returns a snapshot of its own, to be closed by itself.
   * @throws {ClosedError} when every snapshot of that version was closed before.
   * @throws {TypeMismatchError} when it is no string; {@link InvalidArgumentError} when it is no token.
   * @example
   * ```ts
   * parentPort.on('message', token => {
   *   using s = Snapshot.attach(token)
   * })
   * ```
   */
  static attach<N extends Schema = AnySchema, E extends Schema = AnySchema>(token: string): Snapshot<N, E> {
    if (typeof token !== 'string') {
      throw new TypeMismatchError(
        'attach',
        `attach: ${describe(token)} is no token; pass what snapshot.share() returned`,
        { argument: 'token', found: detail(token), expected: 'string' },
      )
    }
    return Snapshot.of<N, E>(native.attach(token))
  }

  /**
   * A token by which another thread of this process opens this snapshot.
   *
   * The token holds nothing: keep the snapshot open until the other side has attached.
   *
   * Cost: O(1), one crossing.
   *
   * @returns a string that `postMessage` carries.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * worker.postMessage(s.share())
   * ```
   */
  share(): string {
    this.#views.requireOpen('share')
    return native.share(this.#views.handle)
  }

  /**
   * Who still holds this version's native memory.
   *
   * Cost: O(1), one crossing.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * s.refs // { host: 2, native: 0 }
   * ```
   */
  get refs(): SnapshotRefs {
    this.#views.requireOpen('refs')
    const [host, held] = native.refs(this.#views.handle)
    return { host, native: held }
  }

  /**
   * A new mutable graph with the nodes, edges and attributes of this snapshot, ids included.
   *
   * Cost: O(nodes + edges + values) at most, two crossings; what can be shared is copied at its first change.
   *
   * @returns a graph of this thread.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using copy = g.snapshot().toGraph()
   * ```
   */
  toGraph(): Graph<N, E> {
    this.#views.requireOpen('toGraph')
    return adopt<N, E>(native.toGraph(this.#views.handle))
  }

  /**
   * Lets go of the native memory. Other snapshots of the version, results and views that were handed out stay
   * as they are; running tasks run on. A second time does nothing.
   *
   * Cost: O(1), one crossing; native memory is freed when its last reader is done.
   *
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * s.close()
   * s.closed // true
   * ```
   */
  close(): void {
    closeNow(this.#views)
  }

  /** As {@link close}, at the end of a block that began with `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Shown by `console.log`. */
  get [Symbol.toStringTag](): string {
    return 'Snapshot'
  }
}
