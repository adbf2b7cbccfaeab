/** What the operations of the health check work on. */

import type { MakeOperation } from 'ffi-health'
import type { Graph, Snapshot } from 'groggy'
import { type FilledGraph, filledGraph, NODES, tinyGraph } from 'groggy-cli/measure'

/** The library as it is loaded: constructors and static methods are called on it, so that checks see them. */
export type Library = typeof import('groggy')

/** A snapshot of a {@link filledGraph}. */
export type FilledSnapshot = ReturnType<FilledGraph['snapshot']>

/** What operations may take: nothing here is changed, since operations that change a graph have their own. */
export interface Context {
  readonly lib: Library
  readonly graph: FilledGraph
  readonly snapshot: FilledSnapshot
  readonly keyed: Graph
  readonly keyedSnapshot: Snapshot
  readonly tiny: Graph
  readonly tinySnapshot: Snapshot
}

/** Makes an operation. */
export type Make = MakeOperation<Context>

/** Makes the {@link Context}: each graph when it is first asked for, since most processes need one of them. */
export function openContext(lib: Library): Context {
  return new LazyContext(lib)
}

/** Closes what was made. */
export function closeContext(context: Context): void {
  if (context instanceof LazyContext) context.close()
}

class LazyContext implements Context {
  readonly lib: Library
  readonly #made = new Map<string, { close(): void }>()

  constructor(lib: Library) {
    this.lib = lib
  }

  get graph(): FilledGraph {
    return this.#once('graph', filledGraph)
  }
  get snapshot(): FilledSnapshot {
    return this.#once('snapshot', () => snapshotOf(filledGraph()))
  }
  get keyed(): Graph {
    return this.#once('keyed', () => keyedGraph(this.lib))
  }
  get keyedSnapshot(): Snapshot {
    return this.#once('keyedSnapshot', () => this.keyed.snapshot())
  }
  get tiny(): Graph {
    return this.#once('tiny', tinyGraph)
  }
  get tinySnapshot(): Snapshot {
    return this.#once('tinySnapshot', () => snapshotOf(tinyGraph()))
  }

  close(): void {
    for (const one of this.#made.values()) one.close()
  }

  /** Makes it, and from then on is it. */
  #once<Made extends { close(): void }>(name: keyof Context, make: () => Made): Made {
    const value = make()
    this.#made.set(name, value)
    Object.defineProperty(this, name, { value })
    return value
  }
}

/** The keys of {@link keyedGraph}. */
export const keys: readonly string[] = Array.from({ length: NODES }, (_, i) => `node ${i}`)

/** A graph whose nodes have keys. */
export function keyedGraph(lib: Library): Graph {
  const graph = new lib.Graph({ key: 'name' })
  graph.addNodes({ name: keys })
  return graph as Graph
}

/** A snapshot that is alone with what it shows: its graph is closed. */
export function snapshotOf<Shot>(graph: { snapshot(): Shot; close(): void }): Shot {
  const snapshot = graph.snapshot()
  graph.close()
  return snapshot
}

/** A graph of nodes without edges. */
export function bareGraph({ lib }: Pick<Context, 'lib'>): Graph {
  const graph = new lib.Graph()
  graph.addNodes(NODES)
  return graph
}

/** Ends what a set-up made. */
export const close = (one: { close(): void }): void => one.close()

/** Prototypes of attributes and columns, whose classes the package does not export. */
export function recorded(lib: Library): readonly object[] {
  using graph = new lib.Graph({
    nodes: { number: 'float64', text: 'utf8', flag: 'bool', time: 'timestamp', vector: 'vector<float32, 4>' },
  })
  graph.addNodes({
    number: [1],
    text: ['a'],
    flag: [true],
    time: [new Date(0)],
    vector: Float32Array.of(1, 2, 3, 4),
  })
  using snapshot = graph.snapshot()
  const names = ['number', 'text', 'flag', 'time', 'vector'] as const
  const objects = [
    graph.nodes,
    snapshot.nodes,
    ...names.map(name => graph.nodes.column(name)),
    ...names.map(name => snapshot.nodes.column(name)),
    graph.pageRankSync(),
    graph.connectedComponentsSync(),
    graph.bfsSync(0),
  ]
  return [...new Set(objects.map(object => Object.getPrototypeOf(object) as object))]
}
