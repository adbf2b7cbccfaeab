/**
 * Column types: their names, the values they hold, and how a user's schema types `get`, `set` and `column`.
 */

import { describe } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { Kind } from '../bridge/numbers.js'
import { isWellFormed } from './text.js'

/**
 * The name of a column type.
 *
 * | name | value | in memory |
 * |---|---|---|
 * | `bool` | boolean | a bit |
 * | `int32`, `uint32`, `float32`, `float64` | number | the number |
 * | `int64` | bigint | 8 bytes |
 * | `utf8` | string | a code into a dictionary of distinct strings |
 * | `timestamp` | Date | milliseconds since 1970 in 8 bytes |
 * | `vector<float32, n>` | Float32Array of length n | n floats |
 */
export type ColumnTypeName =
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'utf8'
  | 'timestamp'
  | `vector<float32, ${number}>`

/** Columns by name, with their types: `{ age: 'float64', name: 'utf8' }`. */
export type Schema = Readonly<Record<string, ColumnTypeName>>

/**
 * A schema that is not known: any column may be there, of any type. The default of a graph's, so that every
 * graph is a `Graph` and every snapshot a `Snapshot`; what its columns give and take is typed as {@link Value}.
 */
// biome-ignore lint/suspicious/noExplicitAny: nothing else is assignable from every schema; no value has this type
export type AnySchema = any

/** The columns that a schema names: none when it is not known. */
export type Known<S extends Schema> = string extends keyof S ? Record<never, never> : S

/** A value of any column. */
export type Value = boolean | number | bigint | string | Date | Float32Array

/** What a column of type `T` gives. */
export type ValueOf<T extends ColumnTypeName> = T extends 'bool'
  ? boolean
  : T extends 'int32' | 'uint32' | 'float32' | 'float64'
    ? number
    : T extends 'int64'
      ? bigint
      : T extends 'utf8'
        ? string
        : T extends 'timestamp'
          ? Date
          : Float32Array

/** What a column that holds `T` takes; `null` and `undefined` mean missing. */
export type InputOf<T extends Value> =
  | (T extends Float32Array ? Float32Array | readonly number[] : T)
  | null
  | undefined

/** What the column `K` of schema `S` gives; any value when the schema does not name it. */
export type AttributeOf<S extends Schema, K extends string> = K extends keyof S ? ValueOf<S[K]> : Value

/** The name of a column: those of the schema are offered, others are allowed. */
export type NameOf<S extends Schema> = (keyof S & string) | (string & {})

/** A row as it is read: every column of the graph, `undefined` where the value is missing. */
export type RowOf<S extends Schema> = {
  readonly [K in keyof Known<S>]: AttributeOf<S, K & string> | undefined
} & { readonly [name: string]: Value | undefined }

/** A row as it is given: own enumerable properties become columns. */
export type RowInput<S extends Schema> = {
  readonly [K in keyof Known<S>]?: InputOf<AttributeOf<S, K & string>>
}

/** A typed array that has a column type of its own. */
export type ColumnArray = Int32Array | Uint32Array | BigInt64Array | Float32Array | Float64Array

/**
 * A whole column as it is given: one entry a row, `null` or `undefined` where it is missing. A plain array has at most
 * 10^8 entries; past that, use a typed array or several calls.
 */
export type ColumnData<T extends Value = Value> =
  | readonly InputOf<T>[]
  | (T extends number ? Int32Array | Uint32Array | Float32Array | Float64Array : never)
  | (T extends bigint | Date ? BigInt64Array : never)
  | (T extends Float32Array ? Float32Array : never)

/** Columns of one length, by name. */
export type ColumnsInput<S extends Schema, Given = Readonly<Record<string, unknown>>> = {
  readonly [K in keyof Known<S>]?: ColumnData<AttributeOf<S, K & string>>
} & { readonly [K in keyof Given]: ColumnData | undefined }

export { Kind }

/** A column type at run time. */
export interface ColumnType {
  readonly name: ColumnTypeName
  /** One of {@link Kind}. */
  readonly kind: number
  /** Floats a row; 0 when it is not a vector. */
  readonly dimension: number
  /** The number it crosses as: `kind + 16 * dimension`. */
  readonly code: number
}

const scalarNames = [
  'bool',
  'int32',
  'uint32',
  'int64',
  'float32',
  'float64',
  'utf8',
  'timestamp',
] as const satisfies readonly ColumnTypeName[]

const scalars: readonly ColumnType[] = scalarNames.map((name, kind) => ({
  name,
  kind,
  dimension: 0,
  code: kind,
}))
const scalarsByName: ReadonlyMap<string, ColumnType> = new Map(scalars.map(type => [type.name, type]))

/** The largest number of floats a row that a type code can carry. */
const MAX_DIMENSION = 0x0fff_ffff

/** The type of a code that came from the binding. */
export function typeOfCode(code: number): ColumnType {
  return scalars[code] ?? vectorType(Math.floor(code / 16))
}

/** `vector<float32, dimension>`. */
export function vectorType(dimension: number): ColumnType {
  return {
    name: `vector<float32, ${dimension}>`,
    kind: Kind.vector,
    dimension,
    code: Kind.vector + 16 * dimension,
  }
}

/** The type of one kind that is not a vector. */
export function scalarType(kind: number): ColumnType {
  return typeOfCode(kind)
}

/** The type that a user named, or a `TYPE_MISMATCH` that lists the names. */
export function parseType(operation: string, attribute: string, name: unknown): ColumnType {
  checkName(operation, attribute)
  if (typeof name === 'string') {
    const scalar = scalarsByName.get(name)
    if (scalar !== undefined) return scalar
    const digits = /^vector<\s*float32\s*,\s*([1-9][0-9]{0,8})\s*>$/.exec(name)?.[1]
    const dimension = Number(digits)
    if (digits !== undefined && dimension <= MAX_DIMENSION) return vectorType(dimension)
  }
  throw typeMismatch(
    operation,
    `a column type for ${describe(attribute)}`,
    name,
    `use one of ${scalarNames.join(', ')} or vector<float32, n>`,
    { attribute, expected: [...scalarNames, 'vector<float32, n>'] },
  )
}

/** Refuses a column's name that UTF-8 cannot hold: two such names would become one. */
export function checkName(operation: string, name: string): void {
  if (isWellFormed(name)) return
  throw invalidArgument(operation, 'a column name without lone surrogates', name, 'use well-formed text', {
    argument: 'name',
    expected: 'well-formed text',
  })
}
