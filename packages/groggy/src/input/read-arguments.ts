/** The options of `Graph.read`, checked and as they cross. */

import { fileURLToPath } from 'node:url'
import { isArray, isObject, isReally } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { DIRECTED, MULTI, SELF_LOOPS } from '../bridge/numbers.js'
import type { InvalidArgumentError, TypeMismatchError } from '../errors/classes.js'
import { Kind, parseType } from '../schema/schema.js'
import { isWellFormed } from '../schema/text.js'
import type { ReadOptions } from './read.js'

const operation = 'read'

/** The longest record that the reader can hold. */
const MAX_LINE_BYTES = 2 ** 31

/** Checks what is known without the file; reads each option once, in the order of the native arguments. */
export function readArguments(path: unknown, options: ReadOptions): readonly unknown[] {
  const { columns } = options
  const [names, types] = columnsOf(columns)
  const { keyType, key } = options
  return [
    pathOf(path),
    text('format', options.format),
    (flag('directed', options.directed) === false ? 0 : DIRECTED) | MULTI | SELF_LOOPS,
    field('source', options.source),
    field('target', options.target),
    keyName(key),
    keyKind(keyType, key),
    names,
    types,
    flag('header', options.header),
    delimiter(options.delimiter),
    flag('quoting', options.quoting),
    comment(options.comment),
    limit('maxLineBytes', options.maxLineBytes, MAX_LINE_BYTES),
    limit('maxTextBytes', options.maxTextBytes, Number.MAX_SAFE_INTEGER),
  ]
}

function pathOf(path: unknown): string {
  if (typeof path === 'string') return text('path', path) ?? ''
  if (isReally(URL, 'href', path)) {
    if (path.protocol === 'file:') return fileURLToPath(path)
    throw refused('path', path.href, 'a path or a file: URL', 'use new URL("file:///…")')
  }
  throw mismatch('path', path, 'a path or a file: URL', 'string')
}

function text(argument: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw mismatch(argument, value, 'a string', 'string')
  // A lone surrogate would cross as another character, and a path would end at a NUL.
  if (!isWellFormed(value))
    throw refused(argument, value, 'text without lone surrogates', 'use well-formed text')
  if (argument === 'path' && value.includes('\0'))
    throw refused(argument, value, 'text without a NUL', 'remove it')
  return value
}

function flag(argument: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  throw mismatch(argument, value, 'true or false', 'boolean')
}

function field(argument: string, value: unknown): string | number | undefined {
  if (typeof value !== 'number') return text(argument, value)
  if (value >>> 0 === value) return value
  throw refused(argument, value, "a field's number from 0, or its name in the header", 'use one of these')
}

function limit(argument: string, value: unknown, most: number): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number') throw mismatch(argument, value, 'a number of bytes', 'number')
  if (Number.isInteger(value) && value > 0 && value <= most) return value
  throw refused(argument, value, `a whole number of bytes from 1 to ${most}`, 'use a number in that range')
}

function delimiter(value: unknown): string | undefined {
  const given = text('delimiter', value)
  if (given === undefined || isAscii(given, 1)) return given
  throw refused('delimiter', given, 'one ASCII character', "use a character such as ';' or '\\t'")
}

function comment(value: unknown): string | undefined {
  const given = text('comment', value)
  if (given === undefined || isAscii(given)) return given
  throw refused('comment', given, 'ASCII characters that each begin a comment', "use '#', or '' for none")
}

function isAscii(given: string, length = given.length): boolean {
  if (given.length !== length) return false
  for (let i = 0; i < length; i++) if (given.charCodeAt(i) > 0x7f) return false
  return true
}

function keyName(value: unknown): string | undefined {
  if (value === '')
    throw refused('key', value, 'the name of a column of keys', 'name one, or leave it out for none')
  return text('key', value)
}

function keyKind(type: unknown, key: unknown): number {
  if (type !== undefined && key === undefined) {
    throw refused('keyType', type, 'nothing without key', "name the column of keys as well: key: 'name'")
  }
  if (type === undefined || type === 'utf8') return Kind.utf8
  if (type === 'int64') return Kind.int64
  throw refused('keyType', type, "'utf8' or 'int64'", 'use one of these')
}

type Columns = readonly [
  names: readonly (string | number)[] | undefined,
  types: readonly (number | undefined)[] | undefined,
]

/** The chosen columns and the numbers of their types, `undefined` where the values decide. */
function columnsOf(columns: unknown): Columns {
  if (columns === undefined) return [undefined, undefined]
  if (isArray(columns)) {
    const names = Array.from(columns, (name, index) => {
      const checked = field(`columns[${index}]`, name)
      if (checked === undefined) throw mismatch(`columns[${index}]`, name, 'a name or a number', 'string')
      return checked
    })
    return [names, []]
  }
  if (!isObject(columns)) {
    throw mismatch('columns', columns, "['name'] or { name: 'float64' }", 'array or object')
  }
  const names: string[] = []
  const types: (number | undefined)[] = []
  for (const [name, type] of Object.entries(columns)) {
    names.push(name)
    types.push(columnCode(name, type))
  }
  return [names, types]
}

function columnCode(name: string, type: unknown): number | undefined {
  if (type === 'auto') return undefined
  const { code, kind } = parseType(operation, name, type)
  if (kind !== Kind.vector) return code
  throw refused(`columns.${name}`, type, 'a scalar type', 'read the parts of a vector as columns of numbers')
}

function refused(argument: string, value: unknown, what: string, remedy: string): InvalidArgumentError {
  return invalidArgument(operation, `${what} for ${argument}`, value, remedy, { argument })
}

function mismatch(argument: string, value: unknown, what: string, expected: string): TypeMismatchError {
  return typeMismatch(operation, `${what} for ${argument}`, value, 'convert it, or leave it out', {
    argument,
    expected,
  })
}
