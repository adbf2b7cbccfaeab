// `npm run bench:near [-- --json]`: queries about a neighbourhood, before and after a change, at two sizes.
import { type DirectedGraph, MultiDirectedGraph } from 'graphology'
import { bidirectional } from 'graphology-shortest-path/unweighted.js'
import { Graph } from 'groggy'
import { beside, type Row } from './beside.js'

/** Ends of edges without random numbers: each node has `degree` of them. */
function ends(nodes: number, edges: number): { source: Uint32Array; target: Uint32Array } {
  let state = 12345
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * nodes)
  }
  const source = new Uint32Array(edges)
  const target = new Uint32Array(edges)
  for (let i = 0; i < edges; i++) {
    source[i] = next()
    target[i] = next()
  }
  return { source, target }
}

/** Nodes at most two steps out of `node`, ascending. */
function twoHops(graph: DirectedGraph, node: number): string[] {
  const found = new Set([String(node)])
  for (const next of graph.outNeighbors(node)) {
    found.add(next)
    for (const other of graph.outNeighbors(next)) found.add(other)
  }
  return [...found]
}

const ascending = (nodes: Iterable<number | string>) => [...nodes].map(Number).sort((a, b) => a - b)

function rows(nodes: number, edges: number, peer: boolean): Row[] {
  const { source, target } = ends(nodes, edges)
  const weight = Float64Array.from(source, (_, i) => 1 + (i % 9))
  const graph = Graph.fromEdges({ source, target, weight }, { nodeCount: nodes })
  graph.neighbors(0)
  const theirs = peer ? new MultiDirectedGraph() : undefined
  if (theirs !== undefined) {
    for (let node = 0; node < nodes; node++) theirs.addNode(node)
    for (let i = 0; i < edges; i++) theirs.addEdge(source[i], target[i])
  }
  const node = (i: number) => (i * 7919) % nodes
  const pairs = Array.from({ length: 512 }, (_, i): [number, number] => {
    const { nodes: found } = graph.kHopSync(node(i), 2)
    return [node(i), found[found.length - 1] ?? node(i)]
  })
  const pair = (i: number) => pairs[i % pairs.length] ?? [0, 0]
  const change = (i: number) => graph.addEdge(node(i), node(i + 1), { weight: 1 })
  const at = edges >= 1e6 ? `${edges / 1e6} M` : `${edges / 1e3} k`
  const calls = 400
  return [
    {
      name: `kHop, 2 out, ${at}`,
      calls,
      ours: i => graph.kHopSync(node(i), 2).nodes,
      theirs: theirs && (i => twoHops(theirs, node(i))),
      answer: found => ascending(found as Iterable<number>),
    },
    {
      name: `shortestPath, 2 hops, ${at}`,
      calls,
      ours: i => graph.shortestPathSync(...pair(i))?.nodes.length,
      theirs: theirs && (i => bidirectional(theirs, ...pair(i))?.length),
    },
    {
      name: `hasPath, 2 hops, ${at}`,
      calls,
      ours: i => graph.hasPathSync(...pair(i)),
      theirs: theirs && (i => bidirectional(theirs, ...pair(i)) !== null),
    },
    { name: `kHop, 2 both ways, ${at}`, calls, ours: i => graph.kHopSync(node(i), 2, { direction: 'both' }) },
    {
      name: `shortestPath by weight, 2 hops, ${at}`,
      calls,
      ours: i => graph.shortestPathSync(...pair(i), { weight: 'weight' }),
    },
    { name: `addEdge alone, ${at}`, calls, ours: change },
    {
      name: `addEdge, then kHop, ${at}`,
      calls,
      ours: i => {
        change(i)
        return graph.kHopSync(node(i), 2)
      },
    },
    {
      name: `addEdge, then shortestPath by weight, ${at}`,
      calls,
      ours: i => {
        change(i)
        return graph.shortestPathSync(...pair(i), { weight: 'weight' })
      },
    },
  ]
}

beside('Near queries: CPU time of a call', [
  ...rows(10_000, 40_000, true),
  ...rows(1_000_000, 4_000_000, false),
])
