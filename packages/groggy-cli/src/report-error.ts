/** How a failure is told, and what the process then ends with. */

import { CommanderError } from 'commander'
import { Interrupted } from './interrupt.js'
import { singleLine } from './output.js'
import { UsageError } from './usage-error.js'

/** What the process ends with. */
export const ExitCode = { ok: 0, failed: 1, usage: 2 } as const

/** What an error of the library looks like, also when the library itself could not be loaded. */
interface CodedError extends Error {
  readonly code: string
  readonly operation: string
  readonly details: Readonly<Record<string, unknown>>
}

/** What to do about each kind of failure, on a command line. */
const REMEDIES: Readonly<Record<string, string>> = {
  IO: 'check the path, and that you may read the file',
  PARSE:
    'correct that line, or describe the layout of the file: --format, --delimiter, --header, --comment, --columns; `groggy sniff FILE` says what is assumed',
  ATTRIBUTE_NOT_FOUND: '`groggy info FILE` lists the columns',
  KEY_NOT_FOUND: 'names are those in the file, exact in case; `groggy rank FILE --top 20` lists some',
  NODE_NOT_FOUND: '`groggy info FILE` shows the range of ids',
  INVALID_ARGUMENT: 'change the value that the message names; --help lists what is allowed',
  TYPE_MISMATCH: 'name a column of numbers; `groggy info FILE` lists the columns with their types',
  LIMIT_EXCEEDED:
    'if the ends of the edges are large numbers, leave out --ids index; if lines are that long: --max-line-bytes',
  OUT_OF_MEMORY: 'the graph does not fit into this machine’s memory',
  DISABLED: 'unset GROGGY_DISABLE to use this operation',
  INTERNAL: 'this is a bug of Groggy; please report it with the output of --verbose',
}

/** The library did not load, which is not a fault in it. */
const LOAD_REMEDY = 'follow the message; if that does not help, report what `groggy doctor` prints'

/**
 * Tells on standard error what went wrong.
 *
 * @returns the exit code of the process.
 */
export function reportError(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has said it already; help and version on request are not a failure.
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage
  }
  if (error instanceof Interrupted) {
    say(`groggy: ${error.message}`)
    return error.exitCode
  }
  if (error instanceof UsageError) {
    say(`groggy: ${singleLine(error.message)}`)
    say(`  remedy     ${error.remedy}`)
    return ExitCode.usage
  }
  for (const line of describeError(error)) say(line)
  if (verbose && error instanceof Error) say(error.stack ?? '')
  return ExitCode.failed
}

/** The lines that tell an error: message, code, details, remedy, the chain of its causes. */
export function describeError(error: unknown): string[] {
  if (!(error instanceof Error)) return [`groggy: ${singleLine(String(error))}`]
  const lines = [`groggy: ${singleLine(error.message)}`]
  const field = (name: string, value: string): unknown =>
    lines.push(`  ${name.padEnd(10)} ${singleLine(value)}`)
  if (isCoded(error)) {
    field('code', error.code)
    field('operation', error.operation)
    for (const [name, value] of Object.entries(error.details)) field(name, shown(value))
    const remedy = error.operation === 'load' ? LOAD_REMEDY : REMEDIES[error.code]
    if (remedy !== undefined) field('remedy', remedy)
  } else {
    field('code', error.name)
    field('remedy', 'this is a bug of groggy-cli; please report it with the output of --verbose')
  }
  for (const cause of causesOf(error)) field('caused by', cause)
  return lines
}

/** The messages of an error's causes, nearest first. */
export function causesOf(error: Error): string[] {
  const causes: string[] = []
  const seen = new Set<unknown>([error])
  for (let cause = error.cause; cause !== undefined && !seen.has(cause); ) {
    seen.add(cause)
    causes.push(cause instanceof Error ? cause.message : String(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return causes
}

function isCoded(error: Error): error is CodedError {
  return (
    'code' in error &&
    typeof error.code === 'string' &&
    'operation' in error &&
    typeof error.operation === 'string' &&
    'details' in error &&
    typeof error.details === 'object'
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
