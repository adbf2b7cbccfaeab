/**
 * A graph, which belongs to the thread that made it, and its snapshots, which go anywhere. Each makes the other.
 */

import { Algorithms } from '../algorithms/methods.js'
import { Origin } from '../algorithms/origin.js'
import { typeMismatch } from '../arguments/expected.js'
import { AttributeReader } from '../attributes/attribute-reader.js'
import { Attributes } from '../attributes/attributes.js'
import { Column } from '../attributes/column.js'
import { NumberColumn } from '../attributes/number-column.js'
import { TextColumn } from '../attributes/text-column.js'
import { type Handle, native, type PackedEndpoints } from '../bridge/native.js'
import { EDGES, NODES } from '../bridge/numbers.js'
import { type EdgeColumns, type EdgeRow, edgeFlags, readEdges } from '../input/edge-input.js'
import { checkCount } from '../input/ids.js'
import {
  type ReadColumns,
  type ReadNodesOptions,
  type ReadOptions,
  type ReadSchema,
  readGraph,
  type Sniffed,
  sniff,
} from '../input/read.js'
import type { TextSource } from '../input/text-source.js'
import { switchOff } from '../runtime/disabled.js'
import type { AnySchema, Schema } from '../schema/schema.js'
import { Neighborhood } from '../topology/neighborhood.js'
import { Topology } from '../topology/topology.js'
import { Adopted, closeNow } from '../views/lifetime.js'
import { type NodeColumns, Views } from '../views/views.js'
import { createGraph, type FromEdgesOptions, type GraphOptions } from './graph-options.js'
import { MutableGraph, readForChange } from './mutable-graph.js'

/**
 * A graph of nodes and edges with typed attributes, kept in native memory that is read in place.
 *
 * Ids are numbers: dense, given in order, never given again before {@link compact}. A graph holds native
 * memory until it is closed; `using` closes it at the end of a block.
 *
 * @example
 * ```ts
 * using g = new Graph({ nodes: { age: 'float64' } })
 * const alice = g.addNode({ name: 'Alice', age: 25 })
 * const bob = g.addNode({ name: 'Bob', age: 30 })
 * g.addEdge(alice, bob, { since: 2019 })
 * g.nodes.get(alice, 'age') // 25
 * ```
 */
export class Graph<N extends Schema = AnySchema, E extends Schema = AnySchema> extends MutableGraph<N, E> {
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
   * Cost: O(columns), two crossings, one for a key and one a column of the schemas.
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
    views.nodes = this.nodes as NodeColumns
  }

  /**
   * Makes a graph from edges alone.
   *
   * Cost: O(edges), four crossings. Typed arrays are copied once. Runs on the event loop.
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
    const views = createGraph(operation, options as GraphOptions)
    const graph = adoptViews<N, E>(views)
    try {
      const { nodeCount } = options
      const packed = readForChange(views, operation, () => readEdges(views, operation, edges))
      const count =
        nodeCount === undefined
          ? Math.max(largest(packed.source), largest(packed.target)) + 1
          : checkCount(operation, nodeCount, 'nodeCount')
      const { handle } = views
      const flags = edgeFlags(views, operation, { onDuplicate: options.onDuplicate })
      views.change(() => {
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
   * Reads a graph from text, an edge a line, without blocking the event loop.
   *
   * What the text calls its nodes are labels: each distinct one is one node, in order of first appearance, and its key
   * (`id`, see {@link nodeByKey}); with `ids: 'index'` labels are node ids. Whatever could be wrong without notice is an
   * error that asks for an option; {@link sniff} says what is assumed.
   *
   * Cost: O(text); three crossings, two with `ids: 'index'`. Text is read and parsed on the pool, in parallel; a stream
   * is collected in memory first.
   *
   * @param source - a CSV, an edge list or a SNAP file, also gzipped: its path, its bytes, or a stream of them.
   * @param options - see {@link ReadOptions}.
   * @returns the graph, on this thread, which owns its memory; nothing of the file is kept.
   * @throws {IoError} when the file cannot be read; {@link ParseError} naming line and column (from 1, in bytes)
   * of what is wrong in it, of another format, or open to more than one reading; {@link AttributeNotFoundError} for a column that it does not have;
   * {@link LimitExceededError} for a record or a text past its limit, or an endpoint past the largest id;
   * {@link InvalidArgumentError} and {@link TypeMismatchError} for options.
   * @example
   * ```ts
   * const roads = await Graph.read('roads.csv', { source: 'from', target: 'to', columns: { km: 'float64' } })
   * roads.edges.get(0, 'km') // number | undefined
   * ```
   */
  static read<const C extends ReadColumns = readonly []>(
    source: TextSource,
    options: ReadOptions<C> = {},
  ): Promise<ReadGraph<C>> {
    return readGraph(source, options, false, handle => adopt<AnySchema, ReadSchema<C>>(handle))
  }

  /**
   * Reads a graph of nodes without edges from text, a node a line, without blocking the event loop. Edges follow with
   * {@link readEdges}.
   *
   * Cost: O(text), three crossings. Text is read and parsed on the pool, in parallel.
   *
   * @param source - as for {@link read}.
   * @param options - see {@link ReadNodesOptions}.
   * @returns the graph, keyed by the labels of the nodes, on this thread, which owns its memory; nothing of the text is
   * kept.
   * @throws {DuplicateKeyError} for a label that comes twice, unless `onDuplicate` says otherwise; otherwise as
   * {@link read}.
   * @example
   * ```ts
   * using g = await Graph.readNodes(Buffer.from('id,age\nAnn,30\nBob,40\n'), { columns: { age: 'float64' } })
   * await g.readEdges(Buffer.from('Ann Bob\n'))
   * ```
   */
  static readNodes<const C extends ReadColumns = readonly []>(
    source: TextSource,
    options: ReadNodesOptions<C> = {},
  ): Promise<ReadNodesGraph<C>> {
    return readGraph(source, options, true, handle => adopt<ReadSchema<C>, AnySchema>(handle))
  }

  /**
   * Says what {@link read} would assume of a text, and why: delimiter, header, ends, labels, columns and their types.
   *
   * Cost: O(1) for a file, whose first records are looked at; compressed text and streams are read to their end. One
   * crossing.
   *
   * @param source - as for {@link read}.
   * @param options - as for {@link read}: what they say is not guessed.
   * @returns what is assumed; `undefined` for a text without records.
   * @throws as {@link read}, for what is wrong in the first records.
   * @example
   * ```ts
   * const { delimiter, header, reasons } = (await Graph.sniff('roads.csv')) ?? {}
   * ```
   */
  static sniff(source: TextSource, options: ReadOptions = {}): Promise<Sniffed | undefined> {
    return sniff(source, options)
  }

  /**
   * An immutable view of the graph as it is now, for other threads and for comparing.
   *
   * Cost: O(columns), and a copy of each column whose `values` are held; two crossings, three with a key. What the graph changes
   * later it copies first, column by column. The adjacency of the version is built by the first that needs it, see
   * {@link neighbors}.
   *
   * @returns a snapshot, to be closed by itself.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using before = g.snapshot()
   * g.removeNode(alice)
   * before.nodeCount - g.nodeCount // 1
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
   * Cost: O(1), one crossing; native memory is freed within a turn of the event loop, or when its last reader is done:
   * a snapshot is closed, a task has ended, a typed array from `column.values` is collected.
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
}

/** What `Graph.read` gives: edges typed as far as `columns` says it. */
export type ReadGraph<C extends ReadColumns> = Graph<AnySchema, ReadSchema<C>>

