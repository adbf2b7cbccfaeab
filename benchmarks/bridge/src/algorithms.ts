/** Rows of the algorithms on a graph of two nodes: what each costs before it works, inline, blocking and on the pool. */

import type { Graph, Snapshot } from 'groggy'
import { tinyGraph } from 'groggy-cli/measure'
import { type Loop, type Row, row, session } from './row.js'
import { snapshotOf } from './topology.js'

type Subject = Pick<
  Graph & Snapshot,
  | 'close'
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
  run(subject: Subject, offload: 'inline' | 'pool'): Promise<unknown>
  runSync(subject: Subject): unknown
}

const algorithms: readonly Algorithm[] = [
  {
    name: 'pageRank',
    run: (subject, offload) => subject.pageRank({ offload, maxIterations: 1 }),
    runSync: subject => subject.pageRankSync({ maxIterations: 1 }),
  },
  {
    name: 'connectedComponents',
    run: (subject, offload) => subject.connectedComponents({ offload }),
    runSync: subject => subject.connectedComponentsSync(),
  },
  {
    name: 'bfs',
    run: (subject, offload) => subject.bfs(0, { offload }),
    runSync: subject => subject.bfsSync(0),
  },
  {
    name: 'shortestPath',
    run: (subject, offload) => subject.shortestPath(0, 1, { offload }),
    runSync: subject => subject.shortestPathSync(0, 1),
  },
  {
    name: 'shortestDistances',
    run: (subject, offload) => subject.shortestDistances(0, { offload }),
    runSync: subject => subject.shortestDistancesSync(0),
  },
]

function awaiting(algorithm: Algorithm, offload: 'inline' | 'pool'): (subject: Subject) => Loop {
  return subject => async count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += (await algorithm.run(subject, offload)) === undefined ? 0 : 1
    return sum
  }
}

function blocking(algorithm: Algorithm): (subject: Subject) => Loop {
  return subject => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += algorithm.runSync(subject) === undefined ? 0 : 1
    return sum
  }
}

/** What results write to a column of their graph. */
function assigning(): Row[] {
  const assign = (name: string, compute: (graph: Graph) => { assignTo(column: string): void }): Row =>
    row(
      `${name}.assignTo`,
      'change',
      1,
      session(tinyGraph, graph => {
        const result = compute(graph)
        return count => {
          for (let i = 0; i < count; i++) result.assignTo('result')
          return count
        }
      }),
    )
  return [
    assign('PageRankResult', graph => graph.pageRankSync()),
    assign('Components', graph => graph.connectedComponentsSync()),
    assign('BfsResult', graph => graph.bfsSync(0)),
  ]
}

/** All of them. */
export const algorithmRows: readonly Row[] = [
  ...(['Graph', 'Snapshot'] as const).flatMap(owner =>
    algorithms.flatMap(algorithm => {
      const open = (): Subject => (owner === 'Graph' ? tinyGraph() : snapshotOf(tinyGraph()))
      const { name } = algorithm
      return [
        row(`${owner}.${name}`, 'set-up', 1, session(open, awaiting(algorithm, 'inline')), {
          variant: 'inline',
          barNs: 5_000,
        }),
        row(`${owner}.${name}`, 'set-up', 1, session(open, awaiting(algorithm, 'pool')), {
          variant: 'on the pool and back',
          barNs: 60_000,
        }),
        row(`${owner}.${name}Sync`, 'algorithm', 1, session(open, blocking(algorithm))),
      ]
    }),
  ),
  ...assigning(),
]
