/**
 * The algorithms as methods of `Graph` and `Snapshot`.
 *
 * Each runs on a snapshot taken at the call: later changes to the graph are not seen and need not wait. The
 * plain name promises its result and leaves the event loop when the work is worth it; the twin that ends in
 * `Sync` blocks until the result is there. Blocking twins check `signal` before they start and do not call
 * `onProgress`; `offload` has no meaning for them.
 */

import { runSync, start } from '../runtime/offload.js'
import type { Schema } from '../schema/schema.js'
import { Neighborhood } from '../topology/neighborhood.js'
import type { Views } from '../views/views.js'
import { type BfsOptions, BfsResult, bfsArguments, bfsNames } from './bfs.js'
import {
  Components,
  type ConnectedComponentsOptions,
  connectedComponentsNames,
} from './connected-components.js'
import { Origin } from './origin.js'
import { type PageRankOptions, PageRankResult, pageRankArguments, pageRankNames } from './page-rank.js'
import {
  type Path,
  type ShortestDistancesOptions,
  type ShortestPathOptions,
  shortestDistancesArguments,
  shortestDistancesNames,
  shortestPathArguments,
  shortestPathNames,
  toPath,
} from './shortest-paths.js'

/** The algorithms that {@link Graph} and {@link Snapshot} share. */
export abstract class Algorithms<N extends Schema, E extends Schema> extends Neighborhood<N, E> {
  readonly #views: Views
  /** What results write to; it may be collected before its snapshots and results are. */
  readonly #graph: WeakRef<Views> | undefined

  /** @internal */
  constructor(views: Views, graph: WeakRef<Views> | undefined) {
    super(views)
    this.#views = views
    this.#graph = graph
  }

