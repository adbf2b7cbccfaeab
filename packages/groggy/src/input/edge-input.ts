/** Edges from the user, as rows or as columns, into what crosses. */

import { lengthOfList } from '../arguments/arrays.js'
import { isArray, isObject } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { checkOptions, optionNames } from '../arguments/options.js'
import type { PackedColumns, PackedEndpoints } from '../bridge/native.js'
import { CREATE_MISSING, SKIP_DUPLICATES } from '../bridge/numbers.js'
import type { ColumnData, ColumnsInput, Known, RowInput, Schema } from '../schema/schema.js'
import type { Views } from '../views/views.js'
import { type PackedColumn, pushColumn } from './column-builder.js'
import { commonCount, readColumns } from './column-input.js'
import { EndpointBuilder, packEndpoints } from './ids.js'
import { readRows } from './rows.js'

/** One end of many edges: ids, or keys on a keyed graph. */
export type Endpoints =
  | Uint32Array
  | BigInt64Array
  | readonly number[]
  | readonly string[]
  | readonly bigint[]

/** Edges as columns of one length; everything besides the ends becomes an attribute. */
export type EdgeColumns<E extends Schema, Given = Readonly<Record<string, unknown>>> = {
  readonly source: Endpoints
  readonly target: Endpoints
} & { readonly [K in Exclude<keyof Known<E>, 'source' | 'target'>]?: ColumnsInput<E>[K] } & {
  readonly [K in keyof Given]: ColumnData | Endpoints | undefined
}

/** An edge as a row; everything besides the ends becomes an attribute. */
export type EdgeRow<E extends Schema> = {
  readonly source: number | string | bigint
  readonly target: number | string | bigint
} & Omit<RowInput<E>, 'source' | 'target'>

/** What to do with edges that the graph's options forbid, and with keys that no node has. */
export interface AddEdgesOptions {
  /**
   * A parallel edge or self-loop that the graph forbids fails the whole call (`'error'`, the default), or is
   * left out, with 0xFFFFFFFF in its place among the ids (`'skip'`).
   */
  readonly onDuplicate?: 'error' | 'skip' | undefined
  /** On a keyed graph: whether keys that no node has make one. Default true. */
  readonly createMissing?: boolean | undefined
}

const addEdgesNames = optionNames<AddEdgesOptions>({ onDuplicate: true, createMissing: true })

/** Options as they cross. */
export function edgeFlags(views: Views, operation: string, options: AddEdgesOptions | undefined): number {
  if (options === undefined) return views.keyName === undefined ? 0 : CREATE_MISSING
  checkOptions(operation, options, addEdgesNames)
  const { onDuplicate, createMissing } = options
  if (onDuplicate !== undefined && onDuplicate !== 'skip' && onDuplicate !== 'error') {
    throw invalidArgument(operation, "'error' or 'skip' for onDuplicate", onDuplicate, 'use one of these', {
      argument: 'onDuplicate',
      expected: ['error', 'skip'],
    })
  }
  if (createMissing !== undefined && typeof createMissing !== 'boolean') {
    throw typeMismatch(operation, 'a boolean for createMissing', createMissing, 'use true or false', {
      argument: 'createMissing',
      expected: 'boolean',
    })
  }
  const skip = onDuplicate === 'skip' ? SKIP_DUPLICATES : 0
  const create = views.keyName !== undefined && createMissing !== false ? CREATE_MISSING : 0
  return skip | create
}

/** Edges as they cross. */
export interface PackedEdges {
  readonly count: number
  readonly source: PackedEndpoints
  readonly target: PackedEndpoints
  readonly columns: PackedColumns
}

/** Reads edges. Runs the user's getters and proxies: call it under the lock. */
export function readEdges(views: Views, operation: string, input: unknown): PackedEdges {
  if (isArray(input)) return readEdgeRows(views, operation, input)
  if (!isObject(input)) {
    const remedy = 'use [{ source, target }] or { source: ids, target: ids }'
    throw typeMismatch(operation, 'rows or columns of edges', input, remedy, {
      argument: 'edges',
      expected: 'object',
    })
  }
  return readEdgeColumns(views, operation, input as Readonly<Record<string, unknown>>)
}

function readEdgeRows(views: Views, operation: string, rows: readonly unknown[]): PackedEdges {
  const count = lengthOfList(operation, { argument: 'edges' }, rows)
  const source = new EndpointBuilder(views, operation, 'source', count)
  const target = new EndpointBuilder(views, operation, 'target', count)
  const packed = readRows(operation, rows, count, views.edgeColumns, [source, target])
  return { count, source: source.pack(), target: target.pack(), columns: flat(packed) }
}

function readEdgeColumns(
  views: Views,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): PackedEdges {
  let source: unknown
  let target: unknown
  const data: [string, unknown][] = []
  for (const name of Object.keys(input)) {
    const values = input[name]
    if (name === 'source') source = values
    else if (name === 'target') target = values
    else if (values !== undefined) data.push([name, values])
  }
  // Plain arrays may be proxies: all are read before a typed array is looked at.
  const early = {
    source: isArray(source) ? packEndpoints(views, operation, 'source', source) : undefined,
    target: isArray(target) ? packEndpoints(views, operation, 'target', target) : undefined,
  }
  const columns = readColumns(operation, views.edgeColumns, data)
  const sources = early.source ?? packEndpoints(views, operation, 'source', source)
  const targets = early.target ?? packEndpoints(views, operation, 'target', target)
  const count = commonCount(operation, [sources, targets, ...columns])
  const packed = columns.flatMap(column => column.packed ?? [])
  return { count, source: sources.packed, target: targets.packed, columns: flat(packed) }
}

function flat(columns: readonly PackedColumn[]): PackedColumns {
  const list: PackedColumns = []
  for (const column of columns) pushColumn(list, column)
  return list
}
