/** What every command on a file takes on its command line. */

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ReadColumns, ReadColumnType } from 'groggy'

/** What a user may say about a file. */
export interface InputOptions {
  readonly format?: 'csv' | 'edgelist' | 'snap'
  readonly directed?: boolean
  readonly undirected?: boolean
  readonly source?: string
  readonly target?: string
  readonly ids?: 'label' | 'index'
  readonly key?: string
  readonly keyType?: 'utf8' | 'int64'
  readonly columns?: ReadColumns
  readonly header?: boolean
  readonly delimiter?: string
  readonly quoting?: boolean
  readonly comment?: string
  readonly maxLineBytes?: number
  readonly maxTextBytes?: number
  readonly json?: boolean
  readonly verbose?: boolean
}

/** Adds the options that every command on a file has. */
export function addInputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'how the text is laid out (default: found by name and content)',
      ).choices(['csv', 'edgelist', 'snap']),
    )
    .addOption(new Option('--directed', 'edges lead one way (the default)').conflicts('undirected'))
    .option('--undirected', 'edges lead both ways')
    .option('--source <column>', 'column of the edge sources: a name of the header, or a number from 0')
    .option('--target <column>', 'column of the edge targets: a name of the header, or a number from 0')
    .addOption(
      new Option(
        '--ids <kind>',
        'what the ends are: labels, each a node, or ids of nodes without gaps (default: label)',
      ).choices(['label', 'index']),
    )
    .option('--key <name>', 'the node column that keeps the labels (default: id)')
    .addOption(
      new Option(
        '--key-type <type>',
        'what labels are (default: int64 when all are canonical integers, else utf8)',
      ).choices(['utf8', 'int64']),
    )
    .option(
      '--columns <list>',
      'columns to read besides the ends, between commas: names or numbers from 0, or names with types as in km:float64 (default: all)',
      columns,
    )
    .option('--header', 'the first row names the columns (default: by known names, or words over numbers)')
    .option('--no-header', 'the first row is an edge')
    .option(
      '--delimiter <character>',
      "what stands between fields, '\\t' for a tab, blanks for blanks and tabs (default: by the extension, else the records)",
      delimiter,
    )
    .option('--quoting', 'fields may be quoted with " (the default)')
    .option('--no-quoting', 'a " is a character like any other')
    .option(
      '--comment <characters>',
      "what begins a comment line, '' for none (default: # and %, before the first row)",
    )
    .option('--max-line-bytes <bytes>', 'the longest line to read (default: 64 MiB)', byteCount)
    .option('--max-text-bytes <bytes>', 'the longest text to read, unpacked (default: no limit)', byteCount)
}

/** Every name of a type, by which the compiler knows that none is missing. */
const types: Readonly<Record<ReadColumnType, true>> = {
  auto: true,
  bool: true,
  int32: true,
  uint32: true,
  int64: true,
  float32: true,
  float64: true,
  utf8: true,
  timestamp: true,
  'timestamp[s]': true,
  'timestamp[ms]': true,
  'timestamp[us]': true,
  'timestamp[ns]': true,
}

/** `a,b`, `a,2`, or `a:int32,b`: what follows the last colon is a type where it is the name of one. */
function columns(list: string): ReadColumns {
  const split = (item: string): readonly [name: string, type: ReadColumnType | undefined] => {
    const colon = item.lastIndexOf(':')
    const type = item.slice(colon + 1)
    return colon > 0 && isType(type) ? [item.slice(0, colon), type] : [item, undefined]
  }
  const items = list === '' ? [] : list.split(',').map(split)
  if (items.every(([, type]) => type === undefined)) return items.map(([name]) => column(name))
  if (items.some(([name, type]) => type === undefined && /^\d+$/.test(name))) {
    throw new InvalidArgumentError('Use names where a column has a type (without a header: column3, from 1).')
  }
  if (new Set(items.map(([name]) => name)).size < items.length) {
    throw new InvalidArgumentError('Use each column once.')
  }
  return Object.fromEntries(items.map(([name, type = 'auto']) => [name, type]))
}

function isType(name: string): name is ReadColumnType {
  return Object.hasOwn(types, name)
}

/** Digits are a column's number, everything else is a name. */
export function column(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}

function delimiter(text: string): string {
  return text === '\\t' || text === 'tab' ? '\t' : text
}

function byteCount(text: string): number {
  const bytes = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new InvalidArgumentError('Use a whole number from 1.')
}
