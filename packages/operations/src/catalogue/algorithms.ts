/**
 * Algorithms on a graph of two nodes: what each costs before it works, inline, on the pool and blocking, and what its
 * result writes to a column. Every row comes from {@link algorithms}.
 */

import type { Graph } from 'groggy'
import { algorithmBarNs } from '../budgets.js'
import type { Context } from '../context.js'
import { tinyGraph } from '../graphs.js'
import { type Operation, operation, type Tools } from '../operation.js'
import { algorithms } from './algorithm-table.js'
import { type Algorithm, rightOf, wrongOf } from './kinds.js'

/** What has the methods of algorithms, by name. */
type Subject = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

/** A graph or snapshot as a {@link Subject}: the table says which methods there are. */
function subject(of: object): Subject {
  return of as Subject
}

/** Arguments of an example, and how many iterations and the like; other options have their defaults. */
function exampleOf({ args, options }: Algorithm): [args: readonly unknown[], options: object] {
  const counts = options.filter(({ kind }) => kind === 'Whole')
  return [args.map(rightOf), Object.fromEntries(counts.map((field, i) => [field.name, rightOf(field, i)]))]
}

/** Calls the blocking twin of an algorithm: on the first nodes, or on the given ones. */
export function resultOf(algorithm: Algorithm, graph: Graph, nodes = [0, 1], more = {}): object {
  const [args, options] = exampleOf(algorithm)
  const given = args.map((arg, i) => (algorithm.args[i]?.kind === 'Node' ? nodes[i] : arg))
  return subject(graph)[`${algorithm.name}Sync`]?.(...given, { ...options, ...more }) as object
}

function on(owner: string, setup: (context: Context) => Subject): Operation[] {
  return algorithms.flatMap(algorithm => {
    const { name } = algorithm
    const [args, options] = exampleOf(algorithm)
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
  const classes = algorithms.map(({ resultClass }) => resultClass)
  return algorithms
    .filter(({ resultClass }, i) => resultClass !== undefined && classes.indexOf(resultClass) === i)
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

/** Calls with one wrong value each, blocking and on the pool. */
export const algorithmFailures: readonly Operation[] = algorithms.flatMap(algorithm => {
  const { name, args, options } = algorithm
  const [right, others] = exampleOf(algorithm)
  return [...args, ...options].flatMap((field, i) => {
    const [wrong, throws] = wrongOf(field)
    const given = right.map((value, at) => (at === i ? wrong : value))
    const named = i < args.length ? others : { ...others, [field.name]: wrong }
    const facts = { class: 'algorithm', throws, setup: ({ tiny }: Context) => subject(tiny) } as const
    return [
      operation(`${name}Sync with a wrong ${field.name}`, {
        ...facts,
        run: own => own[`${name}Sync`]?.(...given, named),
      }),
      operation(`${name} with a wrong ${field.name}, on the pool`, {
        ...facts,
        run: own => own[name]?.(...given, { ...named, offload: 'pool' }),
      }),
    ]
  })
})

/** All of them. */
export const algorithmOperations: readonly Operation[] = [
  ...on('Graph', ({ tiny }) => subject(tiny)),
  ...on('Snapshot', ({ tinySnapshot }) => subject(tinySnapshot)),
  ...assigning(),
]
