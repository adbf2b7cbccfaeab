/**
 * Every error of the library: one class per code, the same codes in every language
 * (`conformance/errors.json`), a stack whose first frame is the user's, and the native chain as `cause`.
 */

import { restoreStack, setStack, userFrames, widenStack } from './stack.js'

/** The stable code of an error, the same in every language. */
export type ErrorCode =
  | 'NODE_NOT_FOUND'
  | 'EDGE_NOT_FOUND'
  | 'ATTRIBUTE_NOT_FOUND'
  | 'KEY_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'INVALID_ARGUMENT'
  | 'DUPLICATE_KEY'
  | 'DUPLICATE_EDGE'
  | 'CLOSED'
  | 'BUSY'
  | 'DISABLED'
  | 'LIMIT_EXCEEDED'
  | 'OUT_OF_MEMORY'
  | 'PARSE'
  | 'IO'
  | 'INTERNAL'

/** The structured facts of an error, by name: plain data. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/**
 * What every operation of the library throws or rejects with.
 *
 * Three things are passed on as they are instead: the reason of an aborted signal, what the user's own
 * callback or getter threw, and errors that come from outside the library.
 *
 * @example
 * ```ts
 * try {
 *   g.degree(99)
 * } catch (error) {
 *   if (error instanceof GraphError && error.code === 'NODE_NOT_FOUND') console.log(error.details['node'])
 * }
 * ```
 */
export class GraphError extends Error {
  static {
    nameErrors(this, 'GraphError')
  }
  /** What went wrong, one code per cause. */
  readonly code: ErrorCode
  /** The method that failed, by the name the caller knows: `'degree'`, `'pageRank'`. */
  readonly operation: string
  /** The facts behind the message, by name; plain data, frozen. */
  readonly details: ErrorDetails

  /**
   * Made by the library; catch it rather than construct it.
   *
   * @param message - without the operation, which is put in front: `expected X, got Y; remedy`.
   */
  constructor(
    code: ErrorCode,
    operation: string,
    message: string,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    const limit = widenStack()
    super(`${operation}: ${message}`, options)
    restoreStack(limit)
    this.code = code
    this.operation = operation
    this.details = Object.freeze(details)
    const frames = userFrames(this, limit)
    if (frames !== undefined) setStack(this, frames)
  }
}

/** Names the operation that the caller knows in an error of a native one that served it. */
export function inOperation(error: unknown, operation: string): unknown {
  if (!(error instanceof GraphError)) return error
  const frames = userFrames(error, undefined)
  error.message = operation + error.message.slice(error.operation.length)
  if (frames !== undefined) setStack(error, frames)
  ;(error as { operation: string }).operation = operation
  return error
}

type Subclass = new (
  operation: string,
  message: string,
  details?: ErrorDetails,
  options?: ErrorOptions,
) => GraphError

/** A number that is not the id of a live node. Details: `node`, `nodeBound`. */
export class NodeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'NodeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('NODE_NOT_FOUND', operation, message, details, options)
  }
}

/** A number that is not the id of a live edge. Details: `edge`, `edgeBound`. */
export class EdgeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'EdgeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('EDGE_NOT_FOUND', operation, message, details, options)
  }
}

