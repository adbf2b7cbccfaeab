/** WordNet as a graph: a node a synset, an edge a relation. */

import { Graph } from 'groggy'
import type { Report } from '../progress.js'
import { readWordNet } from './wordnet-files.js'

const nodeColumns = {
  synset: 'utf8',
  partOfSpeech: 'utf8',
  lemma: 'utf8',
  words: 'utf8',
  gloss: 'utf8',
} as const

const edgeColumns = { relation: 'utf8', sourceWord: 'utf8', targetWord: 'utf8' } as const

/** The graph, keyed by `synset`. `sourceWord` and `targetWord` are missing where whole synsets are related. */
export type WordNet = Graph<typeof nodeColumns, typeof edgeColumns>

/** The graph with what it took to make it. */
export interface LoadedWordNet {
  readonly graph: WordNet
  /** Reading and parsing the files, in TypeScript. */
  readonly parseMs: number
  /** Handing nodes and edges over to the graph. */
  readonly buildMs: number
}

/** Reads WordNet and makes the graph of it. */
export async function loadWordNet(
  folder: string,
  report: Report,
  signal: AbortSignal,
): Promise<LoadedWordNet> {
  const start = performance.now()
  const data = await readWordNet(folder, (fraction, stage) => report(0.9 * fraction, stage), signal)
  const parsed = performance.now()
  report(0.9, 'building the graph')
  const graph: WordNet = new Graph({ key: 'synset', nodes: nodeColumns, edges: edgeColumns })
  const { key: synset, ...columns } = data.synsets
  graph.addNodes({ synset, ...columns })
  // A relation to a synset that is not there is an error, not a new node.
  graph.addEdges(data.relations, { createMissing: false })
  return { graph, parseMs: parsed - start, buildMs: performance.now() - parsed }
}
