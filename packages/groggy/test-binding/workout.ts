/** What is done to a graph to see whether it still works, and what a graph is, as one comparable value. */

import { Graph, type Snapshot } from 'groggy'

/** Everything that can be read of a graph. */
export function picture(graph: Graph | Snapshot): string {
  const ids = [...graph.nodes]
  const edges = [...graph.edges]
  const values = (table: Graph['nodes'] | Snapshot['nodes'], id: number) =>
    Object.keys(table.schema)
      .sort()
      .map(name => [name, table.get(id, name as never) as unknown])
  return JSON.stringify(
    [
      graph.nodeCount,
      graph.edgeCount,
      ids.map(id => [id, values(graph.nodes, id), [...graph.neighbors(id)], graph.degree(id)]),
      edges.map(id => [id, graph.source(id), graph.target(id), values(graph.edges, id)]),
    ],
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value === undefined ? '-' : value),
  )
}

/** A small graph to be hit; fills `graph` when that is given. */
export function small(graph: Graph = new Graph() as Graph): Graph {
  graph.addNodes({ x: [1, 2, 3], name: ['a', 'b', 'c'] })
  graph.addEdges({ source: [0, 1], target: [1, 2], weight: [0.5, 1.5] })
  return graph
}

/** Uses every part of the library once, and says what came out. */
export function workout(): string {
  const graph = small()
  graph.addNodes([{ x: 4, name: 'd' }, { name: 'e' }])
  graph.addNodes({ x: Float64Array.of(6, 7), name: ['f', 'g'] })
  graph.addEdges([
    { source: 3, target: 4, weight: 2 },
    { source: 4, target: 0, weight: 3 },
  ])
  graph.addEdges({ source: Uint32Array.of(5), target: Uint32Array.of(6), weight: [1] })
  graph.nodes.set(0, 'x', 10)
  graph.nodes.assign(1, { x: 11, name: 'B' })
  graph.nodes.setValues('x', [2, 3], [12, 13])
  graph.nodes.setColumn('y', [1n, 2n])
  graph.removeNode(6)
  const snapshot = graph.snapshot()
  const told = [
    picture(graph),
    [...graph.pageRankSync().scores].map(score => score.toFixed(9)),
    [...graph.connectedComponentsSync().labels],
    [...graph.bfsSync(0).depth],
    graph.shortestPathSync(0, 2, { weight: 'weight' })?.distance,
    [...snapshot.neighbors(3)],
    snapshot.toGraph().validate(),
    graph.validate(),
  ]
  snapshot.close()
  graph.close()
  return JSON.stringify(told)
}
