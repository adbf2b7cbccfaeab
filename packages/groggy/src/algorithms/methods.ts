/**
 * The algorithms as methods of `Graph` and `Snapshot`.
 *
 * Generated from the declarations in `crates/groggy/src/algorithms` by `npm run generate`; do not edit.
 */

import type { Schema } from '../schema/schema.js'
import type { Views } from '../views/views.js'
import * as declared from './declarations.js'
import { Runner, runDeclared, startDeclared } from './runner.js'
import type {
  AncestorsOptions,
  BfsOptions,
  BfsResult,
  ClosenessOptions,
  Components,
  ConnectedComponentsOptions,
  CoreNumbersOptions,
  DescendantsOptions,
  HasPathOptions,
  HitsOptions,
  HitsResult,
  KHopOptions,
  KHopResult,
  PageRankOptions,
  PageRankResult,
  Path,
  PrepareOptions,
  ShortestDistancesOptions,
  ShortestPathOptions,
  StronglyConnectedComponentsOptions,
  TopologicalSortOptions,
  TrianglesOptions,
  TrianglesResult,
} from './types.js'

/**
 * The algorithms that {@link Graph} and {@link Snapshot} share.
 *
 * Each runs on a snapshot taken at the call: later changes to the graph are not seen and need not wait. The plain name
 * promises its result and leaves the event loop when the work is worth it; the twin that ends in `Sync` blocks until
 * the result is there. Blocking twins check `signal` before they start and do not call `onProgress`; `offload` has no
 * meaning for them.
 */
export abstract class Algorithms<N extends Schema, E extends Schema> extends Runner<N, E> {
  /** @internal An implied constructor would spread its arguments, through what Array.prototype holds. */
  constructor(views: Views, graph: WeakRef<Views> | undefined) {
    super(views, graph)
  }

  /**
   * Scores each node by how close the others are: one over the mean distance of those within reach, times
   * their share of all others.
   *
   * A node out of reach of all others scores 0, as does one whose distances are all 0. All of this is as in
   * NetworkX.
   *
   * Cost: `O(n * (n + m))` time at worst, often far less, since 64 nodes share a search; with weights `O(n *
   * (n + m log m))`. For each thread 36 bytes a node; with weights 12, and 16 for each way that waits, at
   * worst one an arc. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: Freeman (1979), scaled as Wasserman and Faust (1994); breadth-first search from many nodes at once
   * (Then and others 2014) without weights, else Dijkstra's from each node.
   *
   * @param options.direction - which distances count in a directed graph: those from a node (out), to it (in),
   *   or along edges either way. Default `'in'`; undirected graphs have no other.
   * @param options.weight - the length of each edge, not negative; 1 each when left out. An edge of infinite
   *   weight cannot be travelled.
   * @returns scores by node id, `nodeBound` entries; NaN for removed ids. Yours to keep.
   * @throws {InvalidArgumentError} for a missing, NaN or negative weight of a live edge.
   * @throws {AttributeNotFoundError} for an unknown weight column.
   * @throws {TypeMismatchError} for a weight column that is not numeric.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.closeness()
   * ```
   */
  closeness(options: ClosenessOptions = {}): Promise<Float64Array> {
    return startDeclared(this, declared.closeness, [], options)
  }

  /**
   * As {@link closeness}, blocking until the result is there.
   *
   * Cost: as {@link closeness}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link closeness}.
   * @returns as {@link closeness} resolves.
   * @throws as {@link closeness} rejects.
   * @example
   * ```ts
   * g.closenessSync()
   * ```
   */
  closenessSync(options: ClosenessOptions = {}): Float64Array {
    return runDeclared(this, declared.closeness, [], options)
  }

