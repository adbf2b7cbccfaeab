/** The algorithms on a graph of two nodes: what each costs before it works, inline, on the pool and blocking. */

import type { Operations } from 'ffi-health'
import type { Graph, TaskOptions } from 'groggy'
import { tinyGraph } from 'groggy-cli/measure'
import { type Context, close, type Make } from './context.js'

type Subject = Pick<
  Graph,
  | 'pageRank'
  | 'pageRankSync'
  | 'connectedComponents'
  | 'connectedComponentsSync'
  | 'bfs'
  | 'bfsSync'
  | 'shortestPath'
  | 'shortestPathSync'
  | 'shortestDistances'
  | 'shortestDistancesSync'
>

interface Algorithm {
  readonly name: string
  readonly run: (subject: Subject, options: TaskOptions) => Promise<unknown>
  readonly runSync: (subject: Subject) => unknown
}

const list: readonly Algorithm[] = [
  {
    name: 'pageRank',
    run: (subject, options) => subject.pageRank({ ...options, maxIterations: 1 }),
    runSync: subject => subject.pageRankSync({ maxIterations: 1 }),
  },
  {
    name: 'connectedComponents',
    run: (subject, options) => subject.connectedComponents(options),
    runSync: subject => subject.connectedComponentsSync(),
  },
  {
    name: 'bfs',
    run: (subject, options) => subject.bfs(0, options),
    runSync: subject => subject.bfsSync(0),
  },
  {
    name: 'shortestPath',
    run: (subject, options) => subject.shortestPath(0, 1, options),
    runSync: subject => subject.shortestPathSync(0, 1),
  },
  {
    name: 'shortestDistances',
    run: (subject, options) => subject.shortestDistances(0, options),
    runSync: subject => subject.shortestDistancesSync(0),
  },
]

/** All of them. */
export function algorithms(operation: Make): Operations<Context> {
  return {
    ...on(operation, 'Graph', ({ tiny }) => tiny),
    ...on(operation, 'Snapshot', ({ tinySnapshot }) => tinySnapshot),
    ...assigning(operation),
  }
}

function on(operation: Make, owner: string, setup: (context: Context) => Subject): Operations<Context> {
  const kinds = list.flatMap(({ name, run, runSync }) => [
    [
      `${owner}.${name}, inline`,
      operation({
        class: 'algorithm',
        abortable: true,
        setup,
        run: (subject, _, { signal }) => run(subject, { signal, offload: 'inline' }),
      }),
    ],
    [
      `${owner}.${name}, on the pool`,
      operation({
        class: 'handOver',
        abortable: true,
        setup,
        run: (subject, _, { signal }) => run(subject, { signal, offload: 'pool' }),
      }),
    ],
    [`${owner}.${name}Sync`, operation({ class: 'algorithm', setup, run: runSync })],
  ])
  return Object.fromEntries(kinds)
}

/** What results write to a column of their graph. */
function assigning(operation: Make): Operations<Context> {
  const assign = (compute: (graph: Graph) => { assignTo(column: string): void }) =>
    operation({
      class: 'change',
      setup() {
        const graph = tinyGraph()
        return { graph, result: compute(graph) }
      },
      run: ({ result }) => result.assignTo('result'),
      teardown: ({ graph }) => close(graph),
    })
  return {
    'PageRankResult.assignTo': assign(graph => graph.pageRankSync()),
    'Components.assignTo': assign(graph => graph.connectedComponentsSync()),
    'BfsResult.assignTo': assign(graph => graph.bfsSync(0)),
  }
}
