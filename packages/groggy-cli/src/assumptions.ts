/** What was assumed to read a text, in words. */

import type { Sniffed, SniffedColumn } from 'groggy'
import { plural } from './quantities.js'

/** A few words for each thing that was assumed. */
export function assumptions(sniffed: Sniffed): readonly string[] {
  const { source, target, columns, comments } = sniffed
  const named = ({ name, type }: SniffedColumn): string => (type === undefined ? name : `${name} ${type}`)
  return [
    `${delimiterName(sniffed.delimiter)} between fields`,
    ...(comments === 0 ? [] : [`${plural(comments, 'comment')} first`]),
    sniffed.header ? 'a header' : 'no header',
    target === undefined ? `nodes in ${source.name}` : `edges from ${source.name} to ${target.name}`,
    sniffed.labels === 'index' ? 'labels are ids' : `labels are ${sniffed.labels}`,
    ...(columns.length === 0 ? [] : [`columns ${columns.map(named).join(', ')}`]),
  ]
}

/** `tabs`, `blanks`, or the character in quotes. */
export function delimiterName(delimiter: string): string {
  if (delimiter === '\t') return 'tabs'
  return delimiter === 'blanks' ? delimiter : `"${delimiter}"`
}
