/** Nodes from the user, as a count, as rows or as columns, into what crosses. */

import { lengthOfList } from '../arguments/arrays.js'
import { isArray, isObject } from '../arguments/describe.js'
import type { PackedColumns } from '../bridge/native.js'
import { InvalidArgumentError } from '../errors/classes.js'
import type { Views } from '../views/views.js'
import { pushColumn } from './column-builder.js'
import { commonCount, readColumns } from './column-input.js'
import { checkCount } from './ids.js'
import { readRows } from './rows.js'

/** Nodes as they cross. */
export interface PackedNodes {
  readonly count: number
  readonly columns: PackedColumns
}

/** Reads nodes. Runs the user's getters and proxies: call it under the lock. */
export function readNodes(views: Views, operation: string, input: unknown): PackedNodes {
  const columns: PackedColumns = []
  if (isArray(input)) {
    const count = lengthOfList(operation, { argument: 'nodes' }, input)
    for (const column of readRows(operation, input, count, views.nodeColumns)) pushColumn(columns, column)
    return { count, columns }
  }
  if (!isObject(input)) {
    return { count: checkCount(operation, input), columns }
  }
  const data: [string, unknown][] = []
  const named = input as Readonly<Record<string, unknown>>
  for (const name of Object.keys(named)) {
    const values = named[name]
    if (values !== undefined) data.push([name, values])
  }
  if (data.length === 0) {
    throw new InvalidArgumentError(
      operation,
      'expected a number of nodes or columns, got an object without columns; pass a number, or { name: array }',
      { argument: 'columns', expected: 'columns' },
    )
  }
  const read = readColumns(operation, views.nodeColumns, data)
  const count = commonCount(operation, read)
  for (const { packed } of read) if (packed !== undefined) pushColumn(columns, packed)
  return { count, columns }
}
