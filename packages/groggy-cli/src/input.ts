/** The file that a command works on: read into a graph, with its nodes' names and what reading took. */

import { Graph, type ReadOptions, runtime, type Sniffed, type TextSource } from 'groggy'
import { assumptions } from './assumptions.js'
import { column, type InputOptions } from './input-options.js'
import { NodeNames } from './node-names.js'
import { singleLine } from './output.js'
import { type Placed, placed } from './placement.js'
import { withProgress } from './progress.js'

/** A graph with where it came from and what it took. */
export interface Input {
  readonly file: string
  readonly graph: Graph
  readonly names: NodeNames
  readonly read: Placed<Graph>
  /** Native bytes that the graph holds. */
  readonly nativeBytes: number
}

/** Reads a file into a graph. Progress, and what was assumed to read it, are told on standard error. */
export async function readInput(file: string, options: InputOptions, signal: AbortSignal): Promise<Input> {
  const before = runtime.memory().liveBytes
  const [source, given] = toRead(file, options)
  const onSniff = (sniffed: Sniffed): void => {
    process.stderr.write(`${singleLine(`read ${file}: ${assumptions(sniffed).join('; ')}`)}\n`)
  }
  const read = await withProgress(`reading ${file}`, report =>
    placed('read', () => Graph.read(source, { ...given, signal, onProgress: report, onSniff })),
  )
  const graph = read.result
  return {
    file,
    graph,
    names: new NodeNames(graph),
    read,
    nativeBytes: runtime.memory().liveBytes - before,
  }
}

/** What the library is asked to read, and how: `-` is standard input. */
export function toRead(file: string, options: InputOptions): readonly [TextSource, ReadOptions] {
  return [file === '-' ? process.stdin : file, { ...readOptions(options), name: '<standard input>' }]
}

function readOptions(options: InputOptions): ReadOptions {
  return {
    format: options.format,
    directed: options.undirected !== true,
    source: options.source === undefined ? undefined : column(options.source),
    target: options.target === undefined ? undefined : column(options.target),
    ids: options.ids,
    key: options.key,
    keyType: options.keyType,
    columns: options.columns,
    header: options.header,
    delimiter: options.delimiter,
    quoting: options.quoting,
    comment: options.comment,
    maxLineBytes: options.maxLineBytes,
    maxTextBytes: options.maxTextBytes,
  }
}
