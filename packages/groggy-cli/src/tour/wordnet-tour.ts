/** The tour of WordNet. */

import { heading, print, shorten } from '../output.js'
import { where } from '../placement.js'
import { withProgress } from '../progress.js'
import { count, milliseconds, plural } from '../quantities.js'
import { UsageError } from '../usage-error.js'
import { tourBridge } from './bridge.js'
import { phrase } from './relations.js'
import { type NodeColumns, nativeBytesByOwner, printMemory, tourComponents, tourRank } from './sections.js'
import { type Sense, Senses } from './senses.js'
import { type FoundPath, type WordPath, wordPath } from './word-path.js'
import { loadWordNet, type WordNet } from './wordnet.js'
import { wordNetFolder } from './wordnet-files.js'

/** Goes through WordNet, with the path from word `a` to word `b`. */
export async function wordNetTour(a: string, b: string, signal: AbortSignal): Promise<void> {
  const folder = wordNetFolder()
  const senses = await Senses.open(folder, signal)
  // Before anything that takes time: a word that is not there is told at once.
  const [from, to] = [senses.of(a), senses.of(b)]
  const before = nativeBytesByOwner()
  const {
    graph: loaded,
    parseMs,
    buildMs,
  } = await withProgress('reading WordNet', report => loadWordNet(folder, report, signal))
  using graph = loaded
  heading('WordNet 3.1')
  print(`${count(graph.nodeCount)} synsets, ${count(graph.edgeCount)} typed relations`)
  print(
    `loaded in ${milliseconds(parseMs + buildMs)}: ${milliseconds(parseMs)} to parse the files in TypeScript,`,
  )
  print(`${milliseconds(buildMs)} to hand nodes, edges and their texts over to the graph`)
  const nodes = synsetColumns(graph)
  await tourComponents(graph, nodes, signal)
  const { ranked, delay } = await tourRank(graph, nodes, signal)
  heading('What it takes')
  printMemory(graph, before)
  heading(`From ${a} to ${b}`)
  const found = await withProgress('finding a path', () => wordPath(graph, from, to, signal))
  printPath(graph, a, b, from, to, found)
  await tourBridge(ranked, delay, signal)
}

/** The words that the path is between when none were given. */
export const defaultWords = ['dog', 'cat'] as const

function synsetColumns(graph: WordNet): NodeColumns {
  const lemma = graph.nodes.column('lemma')
  const partOfSpeech = graph.nodes.column('partOfSpeech')
  const gloss = graph.nodes.column('gloss')
  return {
    head: ['lemma', 'part of speech', 'gloss'],
    cells: id => [lemma.get(id) ?? '', partOfSpeech.get(id) ?? '', shorten(gloss.get(id) ?? '', 52)],
  }
}

function printPath(
  graph: WordNet,
  a: string,
  b: string,
  from: readonly Sense[],
  to: readonly Sense[],
  { path, copyMs, search }: FoundPath,
): void {
  const took = `searched in ${milliseconds(search.ms)} ${where(search)}, after ${milliseconds(copyMs)} to make relations lead both ways`
  const choices = `${a} has ${plural(from.length, 'sense')}, ${b} has ${plural(to.length, 'sense')}`
  if (path === undefined) {
    print(`${choices}; no relations lead from one to the other (${took})`)
    return
  }
  const { steps } = path
  print(`${choices}; the closest two are ${plural(steps.length, 'relation')} apart:`)
  print(`  ${describeSense(graph, a, path.from)}`)
  print(`  ${describeSense(graph, b, path.to)}`)
  print()
  if (steps.length === 0) print(`  ${a} and ${b} are words of one synset`)
  for (const line of spell(graph, path)) print(`  ${line}`)
  print()
  print(took)
}

function describeSense(graph: WordNet, word: string, { key, partOfSpeech, number }: Sense): string {
  const gloss = graph.nodes.get(graph.nodeByKey(key), 'gloss') ?? ''
  return `${word}, ${partOfSpeech}, sense ${number}: ${shorten(gloss, 80)}`
}

/** A sentence for each relation. */
function spell(graph: WordNet, { steps }: WordPath): string[] {
  const names = steps.map(({ from, to, words }) =>
    [from, to].map((id, end) => {
      const word = words?.[end]
      return word === undefined ? synset(graph, id) : `“${word}” (${graph.nodes.get(id, 'partOfSpeech')})`
    }),
  )
  const width = Math.max(0, ...names.map(([name = '']) => name.length))
  return steps.map(({ relation, forward }, index) => {
    const [from = '', to = ''] = names[index] ?? []
    return `${from.padEnd(width)}  ${phrase(relation, forward)}  ${to}`
  })
}

/** Up to three words of a synset. */
function synset(graph: WordNet, id: number): string {
  const words = (graph.nodes.get(id, 'words') ?? '').split(', ')
  return words.length > 3 ? `${words.slice(0, 3).join(', ')}, …` : words.join(', ')
}

/** Two words, or the default ones. */
export function chooseWords(args: readonly string[]): readonly [string, string] {
  const [a, b] = args
  if (a === undefined) return defaultWords
  if (b === undefined) throw new UsageError(`expected two words for a path, got ${a}`, 'groggy tour dog cat')
  return [a, b]
}
