/** Reading a graph from a file of text. */

import { fileURLToPath } from 'node:url'
import { describe, detail, isReally } from './describe.js'
import { InvalidArgumentError, TypeMismatchError } from './errors.js'
import type { Graph } from './graph.js'
import { DIRECTED, MULTI, SELF_LOOPS } from './header.js'
import { type Handle, native } from './native.js'
import { start, type TaskOptions, taskOptions } from './offload.js'
import { type OptionNames, optionNames } from './options.js'
import type { Schema } from './schema.js'

/** The text formats that can be read; all may be gzipped. */
export type TextFormat = 'csv' | 'edgelist' | 'snap'

/** Options of `Graph.read`. */
export interface ReadOptions extends TaskOptions {
  /** How the text is laid out. Default: by the name and the first lines of the file. */
  readonly format?: TextFormat | undefined
  /** Whether edges have a direction. Default true. */
  readonly directed?: boolean | undefined
  /** The field that holds the source: a name of the header, or a number from 0. Default: the first. */
  readonly source?: string | number | undefined
  /** The field that holds the target: a name of the header, or a number from 0. Default: the second. */
  readonly target?: string | number | undefined
  /**
   * The node column that keeps what the file calls its nodes, as keys. Default: none when the file numbers its
   * nodes, so that numbers are ids; `'key'` when it names them.
   */
  readonly key?: string | undefined
}

/** The names of {@link ReadOptions}. */
const readNames: OptionNames = optionNames<ReadOptions>({
  format: true,
  directed: true,
  source: true,
  target: true,
  key: true,
  ...taskOptions,
})

/** Reads a file; `adopt` makes the graph of its handle. */
export function readGraph(
  path: string | URL,
  options: ReadOptions,
  adopt: (handle: Handle) => Graph<Schema, Schema>,
): Promise<Graph> {
  return start<Graph>({
    operation: 'read',
    options,
    known: readNames,
    views: undefined,
    prepare: () => readArguments(path, options),
    finish: handle => adopt(handle as Handle) as Graph,
    discard: handle => {
      native.close(handle as Handle)
    },
  })
}

function readArguments(path: unknown, options: ReadOptions): readonly unknown[] {
  return [
    pathOf(path),
    textOption('format', options.format),
    (directed(options.directed) ? DIRECTED : 0) | MULTI | SELF_LOOPS,
    field('source', options.source),
    field('target', options.target),
    textOption('key', options.key),
  ]
}

function pathOf(path: unknown): string {
  if (typeof path === 'string') return path
  if (isReally(URL, 'href', path)) {
    if (path.protocol === 'file:') return fileURLToPath(path)
    throw new InvalidArgumentError(
      'read',
      `read: ${describe(path.href)} is no file; use a file: URL or a path`,
      {
        argument: 'path',
        value: path.href,
      },
    )
  }
  throw mismatch('path', path, 'string')
}

function textOption(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw mismatch(name, value, 'string')
}

function directed(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value === 'boolean') return value
  throw mismatch('directed', value, 'boolean')
}

function field(name: string, value: unknown): string | number | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value !== 'number') throw mismatch(name, value, 'string')
  if (value >>> 0 === value) return value
  throw new InvalidArgumentError(
    'read',
    `read: ${name} cannot be ${describe(value)}; use a field's number from 0, or its name in the header`,
    { argument: name, value },
  )
}

function mismatch(name: string, value: unknown, expected: string): TypeMismatchError {
  return new TypeMismatchError('read', `read: ${name} cannot be ${describe(value)}; use a ${expected}`, {
    argument: name,
    found: detail(value),
    expected,
  })
}
