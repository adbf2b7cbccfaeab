/** `groggy tour [FILE [A B]]`: the library at work on real data, and what its bridge cost. */

import { existsSync } from 'node:fs'
import type { InputOptions } from '../input-options.js'
import { print } from '../output.js'
import { milliseconds } from '../quantities.js'
import { UsageError } from '../usage-error.js'
import { fileTour } from './file-tour.js'
import { chooseWords, wordNetTour } from './wordnet-tour.js'

/**
 * Takes the tour: of WordNet without arguments or with two words, of a file with one argument or three.
 *
 * @param args - nothing; two words; a file; a file and two of its nodes.
 */
export async function runTour(
  args: readonly string[],
  options: InputOptions,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now()
  const [file, a, b] = args
  if (file === undefined || (args.length === 2 && !existsSync(file))) {
    const [from, to] = chooseWords(args)
    await wordNetTour(from, to, signal)
  } else if (args.length === 2) {
    throw new UsageError(`expected two nodes for a path through ${file}, got ${a}`, 'groggy tour FILE A B')
  } else {
    await fileTour(file, options, a === undefined || b === undefined ? undefined : [a, b], signal)
  }
  print()
  print(`The whole tour took ${milliseconds(performance.now() - start)}.`)
}
