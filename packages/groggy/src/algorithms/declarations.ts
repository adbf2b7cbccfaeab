/**
 * How the arguments and results of the algorithms cross.
 *
 * Generated from the declarations in `crates/groggy/src/algorithms` by `npm run generate`; do not edit.
 */

import {
  type Declaration,
  declare,
  direction,
  limit,
  node,
  number,
  perNode,
  weight,
  whole,
} from './declare.js'
import {
  BfsResult,
  Components,
  type HitsResult,
  type KHopResult,
  PageRankResult,
  type Path,
  TrianglesResult,
} from './types.js'

export const closeness: Declaration<Float64Array> = declare(
  'closeness',
  {},
  { direction, weight },
  result => result as Float64Array,
)

export const hits: Declaration<HitsResult> = declare(
  'hits',
  {},
  { tolerance: number, maxIterations: whole, weight },
  result => toHitsResult(result),
)

export const pageRank: Declaration<PageRankResult> = declare(
  'pageRank',
  {},
  { damping: number, tolerance: number, maxIterations: whole, personalization: perNode, weight },
  (result, origin) => new PageRankResult(result, origin),
)

export const coreNumbers: Declaration<Uint32Array> = declare(
  'coreNumbers',
  {},
  {},
  result => result as Uint32Array,
)

export const triangles: Declaration<TrianglesResult> = declare(
  'triangles',
  {},
  {},
  (result, origin) => new TrianglesResult(result, origin),
)

export const connectedComponents: Declaration<Components> = declare(
  'connectedComponents',
  {},
  {},
  (result, origin) => new Components(result, origin),
)

export const stronglyConnectedComponents: Declaration<Components> = declare(
  'stronglyConnectedComponents',
  {},
  {},
  (result, origin) => new Components(result, origin),
)

export const topologicalSort: Declaration<Uint32Array> = declare(
  'topologicalSort',
  {},
  {},
  result => result as Uint32Array,
)

export const hasPath: Declaration<boolean> = declare(
  'hasPath',
  { source: node, target: node },
  { direction },
  result => result as boolean,
)

export const shortestDistances: Declaration<Float64Array> = declare(
  'shortestDistances',
  { source: node },
  { weight, direction },
  result => result as Float64Array,
)

export const shortestPath: Declaration<Path | undefined> = declare(
  'shortestPath',
  { source: node, target: node },
  { weight, direction },
  result => (result === undefined ? undefined : toPath(result)),
)

export const prepare: Declaration<void> = declare('prepare', {}, {}, () => undefined)

export const ancestors: Declaration<Uint32Array> = declare(
  'ancestors',
  { node },
  { maxDepth: limit, maxNodes: limit },
  result => result as Uint32Array,
)

export const bfs: Declaration<BfsResult> = declare(
  'bfs',
  { source: node },
  { direction, maxDepth: limit },
  (result, origin) => new BfsResult(result, origin),
)

export const descendants: Declaration<Uint32Array> = declare(
  'descendants',
  { node },
  { maxDepth: limit, maxNodes: limit },
  result => result as Uint32Array,
)

export const kHop: Declaration<KHopResult> = declare(
  'kHop',
  { node, k: whole },
  { direction, maxNodes: limit },
  result => toKHopResult(result),
)

function toHitsResult(result: unknown): HitsResult {
  const [hubs, authorities, iterations, residual, converged] = result as [
    Float64Array,
    Float64Array,
    number,
    number,
    boolean,
  ]
  return { hubs, authorities, iterations, residual, converged }
}

function toPath(result: unknown): Path {
  const [nodes, edges, distance] = result as [Uint32Array, Uint32Array, number]
  return { nodes, edges, distance }
}

function toKHopResult(result: unknown): KHopResult {
  const [nodes, depth] = result as [Uint32Array, Uint32Array]
  return { nodes, depth }
}
