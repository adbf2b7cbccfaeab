/**
 * What a graph and a snapshot answer about their nodes and edges: counts, degrees, neighbours.
 *
 * Everything here is read in place where the native side allows it; what has changed since the adjacency
 * was built is asked by a flat call.
 */

import { typeMismatch } from '../arguments/expected.js'
import { inPlace, native } from '../bridge/native.js'
import {
  BOTH,
  EDGE_BOUND,
  EDGE_COUNT,
  EDGES,
  IN,
  NODE_BOUND,
  NODE_COUNT,
  NODES,
  OUT,
  VERSION_F64,
} from '../bridge/numbers.js'
import { InternalError } from '../errors/classes.js'
import type { Known, Schema } from '../schema/schema.js'
import { isWellFormed } from '../schema/text.js'
import { INSPECT, shown, UNCLONEABLE } from '../views/lifetime.js'
import type { Views } from '../views/views.js'

/** The attributes of one side, as far as `console.log` shows them. */
interface SchemaOf<S extends Schema> {
  readonly schema: Known<S> & Schema
}

/** The reading methods that {@link Graph} and {@link Snapshot} share. */
export abstract class Topology<N extends Schema, E extends Schema> {
  readonly #views: Views
  /** @internal */
  readonly uncloneable: symbol = UNCLONEABLE

  /** Attributes of nodes; iterating gives the live ids. */
  abstract readonly nodes: SchemaOf<N>
  /** Attributes of edges; iterating gives the live ids. */
  abstract readonly edges: SchemaOf<E>

  /** @internal */
  constructor(views: Views) {
    this.#views = views
  }

