/** The options of reading text, checked and as they cross. */

import { isArray, isObject } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { DIRECTED, Epoch, Kind, Labels, MULTI, OnKnownNode, SELF_LOOPS } from '../bridge/numbers.js'
import type { InvalidArgumentError, TypeMismatchError } from '../errors/classes.js'
import { parseType, type Schema } from '../schema/schema.js'
import { isWellFormed } from '../schema/text.js'
import type { ReadNodesOptions, ReadOptions } from './read.js'
import { type OpenedSource, openSource } from './text-source.js'

/** The longest record that the reader can hold. */
const MAX_LINE_BYTES = 2 ** 31

/** What rows become. */
export interface Destination {
  /** Rows are nodes, not edges. */
  readonly nodes: boolean
  /** The graph that they are added to; a graph of their own where there is none. */
  readonly graph?: {
    readonly key: string | undefined
    readonly keyType: string | undefined
    readonly schema: Schema
  }
}

/** What crosses; the source comes first. */
export type ReadArguments = [source: OpenedSource, ...rest: unknown[]]

/** The place of the limit of text lengths among the arguments. */
export const MAX_TEXT_BYTES = 14

type Given = Partial<ReadOptions & ReadNodesOptions>

/** Checks what is known without the text; reads each option once, in the order of the native arguments. */
export function readArguments(
  operation: string,
  source: unknown,
  options: Given,
  { nodes, graph }: Destination,
): ReadArguments {
  const check = new Checks(operation)
  const [names, types] = check.columns(options.columns)
  const { keyType, key, ids } = options
  const known =
    graph === undefined ? [] : Object.entries(graph.schema).filter(([, type]) => !type.startsWith('vector'))
  return [
    openSource(operation, source, check.text('name', options.name)),
    check.text('format', options.format),
    (check.flag('directed', options.directed) === false ? 0 : DIRECTED) | MULTI | SELF_LOOPS,
    nodes ? check.field('label', options.label) : check.field('source', options.source),
    check.field('target', options.target),
    graph === undefined ? check.keyName(key, ids) : graph.key,
    graph === undefined ? check.labels(keyType, ids) : labelsOf(graph.keyType),
    names,
    types,
    check.flag('header', options.header),
    check.delimiter(options.delimiter),
    check.flag('quoting', options.quoting),
    check.comment(options.comment),
    check.limit('maxLineBytes', options.maxLineBytes, MAX_LINE_BYTES),
    check.limit('maxTextBytes', options.maxTextBytes, Number.MAX_SAFE_INTEGER),
    nodes,
    nodes ? check.onKnown(options.onDuplicate) : OnKnownNode.fail,
    known.map(([name]) => name),
    known.map(([name, type]) => parseType(operation, name, type).code),
    graph === undefined,
  ]
}

function labelsOf(keyType: string | undefined): number {
  if (keyType === undefined) return Labels.known
  return keyType === 'int64' ? Labels.int64 : Labels.text
}

type Columns = readonly [
  names: readonly (string | number)[] | undefined,
  types: readonly (number | undefined)[] | undefined,
]

const epochs: Readonly<Record<string, number>> = {
  'timestamp[s]': Epoch.seconds,
  'timestamp[ms]': Epoch.milliseconds,
  'timestamp[us]': Epoch.microseconds,
  'timestamp[ns]': Epoch.nanoseconds,
}

/** Checks of the options of one operation. */
class Checks {
  readonly #operation: string

  constructor(operation: string) {
    this.#operation = operation
  }

  text(argument: string, value: unknown): string | undefined {
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw this.#mismatch(argument, value, 'a string', 'string')
    // A lone surrogate would cross as another character.
    if (isWellFormed(value)) return value
    throw this.#refused(argument, value, 'text without lone surrogates', 'use well-formed text')
  }

  flag(argument: string, value: unknown): boolean | undefined {
    if (value === undefined || typeof value === 'boolean') return value
    throw this.#mismatch(argument, value, 'true or false', 'boolean')
  }

  field(argument: string, value: unknown): string | number | undefined {
    if (typeof value !== 'number') return this.text(argument, value)
    if (value >>> 0 === value) return value
    const what = "a field's number from 0, or its name in the header"
    throw this.#refused(argument, value, what, 'use one of these')
  }