  /**
   * Ranks nodes as hubs and as authorities: good hubs lead to good authorities, and good authorities are led
   * to by good hubs.
   *
   * Parallel edges add up; an undirected edge is followed both ways, an undirected self-loop counts once, and
   * then both scores are one. Where no edge has weight all nodes score the same. The rest is as in NetworkX.
   * Where more than one solution exists, as in a cycle, it is the one that iteration from even scores leads
   * to.
   *
   * Cost: `O(iterations * (n + m))` time; besides the result 8 bytes a node, with weights 8 bytes an arc more.
   * One crossing. Leaves the event loop when the policy says so.
   *
   * Method: Kleinberg (1999), by power iteration.
   *
   * @param options.tolerance - sum of the absolute changes of all hub scores at which iteration stops; 0 runs
   *   all iterations. Default 1e-8.
   * @param options.maxIterations - the most iterations. Default 100.
   * @param options.weight - how much each edge counts, finite and not negative; 1 each when left out.
   * @returns scores of nodes as hubs and as authorities, and how iteration went. Yours to keep.
   * @throws {InvalidArgumentError} for a negative or NaN tolerance and for an unfit weight.
   * @throws {AttributeNotFoundError} for an unknown weight column.
   * @throws {TypeMismatchError} for one that is not numeric.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { hubs, authorities } = await g.hits()
   * ```
   */
  hits(options: HitsOptions = {}): Promise<HitsResult> {
    return startDeclared(this, declared.hits, [], options)
  }

  /**
   * As {@link hits}, blocking until the result is there.
   *
   * Cost: as {@link hits}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link hits}.
   * @returns as {@link hits} resolves.
   * @throws as {@link hits} rejects.
   * @example
   * ```ts
   * g.hitsSync().hubs
   * ```
   */
  hitsSync(options: HitsOptions = {}): HitsResult {
    return runDeclared(this, declared.hits, [], options)
  }

