/**
 * Protects: on generated graphs of thousands of edges the algorithms answer as graphology does.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DirectedGraph, UndirectedGraph } from 'graphology'
import { connectedComponents } from 'graphology-components'
import metrics from 'graphology-metrics'
import dijkstra from 'graphology-shortest-path/dijkstra.js'
import { bidirectional } from 'graphology-shortest-path/unweighted.js'
import type { AbstractGraph } from 'graphology-types'
import { Graph } from 'groggy'

/** A small generator, so that a failure can be run again: numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Edges = { source: Uint32Array; target: Uint32Array; weight: Float64Array }

/** Simple graphs, because graphology's algorithms are made for them. */
function simpleEdges(nodes: number, count: number, directed: boolean, skewed: boolean, seed: number): Edges {
  const random = generator(seed)
  const seen = new Set<string>()
  const edges: [number, number, number][] = []
  while (edges.length < count) {
    const u = Math.floor(random() ** (skewed ? 3 : 1) * nodes)
    const v = Math.floor(random() * nodes)
    const pair = directed || u < v ? `${u} ${v}` : `${v} ${u}`
    if (u === v || seen.has(pair)) continue
    seen.add(pair)
    edges.push([u, v, 1 + Math.floor(random() * 100)])
  }
  return {
    source: Uint32Array.from(edges, edge => edge[0]),
    target: Uint32Array.from(edges, edge => edge[1]),
    weight: Float64Array.from(edges, edge => edge[2]),
  }
}

function toGraphology(nodes: number, { source, target, weight }: Edges, directed: boolean): AbstractGraph {
  const graph = directed ? new DirectedGraph() : new UndirectedGraph()
  for (let node = 0; node < nodes; node++) graph.addNode(node)
  source.forEach((from, edge) => {
    graph.addEdge(from, target[edge], { weight: weight[edge] })
  })
  return graph
}

for (const directed of [true, false]) {
  for (const skewed of [true, false]) {
    const nodes = 3000
    const edges = simpleEdges(nodes, 4500, directed, skewed, directed ? 11 : 22)
    const peer = toGraphology(nodes, edges, directed)
    const name = `${directed ? 'directed' : 'undirected'}, ${skewed ? 'skewed' : 'even'} degrees`

    test(`connected components equal those of graphology: ${name}`, async () => {
      using graph = Graph.fromEdges(edges, { directed, nodeCount: nodes })
      const { labels, count, sizes } = await graph.connectedComponents()
      const right = connectedComponents(peer)
      assert.equal(count, right.length)
      for (const members of right) {
        const label = labels[Number(members[0])] as number
        assert.ok(members.every(node => labels[Number(node)] === label))
        assert.equal(sizes[label], members.length)
      }
    })

    test(`PageRank equals that of graphology: ${name}`, async () => {
      using graph = Graph.fromEdges(edges, { directed, nodeCount: nodes })
      for (const weight of [undefined, 'weight']) {
        const options = { alpha: 0.85, tolerance: 1e-14, maxIterations: 1000, getEdgeWeight: weight ?? null }
        const right = metrics.centrality.pagerank(peer, options)
        const { scores, converged } = await graph.pageRank({
          tolerance: 1e-13,
          maxIterations: 1000,
          ...(weight ? { weight } : {}),
        })
        assert.ok(converged)
        for (let node = 0; node < nodes; node++) {
          assert.ok(Math.abs((scores[node] as number) - (right[node] as number)) < 1e-9, `node ${node}`)
        }
      }
    })

    test(`shortest paths equal those of graphology: ${name}`, async () => {
      using graph = Graph.fromEdges(edges, { directed, nodeCount: nodes })
      const source = edges.source[0] as number
      const distances = await graph.shortestDistances(source, { weight: 'weight' })
      const right = dijkstra.singleSource(peer, source, 'weight')
      let reached = 0
      for (let node = 0; node < nodes; node++) {
        const path = right[node]
        const length = path
          ?.slice(1)
          .reduce((sum, to, step) => sum + peer.getEdgeAttribute(peer.edge(path[step], to), 'weight'), 0)
        assert.equal(distances[node], length ?? Number.POSITIVE_INFINITY, `node ${node}`)
        if (length !== undefined) reached++
        if (node % 50 === 0) {
          const hops = bidirectional(peer, source, node)
          const found = graph.shortestPathSync(source, node)
          assert.equal(found?.nodes.length, hops?.length, `hops to ${node}`)
        }
      }
      assert.ok(reached > 10, `only ${reached} nodes are reached`)
    })
  }
}
