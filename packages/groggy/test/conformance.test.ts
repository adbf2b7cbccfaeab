/**
 * Protects: every algorithm answers as NetworkX does (`conformance/algorithms.json`), blocking and not, on the
 * graph and on a snapshot of it.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Graph, type Snapshot } from 'groggy'

interface Case {
  name: string
  directed: boolean
  nodeCount: number
  source: number[]
  target: number[]
  weight: number[]
  expected: {
    pageRank?: number[]
    pageRankWeighted?: number[]
    pageRankPersonalized?: number[]
    connectedComponents: number[]
    from0: { depth?: number[]; distance?: (number | null)[]; distanceInwards?: (number | null)[] }
  }
}

const file = new URL('../../../conformance/algorithms.json', import.meta.url)
const { cases, tolerance } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[]; tolerance: number }
const exact = { tolerance: 1e-13, maxIterations: 10_000 }

function near(found: ArrayLike<number>, right: readonly number[], what: string): void {
  assert.equal(found.length, right.length, what)
  right.forEach((value, id) => {
    const close = found[id] === value || Math.abs((found[id] ?? Number.NaN) - value) <= tolerance
    assert.ok(close, `${what}: node ${id} has ${found[id]}, not ${value}`)
  })
}

/** What stands in the data as null is unreached. */
function distances(values: readonly (number | null)[]): number[] {
  return values.map(value => value ?? Number.POSITIVE_INFINITY)
}

type Readable = Graph | Snapshot

async function check(graph: Readable, { expected, nodeCount, source, target, weight, directed }: Case) {
  const { pageRank, pageRankWeighted, pageRankPersonalized, from0 } = expected
  if (pageRank) near((await graph.pageRank(exact)).scores, pageRank, 'pageRank')
  if (pageRankWeighted) {
    near((await graph.pageRank({ ...exact, weight: 'weight' })).scores, pageRankWeighted, 'by a column')
    const values = Float64Array.from(weight)
    near(graph.pageRankSync({ ...exact, weight: values }).scores, pageRankWeighted, 'by an array')
  }
  if (pageRankPersonalized) {
    const personalization = Float64Array.from({ length: nodeCount }, (_, node) => node % 3)
    near(graph.pageRankSync({ ...exact, personalization }).scores, pageRankPersonalized, 'personalized')
  }
  const { labels, count, sizes } = await graph.connectedComponents()
  assert.deepEqual([...labels], expected.connectedComponents)
  assert.equal(count, new Set(expected.connectedComponents).size)
  for (let label = 0; label < count; label++) {
    assert.equal(sizes[label], expected.connectedComponents.filter(other => other === label).length)
  }
  if (!from0.depth || !from0.distance || !from0.distanceInwards) return

  const { depth, parent } = graph.bfsSync(0)
  assert.deepEqual([...depth], from0.depth)
  from0.depth.forEach((hops, node) => {
    const before = source.flatMap((from, edge) => {
      const to = target[edge] as number
      return to === node ? [from] : !directed && from === node ? [to] : []
    })
    const closer = before.filter(other => from0.depth?.[other] === hops - 1)
    assert.equal(parent[node], hops > 0 ? Math.min(...closer) : 0xffffffff, `the parent of ${node}`)
  })

  const right = distances(from0.distance)
  near(await graph.shortestDistances(0, { weight: 'weight' }), right, 'shortestDistances')
  const inwards = graph.shortestDistancesSync(0, { weight: 'weight', direction: 'in' })
  near(inwards, distances(from0.distanceInwards), 'shortestDistances inwards')
  for (let node = 0; node < nodeCount; node++) {
    const path = graph.shortestPathSync(0, node, { weight: 'weight' })
    const hops = graph.shortestPathSync(0, node)
    if (right[node] === Number.POSITIVE_INFINITY) {
      assert.equal(path, undefined)
      assert.equal(hops, undefined)
      continue
    }
    assert.ok(path && hops)
    assert.ok(Math.abs(path.distance - (right[node] as number)) <= tolerance)
    assert.equal(hops.edges.length, from0.depth[node])
    for (const found of [path, hops]) follows(graph, found, node)
    assert.equal(sum([...path.edges].map(edge => weight[edge] as number)), path.distance)
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function follows(graph: Readable, { nodes, edges }: { nodes: Uint32Array; edges: Uint32Array }, end: number) {
  assert.equal(nodes[0], 0)
  assert.equal(nodes[nodes.length - 1], end)
  assert.equal(nodes.length, edges.length + 1)
  edges.forEach((edge, step) => {
    const ends = [graph.source(edge), graph.target(edge)]
    const here = [nodes[step], nodes[step + 1]]
    assert.deepEqual(graph.directed ? ends : ends.sort(), graph.directed ? here : here.sort())
  })
}

assert.ok(cases.length >= 28, 'the data is there')
for (const example of cases) {
  test(example.name, async () => {
    const { source, target, weight, directed, nodeCount } = example
    using graph = Graph.fromEdges(
      { source, target, weight: Float64Array.from(weight) },
      { directed, nodeCount },
    )
    await check(graph, example)
    using snapshot = graph.snapshot()
    if (graph.nodeCount > 0) graph.removeNode(0)
    await check(snapshot, example)
  })
}
