/** Where results go: standard output, as text for people or as one JSON document. Everything else: standard error. */

import Table from 'cli-table3'

/** Ends quietly when the reader of our output has gone, as `| head` does. */
export function endWithReader(): void {
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`groggy: the result could not be written: ${error.message}\n`)
    process.exit(1)
  })
  // Nobody to tell: what is said on standard error is then lost, and the work goes on.
  process.stderr.on('error', () => undefined)
}

/** A line of text for people. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** One JSON document, indented. Numbers that JSON lacks become null. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** A heading with a rule under it. */
export function heading(text: string): void {
  print()
  print(text)
  print('─'.repeat(text.length))
}

/** How the cells of a column stand. */
export type Alignment = 'left' | 'right'

/** Columns with their headings, aligned; no lines but one under the headings. Cells are plain text. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string {
  const lines = new Table({
    head: [...head],
    colAligns: [...alignments],
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  })
  lines.push(...rows.map(row => row.map(singleLine)))
  return lines
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** Names from a file may hold anything; none may move the terminal's cursor. */
export function singleLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '\uFFFD')
}

/** The beginning of a text, with an ellipsis where it was cut. */
export function shorten(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}
