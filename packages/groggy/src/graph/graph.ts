/**
 * A mutable graph. It belongs to the thread that made it; {@link Snapshot}s of it go anywhere.
 */

import { Algorithms } from '../algorithms/algorithms.js'
import { describe, detail, isObject } from '../arguments/describe.js'
import { AttributeReader } from '../attributes/attribute-reader.js'
import { Attributes } from '../attributes/attributes.js'
import { Column } from '../attributes/column.js'
import { NumberColumn } from '../attributes/number-column.js'
import { TextColumn } from '../attributes/text-column.js'
import { allocate } from '../bridge/allocate.js'
import {
  EDGES,
  type Handle,
  NODES,
  NONE,
  native,
  type PackedColumns,
  type PackedEndpoints,
  type Side,
} from '../bridge/native.js'
import { TypeMismatchError } from '../errors/errors.js'
import {
  type AddEdgesOptions,
  type EdgeColumns,
  type EdgeRow,
  edgeFlags,
  type PackedEdges,
  readEdgeAttributes,
  readEdges,
} from '../input/edge-input.js'
import { checkCount, EndpointBuilder, type Ids, packIds } from '../input/ids.js'
import { readNodes } from '../input/node-input.js'
import { type ReadColumns, type ReadGraph, type ReadOptions, readGraph } from '../input/read.js'
import { switchOff } from '../runtime/disabled.js'
import type { AnySchema, ColumnsInput, RowInput, Schema } from '../schema/schema.js'
import { Neighborhood } from '../topology/neighborhood.js'
import { Topology } from '../topology/topology.js'
import { Adopted, closeNow } from '../views/lifetime.js'
import { Views } from '../views/views.js'
import { createGraph, type FromEdgesOptions, type GraphOptions } from './graph-options.js'
import { Snapshot } from './snapshot.js'

/** What {@link Graph.compact} gives: the new id by old id, 0xFFFFFFFF where it was removed. Yours to keep. */
export interface Mapping {
  readonly nodes: Uint32Array
  readonly edges: Uint32Array
}

/**
 * A graph of nodes and edges with typed attributes, kept in native memory that is read in place.
 *
 * Ids are numbers: dense, given in order, never given again before {@link compact}. A graph holds native
 * memory until it is closed; `using` closes it at the end of a block.
 *
 * @example
 * ```ts
 * using g = new Graph({ nodes: { age: 'float64' } })
 * const [alice, bob] = g.addNodes([{ name: 'Alice', age: 25 }, { name: 'Bob', age: 30 }])
 * g.addEdge(alice, bob, { since: 2019 })
 * g.nodes.get(alice, 'age') // 25
 * ```
 */
export class Graph<N extends Schema = AnySchema, E extends Schema = AnySchema> extends Algorithms<N, E> {
  readonly #views: Views
  /** What results of this graph and of its snapshots write to, without keeping the graph. */
  readonly #ref: WeakRef<Views>
  /** Attributes of nodes; iterating gives the live ids, ascending. */
  override readonly nodes: Attributes<N>
  /** Attributes of edges; iterating gives the live ids, ascending. */
  override readonly edges: Attributes<E>

  /**
   * Makes an empty graph, whose memory is native and its own until it is closed.
   *
   * Cost: O(columns), two crossings and one a column of the schemas.
   *
   * @param options.directed - whether edges have a direction. Default true.
   * @param options.multi - whether two nodes may have more than one edge. Default true.
   * @param options.selfLoops - whether an edge may lead from a node to itself. Default true.
   * @param options.key - the node column that nodes are looked up by. Default: none.
   * @param options.nodes - node columns with their types.
   * @param options.edges - edge columns with their types.
   * @throws {TypeMismatchError} for an option or column type of the wrong kind.
   * @example
   * ```ts
   * using g = new Graph({ directed: false, nodes: { age: 'float64' } })
   * ```
   */
  constructor(options?: GraphOptions<N, E>)
  /** @internal */
  constructor(adopted: Adopted)
  constructor(options: GraphOptions<N, E> | Adopted = {}) {
    const views = Adopted.viewsOf(options) ?? createGraph('Graph', options as GraphOptions<N, E>)
    const ref = new WeakRef(views)
    super(views, ref)
    this.#views = views
    this.#ref = ref
    this.nodes = new Attributes<N>(views, NODES, this)
    this.edges = new Attributes<E>(views, EDGES, this)
    views.nodes = this.nodes as unknown as Attributes<Schema>
  }

