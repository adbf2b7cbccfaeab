/** Errors that the library promises: each with its code, thrown or rejected with. */

import type { Operations } from 'ffi-health'
import { Graph } from 'groggy'
import { NODES, tinyGraph } from 'groggy-cli/measure'
import { type Context, close, type Make } from './context.js'

/** All of them. */
export function failures(operation: Make): Operations<Context> {
  const refused = (throws: string, run: (context: Context) => unknown) =>
    operation({ class: 'simpleQuery', throws, run })
  const rejected = (throws: string, run: (context: Context) => Promise<unknown>) =>
    operation({ class: 'algorithm', throws, run })
  return {
    'no such node': refused('NODE_NOT_FOUND', ({ graph }) => graph.degree(NODES)),
    'no such edge': refused('EDGE_NOT_FOUND', ({ graph }) => graph.source(graph.edgeBound)),
    'no such attribute': refused('ATTRIBUTE_NOT_FOUND', ({ graph }) =>
      graph.nodes.column('absent' as 'number'),
    ),
    'no such key': refused('KEY_NOT_FOUND', ({ keyed }) => keyed.nodeByKey('absent')),
    'another type': refused('TYPE_MISMATCH', ({ graph }) => graph.nodes.set(0, 'number', 'text' as never)),
    'an id that is none': refused('TYPE_MISMATCH', ({ graph }) => graph.degree('0' as never)),
    'a key twice': refused('DUPLICATE_KEY', ({ keyed }) => keyed.addNodes({ name: ['another', 'node 0'] })),
    'too many nodes': operation({
      class: 'simpleQuery',
      throws: 'LIMIT_EXCEEDED',
      skip: { errors: 'one wrong argument is 2 ** 31, which is as many nodes' },
      run: ({ tiny }) => tiny.addNodes(2 ** 32),
    }),
    'an option out of range': refused('INVALID_ARGUMENT', ({ tiny }) => tiny.pageRankSync({ damping: 2 })),
    'a token of nobody': refused('CLOSED', ({ lib }) => lib.Snapshot.attach('0'.repeat(32))),
    'an edge twice': operation({
      class: 'simpleQuery',
      throws: 'DUPLICATE_EDGE',
      setup: () => new Graph({ multi: false }),
      run(graph) {
        if (graph.nodeCount === 0) {
          graph.addNodes(2)
          graph.addEdge(0, 1)
        }
        return graph.addEdge(0, 1)
      },
      teardown: close,
    }),
    closed: operation({
      class: 'simpleQuery',
      throws: 'CLOSED',
      setup() {
        const graph = tinyGraph()
        graph.close()
        return graph
      },
      run: graph => graph.degree(0),
    }),
    'busy: changed by a getter of the rows that it adds': operation({
      class: 'simpleQuery',
      throws: 'BUSY',
      // In the place of rows, a number says how many nodes.
      lenient: true,
      setup: tinyGraph,
      run: graph =>
        graph.addNodes([
          { age: 1 },
          {
            get age() {
              graph.addNode()
              return 1
            },
          },
        ] as object[]),
      teardown: close,
    }),
    'rejects: an option out of range': rejected('INVALID_ARGUMENT', ({ tiny }) =>
      tiny.pageRank({ damping: 2, offload: 'pool' }),
    ),
    'rejects: no such node': rejected('NODE_NOT_FOUND', ({ tiny }) => tiny.bfs(99)),
    'rejects: no such weights': rejected('ATTRIBUTE_NOT_FOUND', ({ tiny }) =>
      tiny.shortestPath(0, 1, { weight: 'absent' }),
    ),
    'rejects: no such file': rejected('IO', ({ lib }) => lib.Graph.read('/no/such/file.txt')),
    'rejects: aborted': operation({
      class: 'algorithm',
      throws: { name: 'AbortError' },
      skip: { errors: 'rejects with the reason of the signal, and its stack is of who aborted' },
      run: ({ tiny }) => tiny.pageRank({ signal: AbortSignal.abort() }),
    }),
  }
}
