/** The error of a native failure: the class of its code, and the native chain as `cause`. */

import { errorClasses } from './classes.js'
import type { ErrorCode } from './codes.js'
import { setStack } from './stack.js'

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
