/** `groggy sniff FILE`: what would be assumed to read the file, and why. */

import { Graph, type SniffedColumn } from 'groggy'
import { delimiterName } from '../assumptions.js'
import { toRead } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { print, printJson, singleLine, table } from '../output.js'
import { plural } from '../quantities.js'

/** Options of the command. */
export interface SniffOptions extends InputOptions {}

/** Runs the command. */
export async function sniff(file: string, options: SniffOptions, signal: AbortSignal): Promise<void> {
  const [source, given] = toRead(file, options)
  const sniffed = await Graph.sniff(source, { ...given, signal })
  if (options.json === true) {
    printJson({ file, sniffed: sniffed ?? null })
    return
  }
  if (sniffed === undefined) {
    print(`${singleLine(file)}: no records`)
    return
  }
  const { reasons, columns, target } = sniffed
  const place = ({ name, field }: SniffedColumn): string =>
    field === undefined ? name : `${name} (field ${field})`
  const ends = target === undefined ? place(sniffed.source) : `${place(sniffed.source)} to ${place(target)}`
  const told = new Set(['delimiter', 'header', 'ends', 'labels'])
  const rows = [
    ['format', sniffed.format, ''],
    ['between fields', delimiterName(sniffed.delimiter), reasons['delimiter'] ?? ''],
    ['header', sniffed.header ? 'yes' : 'no', reasons['header'] ?? ''],
    ['ends', ends, reasons['ends'] ?? ''],
    ['labels', sniffed.labels === 'index' ? 'ids' : sniffed.labels, reasons['labels'] ?? ''],
    ...Object.entries(reasons)
      .filter(([what]) => !told.has(what))
      .map(([what, why]) => [what, '', why]),
  ]
  print(`${singleLine(file)}: by its first ${plural(sniffed.sampled, 'record')}`)
  print(table(['what', 'assumed', 'because'], rows, ['left', 'left', 'left']))
  if (columns.length === 0) return
  print()
  const cells = columns.map(column => [column.name, column.type ?? 'no value', String(column.field ?? '')])
  print(table(['column', 'type', 'field'], cells, ['left', 'left', 'right']))
}
