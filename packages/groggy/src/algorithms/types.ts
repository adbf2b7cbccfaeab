/**
 * What the algorithms take and give.
 *
 * Generated from the declarations in `crates/groggy/src/algorithms` by `npm run generate`; do not edit.
 */

import type { Column } from '../attributes/column.js'
import type { TaskOptions } from '../runtime/offload.js'
import type { Direction, Weight } from './arguments.js'
import type { Origin } from './origin.js'

/** Options of `closeness`. */
export interface ClosenessOptions extends TaskOptions {
  /**
   * Which distances count in a directed graph: those from a node (out), to it (in), or along edges either way.
   * Default `'in'`; undirected graphs have no other.
   */
  readonly direction?: Direction | undefined
  /**
   * The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
   * travelled.
   */
  readonly weight?: Weight | undefined
}

/** Options of `hits`. */
export interface HitsOptions extends TaskOptions {
  /**
   * Sum of the absolute changes of all hub scores at which iteration stops; 0 runs all iterations. In [0, ∞).
   * Default 1e-8.
   */
  readonly tolerance?: number | undefined
  /** The most iterations. Default 100. */
  readonly maxIterations?: number | undefined
  /** How much each edge counts, finite and not negative; 1 each when left out. */
  readonly weight?: Weight | undefined
}

/** Options of `pageRank`. */
export interface PageRankOptions extends TaskOptions {
  /** Probability of following an edge rather than jumping to a node. In [0, 1). Default 0.85. */
  readonly damping?: number | undefined
  /**
   * Sum of the absolute changes of all scores at which iteration stops; 0 runs all iterations. In [0, ∞).
   * Default 1e-6.
   */
  readonly tolerance?: number | undefined
  /** The most iterations. Default 100. */
  readonly maxIterations?: number | undefined
  /** Where jumps go: a share for each node, not negative, not all 0; evenly when left out. */
  readonly personalization?: Float64Array | undefined
  /** How likely each edge is to be followed, finite and not negative; all alike when left out. */
  readonly weight?: Weight | undefined
}

/** Options of `coreNumbers`. */
export interface CoreNumbersOptions extends TaskOptions {}

/** Options of `triangles`. */
export interface TrianglesOptions extends TaskOptions {}

/** Options of `connectedComponents`. */
export interface ConnectedComponentsOptions extends TaskOptions {}

/** Options of `stronglyConnectedComponents`. */
export interface StronglyConnectedComponentsOptions extends TaskOptions {}

/** Options of `topologicalSort`. */
export interface TopologicalSortOptions extends TaskOptions {}

/** Options of `hasPath`. */
export interface HasPathOptions extends TaskOptions {
  /** Which edges of a directed graph are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
}

/** Options of `shortestDistances`. */
export interface ShortestDistancesOptions extends TaskOptions {
  /**
   * The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
   * travelled.
   */
  readonly weight?: Weight | undefined
  /** Which edges of a directed graph are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
}

/** Options of `shortestPath`. */
export interface ShortestPathOptions extends TaskOptions {
  /**
   * The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
   * travelled.
   */
  readonly weight?: Weight | undefined
  /** Which edges of a directed graph are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
}

/** Options of `prepare`. */
export interface PrepareOptions extends TaskOptions {}

/** Options of `ancestors`. */
export interface AncestorsOptions extends TaskOptions {
  /** The most edges between `node` and another. Default: no limit. */
  readonly maxDepth?: number | undefined
  /**
   * The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
   * Default: no limit.
   */
  readonly maxNodes?: number | undefined
}

/** Options of `bfs`. */
export interface BfsOptions extends TaskOptions {
  /** Which edges of a directed graph are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
  /** The depth at which the search ends; nodes further away count as not reached. Default: no limit. */
  readonly maxDepth?: number | undefined
}

/** Options of `descendants`. */
export interface DescendantsOptions extends TaskOptions {
  /** The most edges between `node` and another. Default: no limit. */
  readonly maxDepth?: number | undefined
  /**
   * The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
   * Default: no limit.
   */
  readonly maxNodes?: number | undefined
}

/** Options of `kHop`. */
export interface KHopOptions extends TaskOptions {
  /** Which edges of a directed graph are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
  /**
   * The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
   * Default: no limit.
   */
  readonly maxNodes?: number | undefined
}

/** Scores of nodes as hubs and as authorities, and how iteration went. All of it is yours to keep. */
export interface HitsResult {
  /**
   * How good the nodes are that a node leads to, by node id, `nodeBound` entries that sum to 1. Removed ids
   * hold NaN.
   */
  readonly hubs: Float64Array
  /**
   * How good the nodes are that lead to a node, by node id, `nodeBound` entries that sum to 1. Removed ids
   * hold NaN.
   */
  readonly authorities: Float64Array
  /** Iterations that ran. */
  readonly iterations: number
  /** Sum of the absolute changes of all hub scores in the last iteration. */
  readonly residual: number
  /** Whether the residual fell to the tolerance. Not having converged is not an error. */
  readonly converged: boolean
}

/** Scores of nodes, and how iteration went. All of it is yours to keep. */
export class PageRankResult {
  /** Probability by node id, `nodeBound` entries that sum to 1. Removed ids hold NaN. */
  readonly scores: Float64Array
  /** Iterations that ran. */
  readonly iterations: number
  /** Sum of the absolute changes in the last iteration. */
  readonly residual: number
  /** Whether the residual fell to the tolerance. Not having converged is not an error. */
  readonly converged: boolean
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [scores, iterations, residual, converged] = result as [Float64Array, number, number, boolean]
    this.scores = scores
    this.iterations = iterations
    this.residual = residual
    this.converged = converged
    this.#origin = origin
  }

