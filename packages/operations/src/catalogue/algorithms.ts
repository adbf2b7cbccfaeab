/**
 * Algorithms on a graph of two nodes: what each costs before it works, inline, on the pool and blocking, and what its
 * result writes to a column. Every row comes from {@link algorithms}.
 */

import { readFileSync } from 'node:fs'
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

/** A declaration of the core, as far as it is of use here. */
interface Declared {
  readonly name: string
  readonly arguments: readonly { readonly kind: string; readonly example: string | null }[]
  readonly options: readonly { readonly name: string }[]
  readonly result: { readonly name?: string; readonly assigned?: string | null }
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function exampleOf({ name, arguments: given, options, result }: Declared): Algorithm {
  const nodes = [0, 1]
  return {
    name: camelCase(name),
    args: given.map(({ kind, example }) => (kind === 'Node' ? nodes.shift() : Number(example))),
    // What is measured is what an algorithm costs before it works.
    options: options.some(option => option.name === 'max_iterations') ? { maxIterations: 1 } : {},
    ...(result.name !== undefined && result.assigned ? { resultClass: result.name } : {}),
  }
}

const file = new URL('../../../../conformance/declarations.json', import.meta.url)
const declared = JSON.parse(readFileSync(file, 'utf8')) as { readonly algorithms: readonly Declared[] }

/** Every algorithm, as the core declares it. */
export const algorithms: readonly Algorithm[] = declared.algorithms.map(exampleOf)

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
  const classes = algorithms.map(({ resultClass }) => resultClass)
  return algorithms
    .filter(({ resultClass }, index) => resultClass !== undefined && classes.indexOf(resultClass) === index)
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