  /**
   * Makes a graph from edges alone.
   *
   * Cost: O(edges), four crossings. Typed arrays cross by pointer. Runs on the event loop.
   *
   * @param edges - columns or rows, as for {@link addEdges}.
   * @param options.nodeCount - how many nodes to make. Default: one past the largest endpoint.
   * @param options - and those of a new graph.
   * @returns the graph.
   * @throws as {@link addEdges}; {@link NodeNotFoundError} for an endpoint that is not below `nodeCount`.
   * @example
   * ```ts
   * Graph.fromEdges({ source: [0, 1], target: [1, 2], weight: [0.5, 2] }, { directed: false })
   * ```
   */
  static fromEdges<N extends Schema = AnySchema, E extends Schema = AnySchema, R extends object = object>(
    rows: readonly (R & EdgeRow<E>)[],
    options?: FromEdgesOptions<N, E>,
  ): Graph<N, E>
  static fromEdges<N extends Schema = AnySchema, E extends Schema = AnySchema, C extends object = object>(
    columns: C & EdgeColumns<E, C>,
    options?: FromEdgesOptions<N, E>,
  ): Graph<N, E>
  static fromEdges<N extends Schema, E extends Schema>(
    edges: EdgeColumns<E> | readonly object[],
    options: FromEdgesOptions<N, E> = {},
  ): Graph<N, E> {
    const operation = 'fromEdges'
    const graph = adoptViews<N, E>(createGraph(operation, options as GraphOptions))
    try {
      const { nodeCount } = options
      const packed = graph.#reading(operation, views => readEdges(views, operation, edges))
      const count =
        nodeCount === undefined
          ? Math.max(largest(packed.source), largest(packed.target)) + 1
          : checkCount(operation, nodeCount, 'nodeCount')
      const { handle } = graph.#views
      const flags = edgeFlags(graph.#views, operation, { onDuplicate: options.onDuplicate })
      graph.#views.change(() => {
        if (count > 0) native.addNodes(handle, count, [])
        native.addEdges(handle, packed.source, packed.target, packed.columns, flags)
      }, operation)
      return graph
    } catch (error) {
      graph.close()
      throw error
    }
  }

  /**
   * Reads a graph from a file of text, without blocking the event loop.
   *
   * Cost: O(file); two crossings. The file is read and parsed on the pool, in parallel.
   *
   * @param path - a CSV, an edge list or a SNAP file, also gzipped.
   * @param options - see {@link ReadOptions}.
   * @returns the graph, on this thread, which owns its memory; nothing of the file is kept.
   * @throws {IoError} when the file cannot be read; {@link ParseError} naming line and column (from 1, in bytes)
   * of what is wrong in it; {@link AttributeNotFoundError} for a column that it does not have;
   * {@link LimitExceededError} for a record or a text past its limit, or an endpoint past the largest id;
   * {@link InvalidArgumentError} and {@link TypeMismatchError} for options.
   * @example
   * ```ts
   * const roads = await Graph.read('roads.csv', { source: 'from', target: 'to', columns: { km: 'float64' } })
   * roads.edges.get(0, 'km') // number | undefined
   * ```
   */
  static read<const C extends ReadColumns = readonly []>(
    path: string | URL,
    options: ReadOptions<C> = {},
  ): Promise<ReadGraph<C>> {
    return readGraph(path, options, adopt) as Promise<unknown> as Promise<ReadGraph<C>>
  }

  // ---- nodes ----

  /**
   * Adds a node.
   *
   * Cost: O(attributes), one crossing. Adding many at once by {@link addNodes} costs a fraction each.
   *
   * @param attributes - own enumerable properties become columns, as for {@link addNodes}.
   * @returns the new id.
   * @throws as {@link addNodes}; nothing was added then.
   * @example
   * ```ts
   * const carol = g.addNode({ name: 'Carol' })
   * ```
   */
  addNode<R extends object>(attributes?: R & RowInput<N>): number {
    const operation = 'addNode'
    const columns =
      attributes === undefined
        ? []
        : this.#reading(operation, views => readNodes(views, operation, [requireRow(operation, attributes)]))
            .columns
    if (attributes === undefined) this.#views.requireMutable(operation)
    return this.#views.change(() => native.addNodes(this.#views.handle, 1, columns), operation)
  }

  /**
   * Adds many nodes; all or none.
   *
   * Cost: O(nodes · columns), one crossing. Rows become columns before they cross; typed arrays cross by
   * pointer. Runs on the event loop. What is passed is copied, never kept.
   *
   * @param nodes - a number of nodes without attributes; an array of objects, whose own enumerable properties
   * become columns; or columns of one length by name. `null` and `undefined` mean missing. A new column has
   * the type of its first value.
   * @returns the new ids, ascending. Yours to keep.
   * @throws {TypeMismatchError} naming the row and column of a value that does not fit.
   * @throws {InvalidArgumentError} for columns of different lengths, or detached, resizable or shared memory.
   * @throws {DuplicateKeyError} for a key that a node has; {@link LimitExceededError} past 2^32 − 1 nodes.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.addNodes(1000)
   * g.addNodes([{ name: 'Alice', age: 25 }, { name: 'Bob' }])
   * g.addNodes({ name: ['Alice', 'Bob'], age: new Float64Array([25, 30]) })
   * ```
   */
  addNodes(count: number): Uint32Array
  addNodes<R extends object>(rows: readonly (R & RowInput<N>)[]): Uint32Array
  addNodes<C extends object>(columns: C & ColumnsInput<N, C>): Uint32Array
  addNodes(nodes: number | readonly object[] | ColumnsInput<N>): Uint32Array {
    const operation = 'addNodes'
    const { count, columns } = this.#reading(operation, views => readNodes(views, operation, nodes))
    // Before the call: once nodes were added, nothing may fail.
    const ids = allocate(operation, 'ids', count * 4, () => new Uint32Array(count))
    return fillIds(
      ids,
      this.#views.change(() => native.addNodes(this.#views.handle, count, columns)),
    )
  }

  /**
   * Removes a node with its edges. Its id is not given again before {@link compact}.
   *
   * Cost: O(degree), one crossing.
   *
   * @param id - a live node.
   * @throws {NodeNotFoundError} when it is not live; {@link BusyError} from within a callback of a running
   * operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.removeNode(alice)
   * ```
   */
  removeNode(id: number): void {
    const views = this.#views
    views.requireMutable('removeNode')
    views.requireLive('removeNode', NODES, id)
    views.change(() => native.removeNodes(views.handle, Uint32Array.of(id)), 'removeNode')
  }

  /**
   * Removes many nodes with their edges; all or none.
   *
   * Cost: O(ids + their edges), one crossing. `ids` is never kept.
   *
   * @param ids - live nodes; naming one twice is allowed.
   * @throws {NodeNotFoundError} naming the id that is not live; otherwise as {@link removeNode}.
   * @example
   * ```ts
   * g.removeNodes([alice, bob])
   * ```
   */
  removeNodes(ids: Ids): void {
    const packed = this.#ids('removeNodes', NODES, ids)
    this.#views.change(() => native.removeNodes(this.#views.handle, packed))
  }

  // ---- edges ----

  /**
   * Adds an edge.
   *
   * Cost: O(attributes), one crossing. Adding many at once by {@link addEdges} costs a fraction each.
   *
   * @param source - a live node, or a key on a keyed graph.
   * @param target - a live node, or a key on a keyed graph.
   * @param attributes - own enumerable properties become columns.
   * @param options.onDuplicate - `'skip'` leaves out an edge that the graph's options forbid.
   * @param options.createMissing - on a keyed graph: whether keys that no node has make one. Default true.
   * @returns the new id; 0xFFFFFFFF when it was skipped.
   * @throws {NodeNotFoundError} when an end is not live; {@link KeyNotFoundError} for a key without node.
   * @throws {DuplicateEdgeError} for a parallel edge or self-loop that the graph's options forbid.
   * @throws {TypeMismatchError} naming the column of a value that does not fit.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * const e = g.addEdge(alice, bob, { since: 2019 })
   * ```
   */
  addEdge<R extends object>(
    source: number | string | bigint,
    target: number | string | bigint,
    attributes?: (R & RowInput<E>) | undefined,
    options?: AddEdgesOptions,
  ): number {
    const operation = 'addEdge'
    const views = this.#views
    views.requireMutable(operation)
    const flags = edgeFlags(views, operation, options)
    const columns = attributes === undefined ? undefined : this.#edgeAttributes(operation, attributes)
    if (typeof source === 'number' && typeof target === 'number') {
      views.requireLive(operation, NODES, source)
      views.requireLive(operation, NODES, target)
      return views.change(() => native.addEdge(views.handle, source, target, columns, flags))
    }
    const from = oneEndpoint(views, operation, 'source', source)
    const to = oneEndpoint(views, operation, 'target', target)
    const ids = views.change(() => native.addEdges(views.handle, from, to, columns ?? [], flags), operation)
    return typeof ids === 'number' ? ids : (ids[0] ?? NONE)
  }

  /**
   * Adds many edges; all or none.
   *
   * Cost: O(edges · columns), one crossing. Rows become columns before they cross; typed arrays cross by
   * pointer. Runs on the event loop. What is passed is copied, never kept.
   *
   * @param edges - columns of one length, `source` and `target` among them, or an array of objects with
   * `source` and `target`; everything else becomes an attribute. Ends are ids, or keys on a keyed graph.
   * @param options.onDuplicate - `'skip'` leaves out edges that the graph's options forbid.
   * @param options.createMissing - on a keyed graph: whether keys that no node has make one. Default true.
   * @returns the new ids, in the order of the edges; 0xFFFFFFFF for those that were skipped. Yours to keep.
   * @throws {NodeNotFoundError} naming the end that is not live; {@link KeyNotFoundError} for a key without node.
   * @throws {DuplicateEdgeError} naming the row of an edge that the graph's options forbid.
   * @throws {TypeMismatchError} naming the row and column of a value that does not fit.
   * @throws {InvalidArgumentError} for columns of different lengths, or detached, resizable or shared memory.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.addEdges({ source: [0, 1], target: [1, 2], weight: [0.5, 2] })
   * g.addEdges([{ source: 0, target: 1, weight: 2 }])
   * ```
   */
  addEdges<R extends object>(rows: readonly (R & EdgeRow<E>)[], options?: AddEdgesOptions): Uint32Array
  addEdges<C extends object>(columns: C & EdgeColumns<E, C>, options?: AddEdgesOptions): Uint32Array
  addEdges(edges: EdgeColumns<E> | readonly object[], options?: AddEdgesOptions): Uint32Array {
    const operation = 'addEdges'
    const views = this.#views
    views.requireMutable(operation)
    const flags = edgeFlags(views, operation, options)
    const packed = this.#reading(operation, () => readEdges(views, operation, edges))
    return this.#addPacked(operation, packed, flags)
  }

  #addPacked(operation: string, { count, source, target, columns }: PackedEdges, flags: number): Uint32Array {
    const ids = allocate(operation, 'ids', count * 4, () => new Uint32Array(count))
    const { handle } = this.#views
    const added = this.#views.change(() => native.addEdges(handle, source, target, columns, flags))
    return typeof added === 'number' ? fillIds(ids, added) : added
  }

  /**
   * Removes an edge. Its id is not given again before {@link compact}.
   *
   * Cost: O(1), one crossing.
   *
   * @param id - a live edge.
   * @throws {EdgeNotFoundError} when it is not live; {@link BusyError} from within a callback of a running
   * operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.removeEdge(e)
   * ```
   */
  removeEdge(id: number): void {
    const views = this.#views
    views.requireMutable('removeEdge')
    views.requireLive('removeEdge', EDGES, id)
    views.change(() => native.removeEdges(views.handle, Uint32Array.of(id)), 'removeEdge')
  }

  /**
   * Removes many edges; all or none.
   *
   * Cost: O(ids), one crossing. `ids` is never kept.
   *
   * @param ids - live edges; naming one twice is allowed.
   * @throws {EdgeNotFoundError} naming the id that is not live; otherwise as {@link removeEdge}.
   * @example
   * ```ts
   * g.removeEdges(g.outEdges(alice))
   * ```
   */
  removeEdges(ids: Ids): void {
    const packed = this.#ids('removeEdges', EDGES, ids)
    this.#views.change(() => native.removeEdges(this.#views.handle, packed))
  }

  // ---- the whole ----

  /**
   * Gives ids anew, without gaps, and returns memory of what was removed. Views that were handed out keep
   * the old ids and stay readable.
   *
   * Cost: O(nodes + edges + values), one crossing. Runs on the event loop.
   *
   * @returns the new id by old id, 0xFFFFFFFF where it was removed. Yours to keep.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * const { nodes } = g.compact()
   * alice = nodes[alice]
   * ```
   */
  compact(): Mapping {
    const views = this.#views
    views.requireMutable('compact')
    const [nodes, edges] = views.change(() => native.compact(views.handle))
    return { nodes, edges }
  }

  /**
   * An immutable view of the graph as it is now, for other threads and for comparing.
   *
   * Cost: O(1), or in proportion to the changes since the last one; two crossings. What the graph changes
   * later it copies first, column by column.
   *
   * @returns a snapshot, to be closed by itself.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using s = g.snapshot()
   * worker.postMessage(s.share())
   * ```
   */
  snapshot(): Snapshot<N, E> {
    const views = this.#views
    views.requireOpen('snapshot')
    const handle = views.change(() => native.snapshot(views.handle))
    return Snapshot.of<N, E>(handle, this.#ref)
  }

  /**
   * Gives the native memory back. Snapshots, results and views that were handed out stay as they are; running
   * tasks run on. A second time does nothing.
   *
   * Cost: O(1), one crossing; native memory is freed when its last reader is done.
   *
   * @throws {DisabledError} where it is switched off.
   * @example
   * ```ts
   * g.close()
   * g.closed // true
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
    return 'Graph'
  }

  /** Runs `read`, which may call the user's code, under the lock. */
  #reading<T>(operation: string, read: (views: Views) => T): T {
    const views = this.#views
    views.requireMutable(operation)
    const result = views.locked(operation, () => read(views))
    views.requireOpen(operation)
    return result
  }

  #ids(operation: string, side: Side, ids: Ids): Uint32Array {
    return this.#reading(operation, views => packIds(views, operation, side, 'ids', ids))
  }

  #edgeAttributes(operation: string, attributes: object): PackedColumns {
    return this.#reading(operation, views =>
      readEdgeAttributes(views, operation, requireRow(operation, attributes)),
    )
  }
}

