/**
 * The one form of a message: `expected WHAT, got GOT; REMEDY`. Every error puts its operation in front.
 *
 * `WHAT` reads as the object of a sentence ("a number for damping"), `REMEDY` as an instruction ("use a number").
 */

import { InvalidArgumentError, TypeMismatchError } from '../errors/classes.js'
import { describe, detail } from './describe.js'

export function expected(what: string, got: string, remedy: string): string {
  return `expected ${what}, got ${got}; ${remedy}`
}

/** What the value was for, what would do, and in which row of a bulk argument it stands: the details of the error. */
type Where = ({ readonly argument: string } | { readonly attribute: string }) & {
  readonly expected?: unknown
  readonly row?: number | undefined
}

/** The error of a value of the wrong type; `got` shows it where {@link describe} would say too little. */
export function typeMismatch(
  operation: string,
  what: string,
  value: unknown,
  remedy: string,
  where: Where,
  got: string = describe(value),
): TypeMismatchError {
  const message = expected(what, got + placeOf(where), remedy)
  return new TypeMismatchError(operation, message, { ...detailsOf(where), found: detail(value) })
}

/** The error of a value of the right type that the operation cannot accept. */
export function invalidArgument(
  operation: string,
  what: string,
  value: unknown,
  remedy: string,
  where: Where,
  got: string = describe(value),
): InvalidArgumentError {
  const message = expected(what, got + placeOf(where), remedy)
  return new InvalidArgumentError(operation, message, { ...detailsOf(where), value: detail(value) })
}

function placeOf({ row }: Where): string {
  return row === undefined ? '' : ` in row ${row}`
}

function detailsOf(where: Where): Readonly<Record<string, unknown>> {
  const { row, ...details } = where
  return row === undefined ? details : where
}