  /**
   * Writes `scores` to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is float64.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the values do not fit.
   * @example
   * ```ts
   * const result = await g.pageRank()
   * result.assignTo('scores')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assignTo(column, this.scores)
  }
}

/** How many triangles there are, and how many each node is part of. All of it is yours to keep. */
export class TrianglesResult {
  /** Triangles in the graph. */
  readonly total: number
  /** Triangles that a node is part of, by node id, `nodeBound` entries. Removed ids hold 0. */
  readonly perNode: Float64Array
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [total, perNode] = result as [number, Float64Array]
    this.total = total
    this.perNode = perNode
    this.#origin = origin
  }

  /**
   * Writes `perNode` to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is float64.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the values do not fit.
   * @example
   * ```ts
   * const result = await g.triangles()
   * result.assignTo('perNode')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assignTo(column, this.perNode)
  }
}

/** Which component each node is in. All of it is yours to keep. */
export class Components {
  /**
   * Component by node id, `nodeBound` entries; numbered from 0 in the order of their smallest node. Removed
   * ids hold 0xFFFFFFFF.
   */
  readonly labels: Uint32Array
  /** How many components there are. */
  readonly count: number
  /** Nodes of each component, `count` entries. */
  readonly sizes: Uint32Array
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [labels, count, sizes] = result as [Uint32Array, number, Uint32Array]
    this.labels = labels
    this.count = count
    this.sizes = sizes
    this.#origin = origin
  }

  /**
   * Writes `labels` to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is uint32.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the values do not fit.
   * @example
   * ```ts
   * const result = await g.connectedComponents()
   * result.assignTo('labels')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assignTo(column, this.labels)
  }
}

/** A way through the graph. All of it is yours to keep. */
export interface Path {
  /** The nodes on it, the source first, the target last. */
  readonly nodes: Uint32Array
  /** The edges between them, one fewer than there are nodes. */
  readonly edges: Uint32Array
  /** The sum of the weights, added from the source on; without weights the number of edges. */
  readonly distance: number
}

/** How far each node is from the source in edges, and on which way. All of it is yours to keep. */
export class BfsResult {
  /**
   * Edges on a shortest path from the source, by node id, `nodeBound` entries. −1 for nodes that were not
   * reached and for removed ids.
   */
  readonly depth: Int32Array
  /**
   * The node before on such a path, by node id, `nodeBound` entries: of all that qualify, the one with the
   * smallest id. 0xFFFFFFFF for the source, for nodes that were not reached and for removed ids.
   */
  readonly parent: Uint32Array
  readonly #origin: Origin

  /** @internal */
  constructor(result: unknown, origin: Origin) {
    const [depth, parent] = result as [Int32Array, Uint32Array]
    this.depth = depth
    this.parent = parent
    this.#origin = origin
  }

  /**
   * Writes `depth` to a node column of the graph they came from.
   *
   * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
   *
   * @param column - the column, or its name; a new one is int32.
   * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
   * @throws {TypeMismatchError} when the column exists with a type that the values do not fit.
   * @example
   * ```ts
   * const result = await g.bfs(alice)
   * result.assignTo('depth')
   * ```
   */
  assignTo(column: string | Column): void {
    this.#origin.assignTo(column, this.depth)
  }
}

/** The nodes near a node, in the order of their depth, then of their ids. All of it is yours to keep. */
export interface KHopResult {
  /** Ids of the nodes, that of the node itself first. */
  readonly nodes: Uint32Array
  /** Edges on a shortest path to each of them, in the same order. */
  readonly depth: Uint32Array
}