  /**
   * Ranks nodes by the stationary probability of a damped random walk.
   *
   * The walk starts anywhere. Mass at nodes without out-edges (or whose out-edges weigh nothing) is spread
   * like the jumps: evenly, or as the personalization says. So scores sum to 1. Parallel edges add up; an
   * undirected edge is followed both ways, an undirected self-loop counts once. All of this is as in NetworkX,
   * whose tolerance is multiplied by the number of nodes.
   *
   * Cost: `O(iterations * (n + m))` time; 32 bytes a node, with weights 1, 4 or 8 bytes an arc more. One
   * crossing. Leaves the event loop when the policy says so.
   *
   * Method: Page, Brin, Motwani, Winograd (1999); each node pulls, Jacobi's iteration, so that the scores have
   * the same bits for any number of threads.
   *
   * @param options.damping - probability of following an edge rather than jumping to a node. Default 0.85.
   * @param options.tolerance - sum of the absolute changes of all scores at which iteration stops; 0 runs all
   *   iterations. Default 1e-6.
   * @param options.maxIterations - the most iterations. Default 100.
   * @param options.personalization - where jumps go: a share for each node, not negative, not all 0; evenly
   *   when left out.
   * @param options.weight - how likely each edge is to be followed, finite and not negative; all alike when
   *   left out.
   * @returns scores of nodes, and how iteration went. Yours to keep.
   * @throws {InvalidArgumentError} for a damping outside `[0, 1)`, a negative or NaN tolerance, an unfit
   *   weight or personalization.
   * @throws {AttributeNotFoundError} for an unknown weight column.
   * @throws {TypeMismatchError} for a weight column that is not numeric.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { scores, iterations } = await g.pageRank()
   * ```
   */
  pageRank(options: PageRankOptions = {}): Promise<PageRankResult> {
    return startDeclared(this, declared.pageRank, [], options)
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
   * g.pageRankSync().scores
   * ```
   */
  pageRankSync(options: PageRankOptions = {}): PageRankResult {
    return runDeclared(this, declared.pageRank, [], options)
  }

  /**
   * Finds how deep in the graph each node lies: the largest `k` such that it is in a part of the graph where
   * every node has `k` neighbours in that part.
   *
   * Parallel edges count once, and self-loops do not count. In a directed graph neighbours out and in both
   * count, so that two nodes with edges both ways count twice for each other. All of this is as in NetworkX,
   * which takes graphs without parallel edges and self-loops only.
   *
   * Cost: `O(n + m)` time; besides the result 8 bytes a node, and 4 a node for each thread, of which pages
   * that are not reached cost nothing. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: nodes of the smallest degree are peeled off, level by level (Batagelj, Zaversnik 2003). The
   * threads share a level and follow what it sets free on stacks of their own (Kabir, Madduri 2017).
   *
   * @param options - see {@link CoreNumbersOptions}.
   * @returns core numbers by node id, `nodeBound` entries. Removed ids hold 0. Yours to keep.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.coreNumbers()
   * ```
   */
  coreNumbers(options: CoreNumbersOptions = {}): Promise<Uint32Array> {
    return startDeclared(this, declared.coreNumbers, [], options)
  }

  /**
   * As {@link coreNumbers}, blocking until the result is there.
   *
   * Cost: as {@link coreNumbers}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link coreNumbers}.
   * @returns as {@link coreNumbers} resolves.
   * @throws as {@link coreNumbers} rejects.
   * @example
   * ```ts
   * g.coreNumbersSync()
   * ```
   */
  coreNumbersSync(options: CoreNumbersOptions = {}): Uint32Array {
    return runDeclared(this, declared.coreNumbers, [], options)
  }

  /**
   * Counts the triangles, and those at each node.
   *
   * Parallel edges count once, self-loops do not count, and the direction of edges is not looked at: what is
   * counted is what NetworkX counts in the undirected graph without them.
   *
   * Cost: `O(n + m^1.5)` time at worst; besides the result 20 bytes a node, 4 an edge, and 4 a node for each
   * thread. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: each edge is followed only from the end of smaller degree (Chiba, Nishizeki 1985; Latapy 2008).
   * The followed neighbours of a node are marked, then those of its neighbours are looked up among the marks.
   *
   * @param options - see {@link TrianglesOptions}.
   * @returns how many triangles there are, and how many each node is part of. Yours to keep.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { total, perNode } = await g.triangles()
   * ```
   */
  triangles(options: TrianglesOptions = {}): Promise<TrianglesResult> {
    return startDeclared(this, declared.triangles, [], options)
  }

  /**
   * As {@link triangles}, blocking until the result is there.
   *
   * Cost: as {@link triangles}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link triangles}.
   * @returns as {@link triangles} resolves.
   * @throws as {@link triangles} rejects.
   * @example
   * ```ts
   * g.trianglesSync().total
   * ```
   */
  trianglesSync(options: TrianglesOptions = {}): TrianglesResult {
    return runDeclared(this, declared.triangles, [], options)
  }

  /**
   * Finds the connected components; the direction of edges is not looked at.
   *
   * Cost: `O(n + m)` time, nearly; in graphs with one giant component most edges are never read. Besides the
   * result 4 bytes a node. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: Afforest (Sutton, Ben-Nun, Barak 2018): union-find over a few neighbours of each node, then over
   * the rest of those nodes that are not in the giant component yet. Trees are joined at their smaller root,
   * so that a component's root is its smallest node, whatever the threads did.
   *
   * @param options - see {@link ConnectedComponentsOptions}.
   * @returns which component each node is in. Yours to keep.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { labels, count } = await g.connectedComponents()
   * ```
   */
  connectedComponents(options: ConnectedComponentsOptions = {}): Promise<Components> {
    return startDeclared(this, declared.connectedComponents, [], options)
  }

  /**
   * As {@link connectedComponents}, blocking until the result is there.
   *
   * Cost: as {@link connectedComponents}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link connectedComponents}.
   * @returns as {@link connectedComponents} resolves.
   * @throws as {@link connectedComponents} rejects.
   * @example
   * ```ts
   * g.connectedComponentsSync().labels
   * ```
   */
  connectedComponentsSync(options: ConnectedComponentsOptions = {}): Components {
    return runDeclared(this, declared.connectedComponents, [], options)
  }

  /**
   * Finds the strongly connected components: nodes that all reach one another along the direction of edges.
   *
   * An undirected edge leads both ways, so that in an undirected graph they are the connected components.
   *
   * Cost: `O(n + m)` time; besides the result at most 20 bytes a node. One thread searches what is not in the
   * component of the best connected node. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: what that node reaches and what reaches it, by breadth-first search forwards and backwards
   * (Fleischer, Hendrickson, Pinar 2000); then depth-first search of the rest (Tarjan 1972), without
   * recursion.
   *
   * @param options - see {@link StronglyConnectedComponentsOptions}.
   * @returns which component each node is in. Yours to keep.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { labels, count } = await g.stronglyConnectedComponents()
   * ```
   */
  stronglyConnectedComponents(options: StronglyConnectedComponentsOptions = {}): Promise<Components> {
    return startDeclared(this, declared.stronglyConnectedComponents, [], options)
  }

  /**
   * As {@link stronglyConnectedComponents}, blocking until the result is there.
   *
   * Cost: as {@link stronglyConnectedComponents}, on the event loop and on the threads of the pool; one
   * crossing.
   *
   * @param options - as for {@link stronglyConnectedComponents}.
   * @returns as {@link stronglyConnectedComponents} resolves.
   * @throws as {@link stronglyConnectedComponents} rejects.
   * @example
   * ```ts
   * g.stronglyConnectedComponentsSync().labels
   * ```
   */
  stronglyConnectedComponentsSync(options: StronglyConnectedComponentsOptions = {}): Components {
    return runDeclared(this, declared.stronglyConnectedComponents, [], options)
  }

  /**
   * Orders the nodes so that every edge leads from an earlier node to a later one.
   *
   * Where edges form a cycle there is no such order. The error then has one of the cycles as its detail
   * `cycle`, which begins with its smallest node: from the smallest node that is on a cycle or after one,
   * always back to the smallest such node, until a node comes again.
   *
   * Cost: `O(m + n log n)` time at worst, `O(n + m)` where nodes were added in such an order; besides the
   * result 8 bytes a node. One thread works. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: Kahn (1962), with a heap of the nodes that wait for no other.
   *
   * @param options - see {@link TopologicalSortOptions}.
   * @returns the live nodes. Of all such orders it is the one that has the smallest possible node at each
   *   place. Yours to keep.
   * @throws {InvalidArgumentError} for an undirected graph and for a graph with a cycle.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await dag.topologicalSort()
   * ```
   */
  topologicalSort(options: TopologicalSortOptions = {}): Promise<Uint32Array> {
    return startDeclared(this, declared.topologicalSort, [], options)
  }

  /**
   * As {@link topologicalSort}, blocking until the result is there.
   *
   * Cost: as {@link topologicalSort}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link topologicalSort}.
   * @returns as {@link topologicalSort} resolves.
   * @throws as {@link topologicalSort} rejects.
   * @example
   * ```ts
   * dag.topologicalSortSync()
   * ```
   */
  topologicalSortSync(options: TopologicalSortOptions = {}): Uint32Array {
    return runDeclared(this, declared.topologicalSort, [], options)
  }

  /**
   * Tells whether a path leads from `source` to `target`; from a node to itself one does.
   *
   * Cost: only the neighbourhoods of both ends up to half the distance are searched, at worst `O(n + m)`;
   * memory in proportion to what is touched. What is not touched costs nothing, also right after a change. One
   * crossing. Leaves the event loop when the policy says so.
   *
   * Method: bidirectional breadth-first search.
   *
   * @param source - the live node to begin at.
   * @param target - the live node to end at.
   * @param options.direction - which edges of a directed graph are followed. Default `'out'`; undirected
   *   graphs have no other.
   * @returns Yours to keep.
   * @throws {NodeNotFoundError} when one of the ends is not a live node.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.hasPath(alice, carol)
   * ```
   */
  hasPath(source: number, target: number, options: HasPathOptions = {}): Promise<boolean> {
    return startDeclared(this, declared.hasPath, [source, target], options)
  }

  /**
   * As {@link hasPath}, blocking until the result is there.
   *
   * Cost: as {@link hasPath}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param source - the live node to begin at.
   * @param target - the live node to end at.
   * @param options - as for {@link hasPath}.
   * @returns as {@link hasPath} resolves.
   * @throws as {@link hasPath} rejects.
   * @example
   * ```ts
   * g.hasPathSync(alice, carol)
   * ```
   */
  hasPathSync(source: number, target: number, options: HasPathOptions = {}): boolean {
    return runDeclared(this, declared.hasPath, [source, target], options)
  }

  /**
   * Finds how far each node is from `source`.
   *
   * A distance is the least sum of weights, added from the source on, over all ways; its bits are the same for
   * any number of threads.
   *
   * Cost: without weights that of `bfs`; with weights about `O(n + m)` time, more on graphs with very long
   * paths, and at most 16 bytes a node beside the result. One crossing. Leaves the event loop when the policy
   * says so.
   *
   * Method: breadth-first search without weights, else Δ-stepping (Meyer, Sanders 2003).
   *
   * @param source - the live node to begin at.
   * @param options.weight - the length of each edge, not negative; 1 each when left out. An edge of infinite
   *   weight cannot be travelled.
   * @param options.direction - which edges of a directed graph are followed. Default `'out'`; undirected
   *   graphs have no other.
   * @returns distances by node id, `nodeBound` entries: infinity for nodes without a way from the source, NaN
   *   for removed ids. Yours to keep.
   * @throws {NodeNotFoundError} when `source` is not a live node.
   * @throws {InvalidArgumentError} for a missing, NaN or negative weight of a live edge.
   * @throws {AttributeNotFoundError} for an unknown weight column.
   * @throws {TypeMismatchError} for a weight column that is not numeric.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.shortestDistances(alice)
   * ```
   */
  shortestDistances(source: number, options: ShortestDistancesOptions = {}): Promise<Float64Array> {
    return startDeclared(this, declared.shortestDistances, [source], options)
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
   * g.shortestDistancesSync(alice)
   * ```
   */
  shortestDistancesSync(source: number, options: ShortestDistancesOptions = {}): Float64Array {
    return runDeclared(this, declared.shortestDistances, [source], options)
  }

  /**
   * Finds a shortest path from `source` to `target`.
   *
   * Which of several shortest paths: read back from the target, the node before each is the one with the
   * smallest id among all that are nearer to the source and on a shortest path; edges of length zero are used
   * only where no nearer node leads on. Without weights this is the path that the parents of `bfs` spell. Of
   * parallel edges the lightest is taken, then the one with the smallest id. From a node to itself the path
   * has that node and no edge.
   *
   * Cost: `O(n + m)` time without weights and `O((n + m) log n)` with weights at worst, but only the
   * neighbourhoods of both ends up to half the distance are searched; 16 bytes a node, of which pages that the
   * search does not reach cost nothing. With weights one thread searches. One crossing. Leaves the event loop
   * when the policy says so.
   *
   * Method: bidirectional breadth-first search, or Dijkstra's (1959) from both ends (Pohl 1971). The second
   * decides where shortest paths can be, and the search from the source then finds them there, so that the
   * distance has the bits that `shortestDistances` gives.
   *
   * @param source - the live node to begin at.
   * @param target - the live node to end at.
   * @param options.weight - the length of each edge, not negative; 1 each when left out. An edge of infinite
   *   weight cannot be travelled.
   * @param options.direction - which edges of a directed graph are followed. Default `'out'`; undirected
   *   graphs have no other.
   * @returns the path, or nothing when there is none. Yours to keep.
   * @throws {NodeNotFoundError} when one of the ends is not a live node.
   * @throws {InvalidArgumentError} for a missing, NaN or negative weight of a live edge.
   * @throws {AttributeNotFoundError} for an unknown weight column.
   * @throws {TypeMismatchError} for a weight column that is not numeric.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.shortestPath(alice, carol)
   * ```
   */
  shortestPath(source: number, target: number, options: ShortestPathOptions = {}): Promise<Path | undefined> {
    return startDeclared(this, declared.shortestPath, [source, target], options)
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
    return runDeclared(this, declared.shortestPath, [source, target], options)
  }

  /**
   * Builds the adjacency, so that what needs it next finds it.
   *
   * Reads about neighbours and all algorithms need it. Where it is missing, a read builds it first and the
   * thread that asked waits: after a large load, call this instead. A graph and its snapshots of the same
   * version share it.
   *
   * Cost: `O(n + m log d)` time for rows of length d; after few changes a merge, several times cheaper; `O(1)`
   * when it is there. Memory of 8 bytes an entry (an edge has two) and 12 bytes a node and direction, which
   * stay, and 8 bytes an entry while it runs. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: edges are counted, placed at their nodes and sorted by neighbour; a merge copies what lies between
   * two changes as it is.
   *
   * @param options - see {@link PrepareOptions}.
   * @returns nothing, once it is built.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * await g.prepare()
   * ```
   */
  prepare(options: PrepareOptions = {}): Promise<void> {
    return startDeclared(this, declared.prepare, [], options)
  }

  /**
   * As {@link prepare}, blocking until the result is there.
   *
   * Cost: as {@link prepare}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param options - as for {@link prepare}.
   * @returns as {@link prepare} resolves.
   * @throws as {@link prepare} rejects.
   * @example
   * ```ts
   * g.prepareSync()
   * ```
   */
  prepareSync(options: PrepareOptions = {}): void {
    runDeclared(this, declared.prepare, [], options)
  }

  /**
   * Finds the nodes from which `node` can be reached, without `node` itself.
   *
   * In an undirected graph these are all other nodes of its component.
   *
   * Cost: that of `kHop` to the same depth: what is not reached costs nothing, also right after a change. One
   * crossing. Leaves the event loop when the policy says so.
   *
   * Method: breadth-first search.
   *
   * @param node - the live node to begin at.
   * @param options.maxDepth - the most edges between `node` and another. Default: no limit.
   * @param options.maxNodes - the most nodes to give, the nearest ones; of those that are equally near, the
   *   ones with the smallest ids. Default: no limit.
   * @returns their ids, the nearest first, of those equally near the smallest first. Yours to keep.
   * @throws {NodeNotFoundError} when `node` is not a live node.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.ancestors(alice)
   * ```
   */
  ancestors(node: number, options: AncestorsOptions = {}): Promise<Uint32Array> {
    return startDeclared(this, declared.ancestors, [node], options)
  }

  /**
   * As {@link ancestors}, blocking until the result is there.
   *
   * Cost: as {@link ancestors}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param node - the live node to begin at.
   * @param options - as for {@link ancestors}.
   * @returns as {@link ancestors} resolves.
   * @throws as {@link ancestors} rejects.
   * @example
   * ```ts
   * g.ancestorsSync(alice)
   * ```
   */
  ancestorsSync(node: number, options: AncestorsOptions = {}): Uint32Array {
    return runDeclared(this, declared.ancestors, [node], options)
  }

  /**
   * Finds how many edges each node is away from `source`, and on which way.
   *
   * Cost: `O(n + m)` time at worst, often far less, since a node stops looking once it found its parent;
   * besides the result 4 bytes a node and three bits a node. One crossing. Leaves the event loop when the
   * policy says so.
   *
   * Method: direction-optimising search of Beamer, Asanović and Patterson (2012), with the smallest parent.
   *
   * @param source - the live node to begin at.
   * @param options.direction - which edges of a directed graph are followed. Default `'out'`; undirected
   *   graphs have no other.
   * @param options.maxDepth - the depth at which the search ends; nodes further away count as not reached.
   *   Default: no limit.
   * @returns how far each node is from the source in edges, and on which way. Yours to keep.
   * @throws {NodeNotFoundError} when `source` is not a live node.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { depth, parent } = await g.bfs(alice)
   * ```
   */
  bfs(source: number, options: BfsOptions = {}): Promise<BfsResult> {
    return startDeclared(this, declared.bfs, [source], options)
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
   * g.bfsSync(alice).depth
   * ```
   */
  bfsSync(source: number, options: BfsOptions = {}): BfsResult {
    return runDeclared(this, declared.bfs, [source], options)
  }

  /**
   * Finds the nodes that can be reached from `node`, without `node` itself.
   *
   * In an undirected graph these are all other nodes of its component.
   *
   * Cost: that of `kHop` to the same depth: what is not reached costs nothing, also right after a change. One
   * crossing. Leaves the event loop when the policy says so.
   *
   * Method: breadth-first search.
   *
   * @param node - the live node to begin at.
   * @param options.maxDepth - the most edges between `node` and another. Default: no limit.
   * @param options.maxNodes - the most nodes to give, the nearest ones; of those that are equally near, the
   *   ones with the smallest ids. Default: no limit.
   * @returns their ids, the nearest first, of those equally near the smallest first. Yours to keep.
   * @throws {NodeNotFoundError} when `node` is not a live node.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const result = await g.descendants(alice)
   * ```
   */
  descendants(node: number, options: DescendantsOptions = {}): Promise<Uint32Array> {
    return startDeclared(this, declared.descendants, [node], options)
  }

  /**
   * As {@link descendants}, blocking until the result is there.
   *
   * Cost: as {@link descendants}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param node - the live node to begin at.
   * @param options - as for {@link descendants}.
   * @returns as {@link descendants} resolves.
   * @throws as {@link descendants} rejects.
   * @example
   * ```ts
   * g.descendantsSync(alice)
   * ```
   */
  descendantsSync(node: number, options: DescendantsOptions = {}): Uint32Array {
    return runDeclared(this, declared.descendants, [node], options)
  }

  /**
   * Finds the nodes that are at most `k` edges away from `node`, which is one of them.
   *
   * Cost: in proportion to the edges of the nodes that are nearer than the farthest ones found, and `O(d log
   * d)` for the sorting of `d` nodes of one depth; about 20 bytes for each node found. What it does not reach
   * costs nothing, also right after a change. A search that reaches a large part of the graph costs what `bfs`
   * does. One crossing. Leaves the event loop when the policy says so.
   *
   * Method: breadth-first search, level by level, with a hash set of the nodes found; that of `bfs` where they
   * are many.
   *
   * @param node - the live node to begin at.
   * @param k - the most edges between it and another.
   * @param options.direction - which edges of a directed graph are followed. Default `'out'`; undirected
   *   graphs have no other.
   * @param options.maxNodes - the most nodes to give, the nearest ones; of those that are equally near, the
   *   ones with the smallest ids. Default: no limit.
   * @returns the nodes near a node, in the order of their depth, then of their ids. Yours to keep.
   * @throws {NodeNotFoundError} when `node` is not a live node.
   * @throws {OutOfMemoryError} when memory is refused.
   * @throws {ClosedError} after close.
   * @example
   * ```ts
   * const { nodes, depth } = await g.kHop(alice, 2)
   * ```
   */
  kHop(node: number, k: number, options: KHopOptions = {}): Promise<KHopResult> {
    return startDeclared(this, declared.kHop, [node, k], options)
  }

  /**
   * As {@link kHop}, blocking until the result is there.
   *
   * Cost: as {@link kHop}, on the event loop and on the threads of the pool; one crossing.
   *
   * @param node - the live node to begin at.
   * @param k - the most edges between it and another.
   * @param options - as for {@link kHop}.
   * @returns as {@link kHop} resolves.
   * @throws as {@link kHop} rejects.
   * @example
   * ```ts
   * g.kHopSync(alice, 2).nodes
   * ```
   */
  kHopSync(node: number, k: number, options: KHopOptions = {}): KHopResult {
    return runDeclared(this, declared.kHop, [node, k], options)
  }
}
