/**
 * Groggy: a graph whose memory is native and whose reads cost what reading an array costs.
 */

export type { Direction, Weight } from './algorithms/arguments.js'
export type * from './algorithms/types.js'
export type { AttributeReader } from './attributes/attribute-reader.js'
export type { Attributes } from './attributes/attributes.js'
export type { Column, ReadonlyArrayView, ReadonlyColumn, ValuesOf } from './attributes/column.js'
export {
  AttributeNotFoundError,
  BusyError,
  ClosedError,
  DisabledError,
  DuplicateEdgeError,
  DuplicateKeyError,
  EdgeNotFoundError,
  InternalError,
  InvalidArgumentError,
  IoError,
  KeyNotFoundError,
  LimitExceededError,
  NodeNotFoundError,
  OutOfMemoryError,
  ParseError,
  TypeMismatchError,
} from './errors/classes.js'
export type { ErrorCode } from './errors/codes.js'
export { type ErrorDetails, GraphError } from './errors/graph-error.js'
export { Graph, type ReadGraph, type ReadNodesGraph, Snapshot, type SnapshotRefs } from './graph/graph.js'
export type { FromEdgesOptions, GraphOptions } from './graph/graph-options.js'
export type { Mapping } from './graph/mutable-graph.js'
export type { AddEdgesOptions, EdgeColumns, EdgeRow, Endpoints } from './input/edge-input.js'
export type { Ids } from './input/ids.js'
export type {
  AddEdgesFromOptions,
  AddNodesFromOptions,
  EndOptions,
  KnownNodeOptions,
  LabelOptions,
  ReadColumns,
  ReadColumnType,
  ReadCounts,
  ReadNodesOptions,
  ReadOptions,
  ReadSchema,
  Sniffed,
  SniffedColumn,
  TextFormat,
  TextOptions,
} from './input/read.js'
export type { TextSource } from './input/text-source.js'
export type { TaskOptions } from './runtime/offload.js'
export {
  type OperationStats,
  type Runtime,
  type RuntimeMemory,
  type RuntimeStats,
  runtime,
} from './runtime/runtime.js'
export type {
  AnySchema,
  AttributeOf,
  ColumnData,
  ColumnsInput,
  ColumnTypeName,
  InputOf,
  Known,
  NameOf,
  RowInput,
  RowOf,
  Schema,
  Value,
  ValueOf,
} from './schema/schema.js'
