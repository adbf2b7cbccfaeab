// Written by `npm run generate` from conformance/errors.json: change that.

import type { ErrorCode } from './codes.js'
import { type ErrorDetails, GraphError, nameErrors } from './graph-error.js'

/**
 * A number that is not the id of a live node.
 *
 * Use an id that addNode or addNodes returned and that was not removed. Details: `node`, `nodeBound`, `row`, `argument`.
 */
export class NodeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'NodeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('NODE_NOT_FOUND', operation, message, details, options)
  }
}

/**
 * A number that is not the id of a live edge.
 *
 * Use an id that addEdge or addEdges returned and that was not removed. Details: `edge`, `edgeBound`, `row`.
 */
export class EdgeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'EdgeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('EDGE_NOT_FOUND', operation, message, details, options)
  }
}

/**
 * A column that does not exist.
 *
 * Name a column of the schema, or define it first. Details: `attribute`, `side`, `known`, `path`.
 */
export class AttributeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'AttributeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('ATTRIBUTE_NOT_FOUND', operation, message, details, options)
  }
}

/**
 * A key that no live node has.
 *
 * Ask with hasKey first, or add the node. Details: `key`, `row`, `argument`.
 */
export class KeyNotFoundError extends GraphError {
  static {
    nameErrors(this, 'KeyNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('KEY_NOT_FOUND', operation, message, details, options)
  }
}

/**
 * A value, or a column of values, of another type than the one it is meant for.
 *
 * Pass a value of the named type; nothing is cast or rounded silently. Details: `expected`, `found`, `attribute`, `argument`, `row`.
 */
export class TypeMismatchError extends GraphError {
  static {
    nameErrors(this, 'TypeMismatchError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('TYPE_MISMATCH', operation, message, details, options)
  }
}

/**
 * A value of the right type that the operation cannot accept.
 *
 * Correct the argument that the message names. Details: `attribute`, `argument`, `value`, `expected`, `row`, `node`, `edge`, `path`, `cycle`.
 */
export class InvalidArgumentError extends GraphError {
  static {
    nameErrors(this, 'InvalidArgumentError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('INVALID_ARGUMENT', operation, message, details, options)
  }
}

/**
 * A key that another live node already has.
 *
 * Give each node its own key, or look the node up with nodeByKey. Details: `key`, `node`, `row`.
 */
export class DuplicateKeyError extends GraphError {
  static {
    nameErrors(this, 'DuplicateKeyError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DUPLICATE_KEY', operation, message, details, options)
  }
}

/**
 * An edge that the graph's options forbid: a parallel edge or a self-loop.
 *
 * Pass { onDuplicate: 'skip' }, or make the graph with multi or selfLoops. Details: `source`, `target`, `row`, `edge`.
 */
export class DuplicateEdgeError extends GraphError {
  static {
    nameErrors(this, 'DuplicateEdgeError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DUPLICATE_EDGE', operation, message, details, options)
  }
}

/**
 * The object was closed, or the environment it lived in has ended.
 *
 * Use the object before close(), or make another one. Details: `object`.
 */
export class ClosedError extends GraphError {
  static {
    nameErrors(this, 'ClosedError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('CLOSED', operation, message, details, options)
  }
}

/**
 * A change from within a callback of a running operation on the same object.
 *
 * Collect the changes and make them after the operation has returned. Details: `holder`.
 */
export class BusyError extends GraphError {
  static {
    nameErrors(this, 'BusyError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('BUSY', operation, message, details, options)
  }
}

/**
 * The operation was disabled by an environment variable.
 *
 * Take its name out of GROGGY_DISABLE and start again. Details: `variable`.
 */
export class DisabledError extends GraphError {
  static {
    nameErrors(this, 'DisabledError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DISABLED', operation, message, details, options)
  }
}

/**
 * More nodes, edges, bytes, handles or waiting tasks than can be held.
 *
 * Split the work into smaller parts, or wait for running work to finish. Details: `what`, `limit`, `requested`, `path`, `line`, `column`.
 */
export class LimitExceededError extends GraphError {
  static {
    nameErrors(this, 'LimitExceededError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('LIMIT_EXCEEDED', operation, message, details, options)
  }
}

/**
 * The allocator refused.
 *
 * Free memory, or do the work in smaller parts. Details: `what`, `bytes`.
 */
export class OutOfMemoryError extends GraphError {
  static {
    nameErrors(this, 'OutOfMemoryError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('OUT_OF_MEMORY', operation, message, details, options)
  }
}

/**
 * A file whose text is not what its format says.
 *
 * Correct the file at the named line and column, or name the right format. Details: `path`, `line`, `column`, `found`, `expected`.
 */
export class ParseError extends GraphError {
  static {
    nameErrors(this, 'ParseError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('PARSE', operation, message, details, options)
  }
}

/**
 * The operating system refused.
 *
 * Check that the path exists and may be read or written, and that the disk has room. Details: `path`, `systemCode`.
 */
export class IoError extends GraphError {
  static {
    nameErrors(this, 'IoError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('IO', operation, message, details, options)
  }
}

/**
 * A caught panic, or an invariant found broken; the object it hit refuses further work.
 *
 * Report the bug; go on from an earlier snapshot. Details: `panic`, `status`, `node`, `nativeCode`, `platform`, `arch`, `tried`.
 */
export class InternalError extends GraphError {
  static {
    nameErrors(this, 'InternalError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('INTERNAL', operation, message, details, options)
  }
}

type Subclass = new (
  operation: string,
  message: string,
  details?: ErrorDetails,
  options?: ErrorOptions,
) => GraphError

/** The class of each code. */
export const errorClasses: Readonly<Record<ErrorCode, Subclass>> = Object.freeze({
  NODE_NOT_FOUND: NodeNotFoundError,
  EDGE_NOT_FOUND: EdgeNotFoundError,
  ATTRIBUTE_NOT_FOUND: AttributeNotFoundError,
  KEY_NOT_FOUND: KeyNotFoundError,
  TYPE_MISMATCH: TypeMismatchError,
  INVALID_ARGUMENT: InvalidArgumentError,
  DUPLICATE_KEY: DuplicateKeyError,
  DUPLICATE_EDGE: DuplicateEdgeError,
  CLOSED: ClosedError,
  BUSY: BusyError,
  DISABLED: DisabledError,
  LIMIT_EXCEEDED: LimitExceededError,
  OUT_OF_MEMORY: OutOfMemoryError,
  PARSE: ParseError,
  IO: IoError,
  INTERNAL: InternalError,
})
