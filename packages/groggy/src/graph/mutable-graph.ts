/**
 * Adding and removing nodes and edges.
 */

import { Algorithms } from '../algorithms/methods.js'
import { isObject } from '../arguments/describe.js'
import { typeMismatch } from '../arguments/expected.js'
import { allocate } from '../bridge/allocate.js'
import { native, type PackedRow } from '../bridge/native.js'
import { EDGES, NODES, type Side } from '../bridge/numbers.js'
import {
  type AddEdgesOptions,
  type EdgeColumns,
  type EdgeRow,
  edgeFlags,
  type PackedEdges,
  readEdges,
} from '../input/edge-input.js'
import { checkEnd, type Ids, packIds } from '../input/ids.js'
import { readNodes } from '../input/node-input.js'
import {
  type AddEdgesFromOptions,
  type AddNodesFromOptions,
  type ReadCounts,
  readInto,
} from '../input/read.js'
import { readRow } from '../input/rows.js'
import type { TextSource } from '../input/text-source.js'
import type { ColumnsInput, RowInput, Schema } from '../schema/schema.js'
import type { ColumnTable } from '../views/column-table.js'
import type { Views } from '../views/views.js'

/** What {@link MutableGraph.compact} gives: the new id by old id, 0xFFFFFFFF where it was removed. Yours to keep. */
export interface Mapping {
  readonly nodes: Uint32Array
  readonly edges: Uint32Array
}

/** What changes the nodes and edges of a graph. */
export abstract class MutableGraph<N extends Schema, E extends Schema> extends Algorithms<N, E> {
  readonly #views: Views

  /** @internal */
  constructor(views: Views, graph: WeakRef<Views>) {
    super(views, graph)
    this.#views = views
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
    const row = this.#row('addNode', attributes, this.#views.nodeColumns)
    return this.#views.change(() => native.addNode(this.#views.handle, row))
  }

  /** Reads the attributes of one node or edge. */
  #row(operation: string, attributes: unknown, table: ColumnTable): PackedRow | undefined {
    const views = this.#views
    if (attributes !== undefined) {
      return readForChange(views, operation, () =>
        readRow(operation, requireRow(operation, attributes), table),
      )
    }
    views.requireMutable(operation)
    return undefined
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
    const { count, columns } = readForChange(this.#views, operation, () =>
      readNodes(this.#views, operation, nodes),
    )
    // Before the call: once nodes were added, nothing may fail.
    const ids = allocate(operation, 'ids', count * 4, () => new Uint32Array(count))
    return fillIds(
      ids,
      this.#views.change(() => native.addNodes(this.#views.handle, count, columns)),
    )
  }

  /**
   * Adds nodes from text, a node a line, to a graph with a key: its values are the labels of the nodes. The text is read
   * off the event loop; all or none of its rows are added.
   *
   * Cost: O(text), two crossings. Reading and parsing leave the event loop, adding does not. What is read is copied;
   * nothing of the text is kept.
   *
   * @param source - as for `Graph.read`.
   * @param options - see {@link AddNodesFromOptions}; columns that the graph has are read as their type.
   * @returns how many nodes are new, were updated, and how many rows were left out.
   * @throws {DuplicateKeyError} for a label that a node has, unless `onDuplicate` says otherwise;
   * {@link InvalidArgumentError} on a graph without a key; {@link TypeMismatchError} for a column of another type;
   * {@link ClosedError} when the graph was closed meanwhile; otherwise as `Graph.read`.
   * @example
   * ```ts
   * using people = new Graph({ key: 'id' })
   * await people.readNodes(Buffer.from('id,age\nAnn,30\n'), { onDuplicate: 'update' }) // { nodes: 1, updated: 0, … }
   * ```
   */
  readNodes(source: TextSource, options: AddNodesFromOptions = {}): Promise<ReadCounts> {
    return readInto(this.#views, source, options, true, side => this.#schema(side))
  }

  #schema(side: Side): Schema {
    return side === NODES ? this.nodes.schema : this.edges.schema
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
    const row = this.#row(operation, attributes, views.edgeColumns)
    checkEnd(views, operation, 'source', source)
    checkEnd(views, operation, 'target', target)
    return views.change(() => native.addEdge(views.handle, source, target, row, flags))
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
    const packed = readForChange(this.#views, operation, () => readEdges(views, operation, edges))
    return this.#addPacked(operation, packed, flags)
  }

  /**
   * Adds edges from text, an edge a line: its labels are keys of nodes, or ids on a graph without a key. The text is
   * read off the event loop; all or none of its rows are added.
   *
   * Cost: O(text), two crossings. Reading and parsing leave the event loop, adding does not. What is read is copied;
   * nothing of the text is kept.
   *
   * @param source - as for `Graph.read`.
   * @param options - see {@link AddEdgesFromOptions}; columns that the graph has are read as their type.
   * @returns how many edges and nodes are new, and how many rows were left out.
   * @throws {KeyNotFoundError} for a label without node, where `createMissing` is false; {@link DuplicateEdgeError} for
   * an edge that the graph's options forbid; {@link NodeNotFoundError} for an id that is not live;
   * {@link ClosedError} when the graph was closed meanwhile; otherwise as `Graph.read`.
   * @example
   * ```ts
   * using friends = new Graph({ key: 'id' })
   * await friends.readEdges(Buffer.from('Ann Bob\nBob Cem\n')) // { edges: 2, nodes: 3, … }
   * ```
   */
  readEdges(source: TextSource, options: AddEdgesFromOptions = {}): Promise<ReadCounts> {
    return readInto(this.#views, source, options, false, side => this.#schema(side))
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

  /**
   * Renumbers ids without gaps, and returns memory of what was removed. Views that were handed out keep
   * the old ids and stay readable.
   *
   * Cost: O(nodes + edges + values), one crossing. Runs on the event loop.
   *
   * @returns the new id by old id, 0xFFFFFFFF where it was removed. Yours to keep.
   * @throws {BusyError} from within a callback of a running operation; {@link ClosedError} after close.
   * @example
   * ```ts
   * const { nodes } = g.compact()
   * const aliceNow = nodes[alice]
   * ```
   */
  compact(): Mapping {
    const views = this.#views
    views.requireMutable('compact')
    const [nodes, edges] = views.change(() => native.compact(views.handle))
    return { nodes, edges }
  }

  #ids(operation: string, side: Side, ids: Ids): Uint32Array {
    return readForChange(this.#views, operation, () => packIds(this.#views, operation, side, 'ids', ids))
  }
}

/**
 * What `read` makes of the user's input, for a change that follows: it may call the user's code, so the graph is
 * locked meanwhile, and open afterwards.
 */
export function readForChange<T>(views: Views, operation: string, read: () => T): T {
  views.requireMutable(operation)
  const result = views.locked(operation, read)
  views.requireOpen(operation)
  return result
}

function fillIds(ids: Uint32Array, first: number): Uint32Array {
  // Signed arithmetic, which the store turns into the same 32 bits: no number leaves the integers.
  const start = first | 0
  for (let i = 0; i < ids.length; i++) ids[i] = (start + i) | 0
  return ids
}

function requireRow(operation: string, attributes: unknown): object {
  if (isObject(attributes)) return attributes
  throw typeMismatch(
    operation,
    'an object of attributes',
    attributes,
    'use { name: value }, or leave it out',
    {
      argument: 'attributes',
      expected: 'object',
    },
  )
}