/** A column that does not exist. Details: `attribute`, `side`, `known`. */
export class AttributeNotFoundError extends GraphError {
  static {
    nameErrors(this, 'AttributeNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('ATTRIBUTE_NOT_FOUND', operation, message, details, options)
  }
}

/** A key that no live node has. Details: `key`. */
export class KeyNotFoundError extends GraphError {
  static {
    nameErrors(this, 'KeyNotFoundError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('KEY_NOT_FOUND', operation, message, details, options)
  }
}

/** A value of another type than the one it is meant for. Details: `expected`, `found`, `attribute`, `row`. */
export class TypeMismatchError extends GraphError {
  static {
    nameErrors(this, 'TypeMismatchError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('TYPE_MISMATCH', operation, message, details, options)
  }
}

/** A value of the right type that the operation cannot accept. Details: `argument`, `value`, `row`. */
export class InvalidArgumentError extends GraphError {
  static {
    nameErrors(this, 'InvalidArgumentError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('INVALID_ARGUMENT', operation, message, details, options)
  }
}

/** A key that another live node already has. Details: `key`, `node`, `row`. */
export class DuplicateKeyError extends GraphError {
  static {
    nameErrors(this, 'DuplicateKeyError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DUPLICATE_KEY', operation, message, details, options)
  }
}

/** A parallel edge or self-loop that the graph's options forbid. Details: `source`, `target`, `row`. */
export class DuplicateEdgeError extends GraphError {
  static {
    nameErrors(this, 'DuplicateEdgeError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DUPLICATE_EDGE', operation, message, details, options)
  }
}

/** The graph or snapshot was closed. Details: `object`. */
export class ClosedError extends GraphError {
  static {
    nameErrors(this, 'ClosedError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('CLOSED', operation, message, details, options)
  }
}

/** A change from within a callback of a running operation. Details: `holder`. */
export class BusyError extends GraphError {
  static {
    nameErrors(this, 'BusyError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('BUSY', operation, message, details, options)
  }
}

/** The operation was switched off by `GROGGY_DISABLE`. Details: `variable`. */
export class DisabledError extends GraphError {
  static {
    nameErrors(this, 'DisabledError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('DISABLED', operation, message, details, options)
  }
}

/** More than can be addressed or held. Details: `what`, `requested`, `limit`. */
export class LimitExceededError extends GraphError {
  static {
    nameErrors(this, 'LimitExceededError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('LIMIT_EXCEEDED', operation, message, details, options)
  }
}

/** The allocator refused. Details: `what`, `bytes`. */
export class OutOfMemoryError extends GraphError {
  static {
    nameErrors(this, 'OutOfMemoryError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('OUT_OF_MEMORY', operation, message, details, options)
  }
}

/** A file whose text is not what its format says. Details: `path`, `line`, `column`. */
export class ParseError extends GraphError {
  static {
    nameErrors(this, 'ParseError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('PARSE', operation, message, details, options)
  }
}

/** The operating system refused. Details: `path`, `systemCode`. */
export class IoError extends GraphError {
  static {
    nameErrors(this, 'IoError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('IO', operation, message, details, options)
  }
}

/** A caught panic, or an invariant found broken; the object it hit refuses further work. Details: `panic`. */
export class InternalError extends GraphError {
  static {
    nameErrors(this, 'InternalError')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('INTERNAL', operation, message, details, options)
  }
}

/** The class of each code. */
const errorClasses: Readonly<Record<ErrorCode, Subclass>> = Object.freeze({
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

/** The names of native operations whose method is called otherwise. */
const METHOD_NAMES: ReadonlyMap<string, string> = new Map([
  ['createGraph', 'Graph'],
  ['getValue', 'get'],
  ['setValue', 'set'],
])

/**
 * Makes the error of a native failure; what the binding calls instead of throwing something of its own.
 *
 * @param detailsJson - the structured details, as the text of a JSON object.
 * @param causes - the messages of the errors it came from, nearest first.
 */
export function makeError(
  code: string,
  operation: string,
  message: string,
  detailsJson: string,
  causes: readonly string[],
): Error {
  let cause: Error | undefined
  for (let i = causes.length - 1; i >= 0; i--) {
    cause = causeOf(String(causes[i]), cause)
  }
  const known: ErrorCode = Object.hasOwn(errorClasses, code) ? (code as ErrorCode) : 'INTERNAL'
  const details = parseDetails(detailsJson)
  if (known !== code) details['nativeCode'] = code
  return new errorClasses[known](
    METHOD_NAMES.get(operation) ?? operation,
    message,
    details,
    cause === undefined ? undefined : { cause },
  )
}

/** One link of a native chain: a message without a stack of its own, since no JavaScript frame caused it. */
function causeOf(message: string, cause: Error | undefined): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause })
  setStack(error, '\n    at native code')
  return error
}

function parseDetails(text: string): Record<string, unknown> {
  if (text === '' || text === '{}') return {}
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
}

/** Puts the class's name where every instance inherits it, hidden like that of built-in errors. */
function nameErrors(type: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(type.prototype, 'name', { value: name, writable: true, configurable: true })
}
