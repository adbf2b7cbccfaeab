// Protects: on real data, all of WordNet with its parallel relations, the algorithms answer as graphology does.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MultiDirectedGraph } from 'graphology'
import { connectedComponents } from 'graphology-components'
import metrics from 'graphology-metrics'
import dijkstra from 'graphology-shortest-path/dijkstra.js'
import { bidirectional, singleSourceLength } from 'graphology-shortest-path/unweighted.js'
import { loadWordNet, type WordNet } from '../dist/tour/wordnet.js'
import { readWordNet, wordNetFolder } from '../dist/tour/wordnet-files.js'

/** Synsets that paths are looked for between: a dog, a cat, to run, good, slowly, a computer, a mountain. */
const LEMMAS = ['dog', 'cat', 'run', 'good', 'slowly', 'computer', 'mountain']

let graph: WordNet
/** Node for node, edge for edge the same; named by our ids. */
let peer: MultiDirectedGraph
let sources: number[]

/** A whole number, so that sums are exact in any order. */
function weightOf(edge: number): number {
  return 1 + ((edge * 7) % 10)
}

before(async () => {
  const { signal } = new AbortController()
  const loaded = await loadWordNet(wordNetFolder(), () => undefined, signal)
  graph = loaded.graph
  graph.edges.setColumn(
    'weight',
    Float64Array.from({ length: graph.edgeBound }, (_, edge) => weightOf(edge)),
  )

  // From the files, not from the graph that is to be tested.
  const { synsets, relations } = await readWordNet(wordNetFolder(), () => undefined, signal)
  peer = new MultiDirectedGraph()
  const idByKey = new Map(synsets.key.map((key, id) => [key, id]))
  for (const id of idByKey.values()) peer.addNode(id)
  relations.source.forEach((source, edge) => {
    const target = idByKey.get(relations.target[edge] ?? '')
    peer.addEdge(idByKey.get(source), target, { weight: weightOf(edge) })
  })
  sources = LEMMAS.map(lemma => synsets.lemma.indexOf(lemma))
  assert.ok(!sources.includes(-1))
})

after(() => graph.close())

test('as many synsets and relations as the files have', () => {
  assert.equal(graph.nodeCount, 117_791)
  assert.equal(graph.edgeCount, 378_203)
  assert.equal(peer.order, graph.nodeCount)
  assert.equal(peer.size, graph.edgeCount)
})

test('degrees and neighbours', () => {
  for (let id = 0; id < graph.nodeBound; id++) {
    assert.equal(graph.outDegree(id), peer.outDegree(id), `out-degree of ${id}`)
    assert.equal(graph.inDegree(id), peer.inDegree(id), `in-degree of ${id}`)
  }
  for (const id of sources) {
    const right = peer.outNeighbors(id).map(Number)
    assert.deepEqual(
      [...graph.outNeighbors(id)],
      right.sort((a, b) => a - b),
    )
  }
})

test('components', async () => {
  const { labels, count, sizes } = await graph.connectedComponents()
  const right = connectedComponents(peer)
  assert.equal(count, right.length)
  for (const members of right) {
    const label = labels[Number(members[0])] as number
    assert.ok(members.every(node => labels[Number(node)] === label))
    assert.equal(sizes[label], members.length)
  }
})

for (const weight of [undefined, 'weight']) {
  test(`PageRank, ${weight === undefined ? 'every relation alike' : 'weighted'}`, async () => {
    const right = metrics.centrality.pagerank(peer, {
      tolerance: 1e-15,
      maxIterations: 500,
      getEdgeWeight: weight ?? null,
    })
    const { scores, converged } = await graph.pageRank({
      tolerance: 1e-12,
      maxIterations: 500,
      ...(weight === undefined ? {} : { weight }),
    })
    assert.ok(converged)
    let difference = 0
    for (let id = 0; id < scores.length; id++) {
      difference += Math.abs((scores[id] as number) - (right[id] as number))
    }
    assert.ok(difference < 1e-9, `the scores differ by ${difference} in all`)
  })
}

test('depths and hops from each synset', async () => {
  for (const source of sources) {
    const right = singleSourceLength(peer, source)
    const { depth } = await graph.bfs(source, { direction: 'out' })
    for (let id = 0; id < depth.length; id++) {
      assert.equal(depth[id], right[id] ?? -1, `depth of ${id} from ${source}`)
    }
    for (const target of sources) {
      const found = await graph.shortestPath(source, target)
      assert.equal(found?.nodes.length, bidirectional(peer, source, target)?.length, `${source} to ${target}`)
    }
  }
})

test('weighted distances and paths from each synset', async () => {
  for (const source of sources.slice(0, 3)) {
    const right = dijkstra.singleSource(peer, source, 'weight')
    const distances = await graph.shortestDistances(source, { weight: 'weight' })
    for (let id = 0; id < distances.length; id++) {
      const path = right[id]
      const length = path === undefined ? Number.POSITIVE_INFINITY : lengthOf(path.map(Number))
      assert.equal(distances[id], length, `distance of ${id} from ${source}`)
    }
    for (const target of sources) {
      const found = await graph.shortestPath(source, target, { weight: 'weight' })
      assert.equal(found?.distance ?? Number.POSITIVE_INFINITY, distances[target])
    }
  }
})

/** Along the lightest of parallel relations. */
function lengthOf(path: readonly number[]): number {
  let sum = 0
  for (let step = 1; step < path.length; step++) {
    const edges = graph.edgesBetween(path[step - 1] as number, path[step] as number)
    sum += Math.min(...Array.from(edges, weightOf))
  }
  return sum
}
