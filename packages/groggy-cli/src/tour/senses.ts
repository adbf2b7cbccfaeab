/** The synsets of a word, by its index files: the most frequent sense first within each part of speech. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
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
      `WordNet has no word ${JSON.stringify(word)}`,
      similar.length === 0
        ? 'give a noun, verb, adjective or adverb in its base form'
        : `did you mean ${similar.join(', ')}? Words are looked up in their base form`,
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
          const distance = editDistance(entry, candidate)
          if (distance <= (entry.length < 5 ? 1 : 2)) found.set(candidate, distance)
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

/** Letters to change, add, drop or swap with their neighbour (Damerau 1964, optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
