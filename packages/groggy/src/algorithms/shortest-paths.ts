/** Shortest paths: what the methods take and give. */

import { type OptionNames, optionNames } from '../arguments/options.js'
import { NODES } from '../bridge/native.js'
import { type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { Views } from '../views/views.js'
import { type Direction, directionOption, type Weight, weightOption } from './arguments.js'

/** Options of `shortestPath`. */
export interface ShortestPathOptions extends TaskOptions {
  /** Edge weights, not negative. Default: 1 each. */
  readonly weight?: Weight | undefined
}

/** Options of `shortestDistances`. */
export interface ShortestDistancesOptions extends TaskOptions {
  /** Edge weights, not negative. Default: 1 each. */
  readonly weight?: Weight | undefined
  /** Which edges are followed. Default `'out'`; undirected graphs have no other. */
  readonly direction?: Direction | undefined
}

/** The names of {@link ShortestPathOptions}. */
export const shortestPathNames: OptionNames = optionNames<ShortestPathOptions>({
  weight: true,
  ...taskOptions,
})

/** The names of {@link ShortestDistancesOptions}. */
export const shortestDistancesNames: OptionNames = optionNames<ShortestDistancesOptions>({
  weight: true,
  direction: true,
  ...taskOptions,
})

/** What `shortestPath` gives. All of it is yours to keep. */
export interface Path {
  /** The nodes from source to target, both included. */
  readonly nodes: Uint32Array
  /** The edges between them: one less than nodes. */
  readonly edges: Uint32Array
  /** Sum of the weights of the edges. */
  readonly distance: number
}

/** The path of a native result. */
export function toPath(result: unknown): Path | undefined {
  if (result === undefined) return undefined
  const [nodes, edges, distance] = result as [Uint32Array, Uint32Array, number]
  return { nodes, edges, distance }
}

/** The arguments of `shortestPath` as they cross. */
export function shortestPathArguments(
  views: Views,
  source: number,
  target: number,
  options: ShortestPathOptions,
): readonly unknown[] {
  views.requireLive('shortestPath', NODES, source)
  views.requireLive('shortestPath', NODES, target)
  return [source, target, weightOption('shortestPath', views, options.weight)]
}

/** The arguments of `shortestDistances` as they cross. */
export function shortestDistancesArguments(
  views: Views,
  source: number,
  options: ShortestDistancesOptions,
): readonly unknown[] {
  const operation = 'shortestDistances'
  views.requireLive(operation, NODES, source)
  return [
    source,
    weightOption(operation, views, options.weight),
    directionOption(operation, options.direction),
  ]
}