  /** @internal */
  [INSPECT](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const facts = () => ({
      directed: this.directed,
      nodeCount: this.nodeCount,
      edgeCount: this.edgeCount,
      nodes: this.nodes.schema,
      edges: this.edges.schema,
    })
    return shown(this.#views.what === 'graph' ? 'Graph' : 'Snapshot', facts, depth, options, inspect)
  }

  /**
   * Live nodes.
   *
   * Cost: O(1), read in place: no crossing, no copy.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * new Graph().nodeCount // 0
   * ```
   */
  get nodeCount(): number {
    return this.#views.header[NODE_COUNT] ?? this.#word('nodeCount', NODE_COUNT)
  }

  /**
   * Live edges; an undirected edge counts once.
   *
   * Cost: O(1), read in place: no crossing, no copy.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.edgeCount
   * ```
   */
  get edgeCount(): number {
    return this.#views.header[EDGE_COUNT] ?? this.#word('edgeCount', EDGE_COUNT)
  }

  /**
   * One past the largest node id given: the length of every per-node result.
   *
   * Cost: O(1), read in place: no crossing, no copy.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const marks = new Uint8Array(g.nodeBound)
   * ```
   */
  get nodeBound(): number {
    return this.#views.header[NODE_BOUND] ?? this.#word('nodeBound', NODE_BOUND)
  }

  /**
   * One past the largest edge id given: the length of every per-edge result.
   *
   * Cost: O(1), read in place: no crossing, no copy.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const weights = new Float64Array(g.edgeBound)
   * ```
   */
  get edgeBound(): number {
    return this.#views.header[EDGE_BOUND] ?? this.#word('edgeBound', EDGE_BOUND)
  }

  /**
   * Whether edges have a direction.
   *
   * Cost: O(1): no crossing.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * new Graph({ directed: false }).directed // false
   * ```
   */
  get directed(): boolean {
    if (this.#views.closed) this.#closed('directed')
    return this.#views.directed
  }

  /**
   * A number that grows with every change, of nodes, edges or attributes.
   *
   * Cost: O(1), read in place: no crossing.
   *
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const before = g.version
   * g.addNode()
   * g.version > before // true
   * ```
   */
  get version(): number {
    if (!inPlace) return this.#views.version('version')
    return this.#views.clock[VERSION_F64] ?? this.#closed('version')
  }

  /** Whether {@link close} was called. Cost: O(1): no crossing; never throws. */
  get closed(): boolean {
    return this.#views.closed
  }

  /**
   * Whether a live node has this id.
   *
   * Cost: O(1), read in place: no crossing.
   *
   * @param id - any value; what is not the id of a live node gives `false`.
   * @returns whether it is one.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.hasNode(alice) // true
   * g.hasNode(-1) // false
   * ```
   */
  hasNode(id: number): boolean {
    const views = this.#views
    const { header } = views
    const bound = header[NODE_BOUND] ?? this.#word('hasNode', NODE_BOUND)
    if (typeof id !== 'number' || id >>> 0 !== id || id >= bound) return false
    return header[NODE_COUNT] === bound || !views.isRemoved(NODES, id)
  }

  /**
   * The node that an edge leaves; the one named first when undirected.
   *
   * Cost: O(1), read in place: no crossing.
   *
   * @param edge - a live edge.
   * @returns a node id.
   * @throws {EdgeNotFoundError} when it is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.source(g.addEdge(alice, bob)) // alice
   * ```
   */
  source(edge: number): number {
    const views = this.#views
    if (typeof edge === 'number' && (edge < views.liveEdgesBelow || views.isLive(EDGES, edge))) {
      const node = views.source[edge]
      if (node !== undefined) {
        return node
      }
    }
    return views.endpoint('source', edge, 'source')
  }

  /**
   * The node that an edge enters; the one named second when undirected.
   *
   * Cost: O(1), read in place: no crossing.
   *
   * @param edge - a live edge.
   * @returns a node id.
   * @throws {EdgeNotFoundError} when it is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * g.target(g.addEdge(alice, bob)) // bob
   * ```
   */
  target(edge: number): number {
    const views = this.#views
    if (typeof edge === 'number' && (edge < views.liveEdgesBelow || views.isLive(EDGES, edge))) {
      const node = views.target[edge]
      if (node !== undefined) {
        return node
      }
    }
    return views.endpoint('target', edge, 'target')
  }

  /**
   * How many edges a node has, in and out together when directed; a self-loop counts twice.
   *
   * Cost: O(1), read in place: no crossing. The first time in a snapshot it builds the adjacency, as `neighbors` does.
   *
   * @param id - a live node.
   * @returns a count.
   * @throws {NodeNotFoundError} when it is not live; {@link TypeMismatchError} when it is not a number.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.degree(alice) // 2
   * ```
   */
  degree(id: number): number {
    const views = this.#views
    if (typeof id === 'number' && (id < views.liveNodesBelow || views.isLive(NODES, id))) {
      const out = views.outDegree[id]
      if (out !== undefined) {
        if (!views.directed) return out
        const into = views.inDegree[id]
        if (into !== undefined) return out + into
      }
    }
    return views.degree('degree', id, BOTH)
  }

  /**
   * How many edges enter a node; all of its edges when undirected.
   *
   * Cost: as {@link degree}.
   *
   * @param id - a live node.
   * @returns a count.
   * @throws as {@link degree}.
   * @example
   * ```ts
   * g.inDegree(bob) // 1
   * ```
   */
  inDegree(id: number): number {
    const views = this.#views
    if (typeof id === 'number' && (id < views.liveNodesBelow || views.isLive(NODES, id))) {
      const degree = (views.directed ? views.inDegree : views.outDegree)[id]
      if (degree !== undefined) {
        return degree
      }
    }
    return views.degree('inDegree', id, IN)
  }

  /**
   * How many edges leave a node; all of its edges when undirected.
   *
   * Cost: as {@link degree}.
   *
   * @param id - a live node.
   * @returns a count.
   * @throws as {@link degree}.
   * @example
   * ```ts
   * g.outDegree(alice) // 1
   * ```
   */
  outDegree(id: number): number {
    const views = this.#views
    if (typeof id === 'number' && (id < views.liveNodesBelow || views.isLive(NODES, id))) {
      const degree = views.outDegree[id]
      if (degree !== undefined) {
        return degree
      }
    }
    return views.degree('outDegree', id, OUT)
  }

  /**
   * The node that has a key.
   *
   * Cost: O(1) expected, one crossing. The first look-up in a snapshot indexes its keys: O(nodes), on the event loop.
   *
   * @param key - a string or bigint, as the type of the key column is.
   * @returns the node's id.
   * @throws {KeyNotFoundError} when no live node has it.
   * @throws {InvalidArgumentError} when the graph has no key; {@link TypeMismatchError} for another type.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using people = new Graph({ key: 'name' })
   * const alice = people.addNode({ name: 'Alice' })
   * people.nodeByKey('Alice') === alice // true
   * ```
   */
  nodeByKey(key: string | bigint): number {
    return native.nodeByKey(this.#views.handle, this.#key('nodeByKey', key))
  }

  /**
   * Whether a live node has a key.
   *
   * Cost: as {@link nodeByKey}.
   *
   * @param key - a string or bigint, as the type of the key column is.
   * @returns whether one has it.
   * @throws {InvalidArgumentError} when the graph has no key; {@link ClosedError} after close.
   * @example
   * ```ts
   * using people = new Graph({ key: 'name' })
   * people.addNode({ name: 'Alice' })
   * people.hasKey('Alice') // true
   * ```
   */
  hasKey(key: string | bigint): boolean {
    return native.hasKey(this.#views.handle, this.#key('hasKey', key))
  }

  /**
   * The key of a node.
   *
   * Cost: O(1), one crossing.
   *
   * @param id - a live node.
   * @returns a string or bigint, as the type of the key column is.
   * @throws {NodeNotFoundError} when it is not live; {@link InvalidArgumentError} when the graph has no key.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * using people = new Graph({ key: 'name' })
   * const alice = people.addNode({ name: 'Alice' })
   * people.keyOf(alice) // 'Alice'
   * ```
   */
  keyOf(id: number): string | bigint {
    this.#views.requireLive('keyOf', NODES, id)
    return native.keyOf(this.#views.handle, id)
  }

  /**
   * Checks every invariant of the native structure: counts, ends of edges, columns, keys, and the adjacency against
   * the edges where it was built.
   *
   * Cost: O(nodes + edges + values), and a sort of the edges where parallel ones are forbidden; one crossing. Blocks
   * the event loop. For tests and diagnosis.
   *
   * @returns what is wrong, a sentence each; an empty array when all is sound. A copy.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.validate() // []
   * ```
   */
  validate(): string[] {
    this.#views.requireOpen('validate')
    return native.validate(this.#views.handle)
  }

  #key(operation: string, key: unknown): string | bigint {
    this.#views.requireOpen(operation)
    if (typeof key === 'bigint' || (typeof key === 'string' && isWellFormed(key))) return key
    if (typeof key === 'string') {
      const remedy = 'no node can have it; use well-formed text'
      throw typeMismatch(operation, 'a key without lone surrogates', key, remedy, {
        argument: 'key',
        expected: 'well-formed text',
      })
    }
    throw typeMismatch(operation, 'a key (string or bigint)', key, 'to look up an id, use hasNode', {
      argument: 'key',
      expected: 'string',
    })
  }

  /** A word of the header, which is not here after close, and while it is hidden. */
  #word(operation: string, word: number): number {
    const views = this.#views
    views.requireOpen(operation)
    return views.header[word] ?? this.#closed(operation)
  }

  #closed(operation: string): never {
    this.#views.requireOpen(operation)
    throw new InternalError(operation, 'expected native memory, got none; this is a bug, please report it')
  }
}
