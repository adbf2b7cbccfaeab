/** The synsets of a word, by its index files: the most frequent sense first within each part of speech. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { distance } from 'fastest-levenshtein'
import { UsageError } from '../usage-error.js'
import { filesByLetter, partsOfSpeech } from './wordnet-files.js'

/** A sense of a word. */
export interface Sense {
  /** The synset. */
  readonly key: string
  readonly partOfSpeech: string
  /** From 1 within the part of speech, the most frequent first. */
  readonly number: number
}

/** The senses of words. */
export class Senses {
  readonly #indexes: readonly { readonly letter: string; readonly text: string }[]

  private constructor(indexes: readonly { readonly letter: string; readonly text: string }[]) {
    this.#indexes = indexes
  }

  /** Reads the index files. */
  static async open(folder: string, signal: AbortSignal): Promise<Senses> {
    return new Senses(
      await Promise.all(
        Object.entries(filesByLetter).map(async ([letter, file]) => {
          const options = { encoding: 'latin1', signal } as const
          return { letter, text: await readFile(path.join(folder, `index.${file}`), options) }
        }),
      ),
    )
  }

  /** The senses of a word, in any case, with blanks or underscores. */
  of(word: string): Sense[] {
    const entry = word.trim().toLowerCase().replaceAll(/\s+/g, '_')
    const senses = this.#indexes.flatMap(({ letter, text }) =>
      keysIn(text, entry, letter).map((key, index) => ({
        key,
        partOfSpeech: partsOfSpeech[letter] ?? letter,
        number: index + 1,
      })),
    )
    if (senses.length > 0) return senses
    const similar = this.#similar(entry)
    throw new UsageError(
      `expected a word of WordNet, got ${JSON.stringify(word)}`,
      similar.length === 0
        ? 'give a noun, verb, adjective or adverb in its base form'
        : `did you mean ${similar.join(', ')}? Use the base form of a word`,
    )
  }

  /** Words of about this length that differ in one or two letters. */
  #similar(entry: string): string[] {
    const found = new Map<string, number>()
    for (const { text } of this.#indexes) {
      for (let start = 0; start < text.length; ) {
        const space = text.indexOf(' ', start)
        const candidate = text.slice(start, space)
        if (Math.abs(candidate.length - entry.length) <= 1 && candidate !== '') {
          const letters = difference(entry, candidate)
          if (letters <= (entry.length < 5 ? 1 : 2)) found.set(candidate, letters)
        }
        const newline = text.indexOf('\n', start)
        start = newline < 0 ? text.length : newline + 1
      }
    }
    return [...found]
      .sort(([a, x], [b, y]) => x - y || a.localeCompare(b))
      .slice(0, 5)
      .map(([word]) => word.replaceAll('_', ' '))
  }
}

/** The keys at the end of an entry's line, in the order of their frequency. */
function keysIn(index: string, entry: string, letter: string): string[] {
  const at = index.indexOf(`\n${entry} `)
  if (entry === '' || at < 0) return []
  const end = index.indexOf('\n', at + 1)
  const fields = index
    .slice(at + 1, end < 0 ? index.length : end)
    .trimEnd()
    .split(' ')
  const count = Number(fields[2])
  return fields.slice(-count).map(offset => letter + offset)
}

/** Letters to change, add or drop; the same letters in another order differ in one. */
function difference(a: string, b: string): number {
  const letters = distance(a, b)
  return letters === 2 && sorted(a) === sorted(b) ? 1 : letters
}

function sorted(word: string): string {
  return [...word].sort().join('')
}
