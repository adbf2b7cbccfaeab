/**
 * Algorithms on a graph of two nodes: what each costs before it works, inline, on the pool and blocking, and what its
 * result writes to a column. Every row comes from {@link algorithms}.
 */

import type { Graph } from 'groggy'
import { algorithmBarNs } from '../budgets.js'
import type { Context } from '../context.js'
import { tinyGraph } from '../graphs.js'
import { type Operation, operation, type Tools } from '../operation.js'

/** An algorithm. */
interface Algorithm {
  /** Of its method; the blocking twin ends in `Sync`. */
  readonly name: string
  /** Arguments of an example. */
  readonly args: readonly unknown[]
  /** Options of an example. */
  readonly options: object
  /** The class of its result, where that has `assignTo`. */
  readonly resultClass?: string
}

/** Every algorithm. */
export const algorithms: readonly Algorithm[] = [
  { name: 'pageRank', args: [], options: { maxIterations: 1 }, resultClass: 'PageRankResult' },
  { name: 'connectedComponents', args: [], options: {}, resultClass: 'Components' },
  { name: 'bfs', args: [0], options: {}, resultClass: 'BfsResult' },
  { name: 'shortestPath', args: [0, 1], options: {} },
  { name: 'shortestDistances', args: [0], options: {} },
]

/** What has the methods of algorithms, by name. */
type Subject = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

/** A graph or snapshot as a {@link Subject}: the table says which methods there are. */
function subject(of: object): Subject {
  return of as Subject
}

/** Calls the blocking twin of an algorithm on a graph of two nodes. */
export function resultOf({ name, args, options }: Algorithm, graph: Graph): object {
  return subject(graph)[`${name}Sync`]?.(...args, options) as object
}

function on(owner: string, setup: (context: Context) => Subject): Operation[] {
  return algorithms.flatMap(({ name, args, options }) => {
    const offloaded = (offload: 'inline' | 'pool') => ({
      abortable: true,
      crossings: 1,
      barNs: algorithmBarNs[offload],
      setup,
      run: (own: Subject, _: number, { signal }: Tools) =>
        own[name]?.(...args, { ...options, signal, offload }),
    })
    return [
      operation(`${owner}.${name}, inline`, { class: 'algorithm', ...offloaded('inline') }),
      operation(`${owner}.${name}, on the pool and back`, { class: 'handOver', ...offloaded('pool') }),
      operation(`${owner}.${name}Sync`, {
        class: 'algorithm',
        crossings: 1,
        setup,
        run: own => own[`${name}Sync`]?.(...args, options),
      }),
    ]
  })
}

function assigning(): Operation[] {
  return algorithms
    .filter(({ resultClass }) => resultClass !== undefined)
    .map(algorithm =>
      operation(`${algorithm.resultClass}.assignTo`, {
        class: 'change',
        crossings: 1,
        setup() {
          const graph = tinyGraph()
          return { graph, result: resultOf(algorithm, graph) as { assignTo(column: string): void } }
        },
        run: ({ result }) => result.assignTo('result'),
        teardown: ({ graph }) => graph.close(),
      }),
    )
}

/** All of them. */
export const algorithmOperations: readonly Operation[] = [
  ...on('Graph', ({ tiny }) => subject(tiny)),
  ...on('Snapshot', ({ tinySnapshot }) => subject(tinySnapshot)),
  ...assigning(),
]