/** What `Graph.readNodes` gives: nodes typed as far as `columns` says it. */
export type ReadNodesGraph<C extends ReadColumns> = Graph<ReadSchema<C>, AnySchema>

/** Who still holds a snapshot. */
export interface SnapshotRefs {
  /** It itself while it is open, and what was attached by its token and is open, on any thread. */
  readonly host: number
  /** Running tasks. */
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
 * // one thread, which closes `s` when the other has attached
 * const s = g.snapshot()
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
      throw typeMismatch(
        'Snapshot',
        'a call of graph.snapshot() or Snapshot.attach(token)',
        adopted,
        'the constructor is not for callers',
        { argument: 'constructor', expected: 'graph.snapshot()' },
        'new Snapshot()',
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
   * Cost: O(1), two crossings, three with a key.
   *
   * @param token - what {@link share} gave, also on another thread of this process.
   * @returns a snapshot of its own, to be closed by itself.
   * @throws {ClosedError} when the snapshot was closed before, and all that were attached by its token.
   * @throws {TypeMismatchError} when it is not a string; {@link InvalidArgumentError} when it is not a token.
   * @example
   * ```ts
   * parentPort.on('message', token => {
   *   using s = Snapshot.attach(token)
   * })
   * ```
   */
  static attach<N extends Schema = AnySchema, E extends Schema = AnySchema>(token: string): Snapshot<N, E> {
    if (typeof token !== 'string') {
      throw typeMismatch('attach', 'a token', token, 'pass what snapshot.share() returned', {
        argument: 'token',
        expected: 'string',
      })
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
   * Who still holds this snapshot.
   *
   * Cost: O(1), one crossing.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * s.refs // { host: 1, native: 0 }
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
   * Cost: O(nodes + edges + values) at most, two crossings, three with a key; what can be shared is copied at its first change.
   *
   * @returns a graph of this thread.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using copy = s.toGraph()
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
   * Cost: O(1), one crossing; native memory is freed within a turn of the event loop, or when its last reader is done.
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

/** A graph around a handle. */
export function adopt<N extends Schema, E extends Schema>(handle: Handle): Graph<N, E> {
  return adoptViews<N, E>(Views.open(handle, 'graph'))
}

function adoptViews<N extends Schema, E extends Schema>(views: Views): Graph<N, E> {
  return new Graph<N, E>(new Adopted(views))
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

switchOff([
  Topology,
  Neighborhood,
  MutableGraph,
  Graph,
  AttributeReader,
  Attributes,
  Column,
  NumberColumn,
  TextColumn,
  Origin,
])
