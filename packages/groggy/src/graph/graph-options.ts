/** Options of a graph, and how a native graph is made of them. */

import { describe, isObject } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { checkOptions, optionNames } from '../arguments/options.js'
import { native } from '../bridge/native.js'
import { DIRECTED, EDGES, MULTI, NODES, SELF_LOOPS } from '../bridge/numbers.js'
import { type ColumnType, Kind, parseType, type Schema } from '../schema/schema.js'
import { checkEdgeName } from '../views/column-table.js'
import { Views } from '../views/views.js'

/** Options of a new graph. */
export interface GraphOptions<N extends Schema = Schema, E extends Schema = Schema> {
  /** Whether edges have a direction. Default true. */
  readonly directed?: boolean | undefined
  /** Whether two nodes may have more than one edge. Default true. */
  readonly multi?: boolean | undefined
  /** Whether an edge may lead from a node to itself. Default true. */
  readonly selfLoops?: boolean | undefined
  /**
   * The node column that nodes are looked up by: utf8, or int64 if `nodes` says so. Every node then needs a
   * value of its own. Default: none.
   */
  readonly key?: string | undefined
  /** Node columns with their types; they also type `get`, `set` and `column`. */
  readonly nodes?: N | undefined
  /** Edge columns with their types; they also type `get`, `set` and `column`. */
  readonly edges?: E | undefined
}

/** Options of {@link Graph.fromEdges}. */
export interface FromEdgesOptions<N extends Schema = Schema, E extends Schema = Schema>
  extends GraphOptions<N, E> {
  /** How many nodes to make. Default: one past the largest endpoint. */
  readonly nodeCount?: number | undefined
  /** What to do with edges that `multi: false` or `selfLoops: false` forbids: as for `addEdges`. */
  readonly onDuplicate?: 'error' | 'skip' | undefined
}

const graphOptions = {
  directed: true,
  multi: true,
  selfLoops: true,
  key: true,
  nodes: true,
  edges: true,
} as const
const graphNames = optionNames<GraphOptions>(graphOptions)
const fromEdgesNames = optionNames<FromEdgesOptions>({ ...graphOptions, nodeCount: true, onDuplicate: true })

/** Creates the native graph and its columns; nothing is left behind when that fails. */
export function createGraph(operation: 'Graph' | 'fromEdges', options: GraphOptions): Views {
  checkOptions(operation, options, operation === 'Graph' ? graphNames : fromEdgesNames)
  const { key, nodes, edges } = options
  const flags =
    (flag(operation, 'directed', options.directed) ? DIRECTED : 0) |
    (flag(operation, 'multi', options.multi) ? MULTI : 0) |
    (flag(operation, 'selfLoops', options.selfLoops) ? SELF_LOOPS : 0)
  const nodeTypes = types(operation, 'nodes', nodes)
  const edgeTypes = types(operation, 'edges', edges)
  for (const name of edgeTypes.keys()) checkEdgeName(operation, name)
  if (key !== undefined && typeof key !== 'string') {
    throw typeMismatch(operation, 'a string for key', key, 'use the name of a node column', {
      argument: 'key',
      expected: 'string',
    })
  }
  const keyType = key === undefined ? undefined : (nodeTypes.get(key) ?? parseType(operation, key, 'utf8'))
  if (key === '') {
    const remedy = 'use a name, or leave it out for a graph without keys'
    throw invalidArgument(operation, 'the name of a node column for key', key, remedy, {
      argument: 'key',
      expected: 'the name of a node column',
    })
  }
  if (keyType !== undefined && keyType.kind !== Kind.utf8 && keyType.kind !== Kind.int64) {
    const what = `type utf8 or int64 for the key ${describe(key)}`
    const where = { argument: 'key', expected: ['utf8', 'int64'] }
    throw invalidArgument(operation, what, keyType.name, 'change its type', where, keyType.name)
  }
  const views = Views.open(native.createGraph(flags, key, keyType?.code), 'graph')
  try {
    views.change(() => {
      for (const [name, { code }] of nodeTypes) {
        if (name !== key) native.define(views.handle, NODES, name, code)
      }
      for (const [name, { code }] of edgeTypes) native.define(views.handle, EDGES, name, code)
    })
    return views
  } catch (error) {
    views.close()
    throw error
  }
}

function flag(operation: string, name: string, value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value === 'boolean') return value
  throw typeMismatch(operation, `a boolean for ${name}`, value, 'use true or false', {
    argument: name,
    expected: 'boolean',
  })
}

function types(operation: string, side: string, schema: unknown): Map<string, ColumnType> {
  const parsed = new Map<string, ColumnType>()
  if (schema === undefined) return parsed
  if (!isObject(schema)) {
    throw typeMismatch(operation, `a schema for ${side}`, schema, "use { name: 'utf8' }", {
      argument: side,
      expected: 'object',
    })
  }
  for (const [name, type] of Object.entries(schema)) parsed.set(name, parseType(operation, name, type))
  return parsed
}