  limit(argument: string, value: unknown, most: number): number | undefined {
    if (value === undefined) return undefined
    if (typeof value !== 'number') throw this.#mismatch(argument, value, 'a number of bytes', 'number')
    if (Number.isInteger(value) && value > 0 && value <= most) return value
    const what = `a whole number of bytes from 1 to ${most}`
    throw this.#refused(argument, value, what, 'use a number in that range')
  }

  delimiter(value: unknown): string | undefined {
    const given = this.text('delimiter', value)
    if (given === undefined || given === 'blanks' || isAscii(given, 1)) return given
    throw this.#refused(
      'delimiter',
      given,
      "one ASCII character, or 'blanks'",
      "use a character such as ';' or '\\t'",
    )
  }

  comment(value: unknown): string | undefined {
    const given = this.text('comment', value)
    if (given === undefined || isAscii(given)) return given
    throw this.#refused('comment', given, 'ASCII characters', "use characters such as '#', or '' for none")
  }

  keyName(value: unknown, ids: unknown): string | undefined {
    if (value === '') {
      const remedy = "name one, or leave it out for 'id'"
      throw this.#refused('key', value, 'the name of a column of keys', remedy)
    }
    if (value !== undefined && ids === 'index') {
      throw this.#refused('key', value, "nothing with ids: 'index'", 'leave one of them out')
    }
    return this.text('key', value)
  }

  labels(keyType: unknown, ids: unknown): number {
    if (ids !== undefined && ids !== 'label' && ids !== 'index') {
      throw this.#refused('ids', ids, "'label' or 'index'", 'use one of these')
    }
    if (keyType !== undefined && keyType !== 'utf8' && keyType !== 'int64') {
      throw this.#refused('keyType', keyType, "'utf8' or 'int64'", 'use one of these')
    }
    if (ids === 'index' && keyType !== undefined) {
      throw this.#refused('keyType', keyType, "nothing with ids: 'index'", 'leave one of them out')
    }
    if (ids === 'index') return Labels.index
    if (keyType === undefined) return Labels.auto
    return labelsOf(keyType)
  }

  onKnown(value: unknown): number {
    if (value === undefined || value === 'error') return OnKnownNode.fail
    if (value === 'skip') return OnKnownNode.skip
    if (value === 'update') return OnKnownNode.update
    throw this.#refused('onDuplicate', value, "'error', 'skip' or 'update'", 'use one of these')
  }

  /** The chosen columns and the numbers of their types, `undefined` where the values decide. */
  columns(columns: unknown): Columns {
    if (columns === undefined) return [undefined, undefined]
    if (isArray(columns)) {
      const names = Array.from(columns, (name, index) => {
        const checked = this.field(`columns[${index}]`, name)
        if (checked !== undefined) return checked
        throw this.#mismatch(`columns[${index}]`, name, 'a name or a number', 'string')
      })
      return [names, []]
    }
    if (!isObject(columns)) {
      throw this.#mismatch('columns', columns, "['name'] or { name: 'float64' }", 'array or object')
    }
    const names: string[] = []
    const types: (number | undefined)[] = []
    for (const [name, type] of Object.entries(columns)) {
      names.push(name)
      types.push(this.#columnCode(name, type))
    }
    return [names, types]
  }

  #columnCode(name: string, type: unknown): number | undefined {
    if (type === 'auto') return undefined
    if (typeof type === 'string' && Object.hasOwn(epochs, type)) return epochs[type]
    const { code, kind } = parseType(this.#operation, name, type)
    if (kind !== Kind.vector) return code
    const remedy = 'read the parts of a vector as columns of numbers'
    throw this.#refused(`columns.${name}`, type, 'a scalar type', remedy)
  }

  #refused(argument: string, value: unknown, what: string, remedy: string): InvalidArgumentError {
    return invalidArgument(this.#operation, `${what} for ${argument}`, value, remedy, { argument })
  }

  #mismatch(argument: string, value: unknown, what: string, expected: string): TypeMismatchError {
    const where = { argument, expected }
    return typeMismatch(
      this.#operation,
      `${what} for ${argument}`,
      value,
      'convert it, or leave it out',
      where,
    )
  }
}

/** Whether the text is of ASCII characters, `length` of them if that is given. */
function isAscii(text: string, length = text.length): boolean {
  return text.length === length && /^[\0-\x7f]*$/.test(text)
}
