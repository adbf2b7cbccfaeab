/**
 * The shortest way from one word to another through the relations of WordNet.
 *
 * Relations are followed both ways: "dog is a kind of canine" leads from dog to canine and back. A word has
 * several senses, each a synset, and the way may begin and end at any of them. Relations between words
 * (opposites, derived forms) count as those between synsets do, since without them nouns and verbs hardly
 * meet, but they are told with the words that they are between. Among equally short ways, the one with fewer
 * of them is taken, and then the one whose senses are more frequent.
 *
 * All of this is one search: in an undirected copy of the relations, two nodes stand for the words, with an
 * edge to each of their senses.
 */

import { Graph, type Path } from 'groggy'
import { type Placed, placed } from '../placement.js'
import type { Sense } from './senses.js'
import type { WordNet } from './wordnet.js'

/** What a relation between words costs more than one between synsets: less than one relation on any path. */
const LEXICAL_COST = 2 ** -10
/** What each rank of a sense costs: less than the relation between words on any path. */
const SENSE_COST = 2 ** -18

/** One relation of a path. */
export interface Step {
  /** Its type. */
  readonly relation: string
  /** Whether it was followed from its source to its target. */
  readonly forward: boolean
  readonly from: number
  readonly to: number
  /** The words that it is between, in the order of the path, when it is not between whole synsets. */
  readonly words: readonly [from: string, to: string] | undefined
}

/** A way from one word to another. */
export interface WordPath {
  readonly from: Sense
  readonly to: Sense
  readonly steps: readonly Step[]
}

/** The way, if there is one, and what the search took. */
export interface FoundPath {
  readonly path: WordPath | undefined
  /** Making the undirected copy. */
  readonly copyMs: number
  readonly search: Placed<Path | undefined>
}

/** Finds a shortest way from one of the senses `from` to one of the senses `to`. */
export async function wordPath(
  graph: WordNet,
  from: readonly Sense[],
  to: readonly Sense[],
  signal: AbortSignal,
): Promise<FoundPath> {
  const start = performance.now()
  using copy = undirectedCopy(graph)
  const [source, target] = [copy.addNode(), copy.addNode()]
  connect(copy, source, graph, from)
  connect(copy, target, graph, to)
  const copied = performance.now()
  const search = await placed('shortestPath', () =>
    copy.shortestPath(source, target, { weight: 'cost', signal }),
  )
  const found = search.result
  return {
    path: found === undefined ? undefined : tell(graph, found, from, to),
    copyMs: copied - start,
    search,
  }
}

/** The relations without direction, with the ids that they have in `graph`, and what each costs. */
function undirectedCopy(graph: WordNet): Graph {
  const edges = graph.edgeBound
  const source = new Uint32Array(edges)
  const target = new Uint32Array(edges)
  const cost = new Float64Array(edges)
  const sourceWord = graph.edges.column('sourceWord')
  for (let edge = 0; edge < edges; edge++) {
    source[edge] = graph.source(edge)
    target[edge] = graph.target(edge)
    cost[edge] = sourceWord.isNull(edge) ? 1 : 1 + LEXICAL_COST
  }
  return Graph.fromEdges({ source, target, cost }, { directed: false, nodeCount: graph.nodeBound })
}

function connect(copy: Graph, word: number, graph: WordNet, senses: readonly Sense[]): void {
  copy.addEdges({
    source: new Uint32Array(senses.length).fill(word),
    target: senses.map(sense => graph.nodeByKey(sense.key)),
    cost: senses.map(sense => sense.number * SENSE_COST),
  })
}

/** The path without the nodes that stand for the words. */
function tell(
  graph: WordNet,
  path: Path,
  from: readonly Sense[],
  to: readonly Sense[],
): WordPath | undefined {
  const nodes = path.nodes.subarray(1, -1)
  const edges = path.edges.subarray(1, -1)
  const senseAt = (node: number | undefined, senses: readonly Sense[]): Sense | undefined =>
    senses.find(sense => graph.nodeByKey(sense.key) === node)
  const [first, last] = [senseAt(nodes[0], from), senseAt(nodes.at(-1), to)]
  if (first === undefined || last === undefined) return undefined
  const steps = Array.from(edges, (edge, index) => {
    const [here = 0, there = 0] = nodes.subarray(index, index + 2)
    const forward = graph.source(edge) === here
    const words = [graph.edges.get(edge, 'sourceWord'), graph.edges.get(edge, 'targetWord')] as const
    const [a, b] = forward ? words : [words[1], words[0]]
    return {
      relation: graph.edges.get(edge, 'relation') ?? '',
      forward,
      from: here,
      to: there,
      words: a === undefined || b === undefined ? undefined : ([a, b] as const),
    }
  })
  return { from: first, to: last, steps }
}