  /**
   * Ranks nodes by the stationary probability of a damped random walk, without blocking the event loop.
   *
   * Mass at nodes without out-edges is spread evenly, so scores sum to 1. Not converging is no error.
   *
   * Cost: O(iterations · (nodes + edges)); two crossings. Leaves the event loop when the policy says so.
   *
   * @param options.damping - probability of following an edge, in [0, 1). Default 0.85.
   * @param options.tolerance - absolute L1 change at which iteration stops; 0 runs all. Default 1e-6.
   * @param options.maxIterations - the most iterations. Default 100.
   * @param options.personalization - where jumps go, by node id. Default: evenly.
   * @param options.weight - edge weights, not negative. Default: 1 each.
   * @returns scores by node id, yours to keep, with how iteration went.
   * @throws {InvalidArgumentError} for options out of range, or a null, NaN or negative weight on a live edge.
   * @throws {AttributeNotFoundError} when there is no such weight column; {@link ClosedError} after close.
   * @example
   * ```ts
   * const { scores } = await g.pageRank({ damping: 0.9, signal: AbortSignal.timeout(1000) })
   * ```
   */
  pageRank(options: PageRankOptions = {}): Promise<PageRankResult> {
    const origin = this.#origin()
    return start({
      operation: 'pageRank',
      options,
      known: pageRankNames,
      views: this.#views,
      prepare: () => pageRankArguments(this.#views, options),
      finish: result => new PageRankResult(result, origin),
    })
  }

  /**
   * As {@link pageRank}, blocking until the result is there.
   *
   * Cost: as {@link pageRank}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link pageRank}.
   * @returns as {@link pageRank} resolves.
   * @throws as {@link pageRank} rejects.
   * @example
   * ```ts
   * const { scores } = g.pageRankSync()
   * ```
   */
  pageRankSync(options: PageRankOptions = {}): PageRankResult {
    const origin = this.#origin()
    return runSync({
      operation: 'pageRank',
      options,
      known: pageRankNames,
      views: this.#views,
      prepare: () => pageRankArguments(this.#views, options),
      finish: result => new PageRankResult(result, origin),
    })
  }

  /**
   * Finds what hangs together: connected components, weak ones when directed.
   *
   * Cost: O(nodes + edges); two crossings. Leaves the event loop when the policy says so.
   *
   * @param options - see {@link ConnectedComponentsOptions}.
   * @returns a label by node id, dense from 0 by first id, and the sizes. Yours to keep.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { count, sizes } = await g.connectedComponents()
   * ```
   */
  connectedComponents(options: ConnectedComponentsOptions = {}): Promise<Components> {
    const origin = this.#origin()
    return start({
      operation: 'connectedComponents',
      options,
      known: connectedComponentsNames,
      views: this.#views,
      prepare: () => [],
      finish: result => new Components(result, origin),
    })
  }

  /**
   * As {@link connectedComponents}, blocking until the result is there.
   *
   * Cost: as {@link connectedComponents}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - see {@link ConnectedComponentsOptions}.
   * @returns as {@link connectedComponents} resolves.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * g.connectedComponentsSync().count
   * ```
   */
  connectedComponentsSync(options: ConnectedComponentsOptions = {}): Components {
    const origin = this.#origin()
    return runSync({
      operation: 'connectedComponents',
      options,
      known: connectedComponentsNames,
      views: this.#views,
      prepare: () => [],
      finish: result => new Components(result, origin),
    })
  }

  /**
   * Visits nodes in the order of their distance in edges.
   *
   * Cost: O(nodes + edges); two crossings. Leaves the event loop when the policy says so.
   *
   * @param source - the live node to begin at.
   * @param options.direction - which edges are followed. Default `'out'`.
   * @param options.maxDepth - how deep to go. Default: as far as there are nodes.
   * @returns depth and parent by node id. Yours to keep.
   * @throws {NodeNotFoundError} when `source` is not live; {@link ClosedError} after close.
   * @example
   * ```ts
   * const { depth } = await g.bfs(alice, { maxDepth: 3 })
   * ```
   */
  bfs(source: number, options: BfsOptions = {}): Promise<BfsResult> {
    const origin = this.#origin()
    return start({
      operation: 'bfs',
      options,
      known: bfsNames,
      views: this.#views,
      prepare: () => bfsArguments(this.#views, source, options),
      finish: result => new BfsResult(result, origin),
    })
  }

  /**
   * As {@link bfs}, blocking until the result is there.
   *
   * Cost: as {@link bfs}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param source - the live node to begin at.
   * @param options - as for {@link bfs}.
   * @returns as {@link bfs} resolves.
   * @throws as {@link bfs} rejects.
   * @example
   * ```ts
   * g.bfsSync(alice, { direction: 'both' }).depth
   * ```
   */
  bfsSync(source: number, options: BfsOptions = {}): BfsResult {
    const origin = this.#origin()
    return runSync({
      operation: 'bfs',
      options,
      known: bfsNames,
      views: this.#views,
      prepare: () => bfsArguments(this.#views, source, options),
      finish: result => new BfsResult(result, origin),
    })
  }

  /**
   * The path of least weight between two nodes, along out-edges when directed.
   *
   * Cost: O((nodes + edges) log nodes) at most; two crossings. Leaves the event loop when the policy says so.
   *
   * @param source - the live node to begin at.
   * @param target - the live node to end at.
   * @param options.weight - edge weights, not negative. Default: 1 each.
   * @returns the path, or `undefined` when there is none. Yours to keep.
   * @throws {NodeNotFoundError} when either is not live; {@link ClosedError} after close.
   * @throws {InvalidArgumentError} for a null, NaN or negative weight on a live edge.
   * @example
   * ```ts
   * const path = await g.shortestPath(alice, carol, { weight: 'distance' })
   * ```
   */
  shortestPath(source: number, target: number, options: ShortestPathOptions = {}): Promise<Path | undefined> {
    return start({
      operation: 'shortestPath',
      options,
      known: shortestPathNames,
      views: this.#views,
      prepare: () => shortestPathArguments(this.#views, source, target, options),
      finish: toPath,
    })
  }

  /**
   * As {@link shortestPath}, blocking until the result is there.
   *
   * Cost: as {@link shortestPath}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param source - the live node to begin at.
   * @param target - the live node to end at.
   * @param options - as for {@link shortestPath}.
   * @returns as {@link shortestPath} resolves.
   * @throws as {@link shortestPath} rejects.
   * @example
   * ```ts
   * g.shortestPathSync(alice, carol)?.nodes
   * ```
   */
  shortestPathSync(source: number, target: number, options: ShortestPathOptions = {}): Path | undefined {
    return runSync({
      operation: 'shortestPath',
      options,
      known: shortestPathNames,
      views: this.#views,
      prepare: () => shortestPathArguments(this.#views, source, target, options),
      finish: toPath,
    })
  }

  /**
   * The least weight of a path from one node to every other.
   *
   * Cost: O((nodes + edges) log nodes) at most; two crossings. Leaves the event loop when the policy says so.
   *
   * @param source - the live node to begin at.
   * @param options.weight - edge weights, not negative. Default: 1 each.
   * @param options.direction - which edges are followed. Default `'out'`.
   * @returns distance by node id, `Infinity` where not reached, NaN for removed ids. Yours to keep.
   * @throws {NodeNotFoundError} when `source` is not live; {@link ClosedError} after close.
   * @throws {InvalidArgumentError} for a null, NaN or negative weight on a live edge.
   * @example
   * ```ts
   * const distances = await g.shortestDistances(alice, { weight: 'distance' })
   * ```
   */
  shortestDistances(source: number, options: ShortestDistancesOptions = {}): Promise<Float64Array> {
    return start({
      operation: 'shortestDistances',
      options,
      known: shortestDistancesNames,
      views: this.#views,
      prepare: () => shortestDistancesArguments(this.#views, source, options),
      finish: toDistances,
    })
  }

  /**
   * As {@link shortestDistances}, blocking until the result is there.
   *
   * Cost: as {@link shortestDistances}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param source - the live node to begin at.
   * @param options - as for {@link shortestDistances}.
   * @returns as {@link shortestDistances} resolves.
   * @throws as {@link shortestDistances} rejects.
   * @example
   * ```ts
   * g.shortestDistancesSync(alice)[carol]
   * ```
   */
  shortestDistancesSync(source: number, options: ShortestDistancesOptions = {}): Float64Array {
    return runSync({
      operation: 'shortestDistances',
      options,
      known: shortestDistancesNames,
      views: this.#views,
      prepare: () => shortestDistancesArguments(this.#views, source, options),
      finish: toDistances,
    })
  }

  #origin(): Origin {
    return new Origin(this.#graph, this.#views)
  }
}

function toDistances(result: unknown): Float64Array {
  return result as Float64Array
}