/** A graph around a handle. */
export function adopt<N extends Schema, E extends Schema>(handle: Handle): Graph<N, E> {
  return adoptViews<N, E>(Views.open(handle, 'graph'))
}

function adoptViews<N extends Schema, E extends Schema>(views: Views): Graph<N, E> {
  return new Graph<N, E>(new Adopted(views))
}

function fillIds(ids: Uint32Array, first: number): Uint32Array {
  // Signed arithmetic, which the store turns into the same 32 bits: no number leaves the integers.
  const start = first | 0
  for (let i = 0; i < ids.length; i++) ids[i] = (start + i) | 0
  return ids
}

/** The largest id of endpoints; −1 when there is none, or when they are keys. */
function largest(endpoints: PackedEndpoints): number {
  let most = -1
  if (endpoints instanceof Uint32Array) {
    for (let i = 0; i < endpoints.length; i++) {
      const id = endpoints[i] ?? 0
      if (id > most) most = id
    }
  }
  return most
}

function requireRow(operation: string, attributes: unknown): object {
  if (isObject(attributes)) return attributes
  throw new TypeMismatchError(
    operation,
    `${operation}: ${describe(attributes)} is no object of attributes; use { name: value }, or leave it out`,
    { argument: 'attributes', found: detail(attributes), expected: 'object' },
  )
}

function oneEndpoint(
  views: Views,
  operation: string,
  name: 'source' | 'target',
  value: unknown,
): PackedEndpoints {
  const builder = new EndpointBuilder(views, operation, name, 1)
  builder.put(0, value)
  return builder.pack()
}

switchOff([Topology, Neighborhood, Graph, AttributeReader, Attributes, Column, NumberColumn, TextColumn])
