/** The class of every error, with a stack whose first frame is the user's. */

import type { ErrorCode } from './codes.js'
import { restoreStack, setStack, userFrames, widenStack } from './stack.js'

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

/** Puts the class's name where every instance inherits it, hidden like that of built-in errors. */
export function nameErrors(type: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(type.prototype, 'name', { value: name, writable: true, configurable: true })
}
