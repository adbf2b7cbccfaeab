/** Reading a graph from a file of text. */

import { type OptionNames, optionNames } from '../arguments/options.js'
import { type Handle, native } from '../bridge/native.js'
import { start, type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { AnySchema, ColumnTypeName } from '../schema/schema.js'
import { readArguments } from './read-arguments.js'

/** The text formats that can be read; all may be gzipped. */
export type TextFormat = 'csv' | 'edgelist' | 'snap'

/**
 * What a column of text is read as: a type without `vector`, or `'auto'`, which is `bool`, `float64` or `utf8` by
 * what all of its values are.
 */
export type ReadColumnType = Exclude<ColumnTypeName, `vector<float32, ${number}>`> | 'auto'

/**
 * The columns to read besides the endpoints: names of the header or numbers of fields from 0, or names with their
 * types.
 */
export type ReadColumns = readonly (string | number)[] | Readonly<Record<string, ReadColumnType>>

/** The schema of the edges of a file, as far as `columns` says it: what is `'auto'` is a column of any type. */
export type ReadSchema<C extends ReadColumns> = C extends readonly unknown[]
  ? AnySchema
  : string extends keyof C
    ? AnySchema
    : { readonly [K in keyof C as C[K] extends 'auto' ? never : K]: Extract<C[K], ColumnTypeName> }

/**
 * Options of `Graph.read`. Whatever is left out is found by looking at the name and the first lines of the file.
 *
 * @typeParam C - the type of `columns`.
 */
export interface ReadOptions<C extends ReadColumns = ReadColumns> extends TaskOptions {
  /**
   * How the text is laid out. Default: by the name of the file, else by its first lines.
   *
   * `csv`: one delimiter between fields, quotes as in RFC 4180, usually a header, no comments. `edgelist`: fields
   * between blanks and tabs; lines that begin with `#` or `%` are comments; a third column is the `weight`.
   * `snap`: as `edgelist`, with columns named by the last comment where it names them.
   */
  readonly format?: TextFormat | undefined
  /** Whether edges have a direction. Default true. */
  readonly directed?: boolean | undefined
  /**
   * The field that holds the source: a name of the header, exact in case, or a number from 0. Default: the one
   * named `source`, `src` or `from`, else the first.
   */
  readonly source?: string | number | undefined
  /** The field that holds the target. Default: the one named `target`, `dst` or `to`, else the second. */
  readonly target?: string | number | undefined
  /**
   * The node column that keeps what the file calls its nodes, as keys. Default: none when the first row numbers
   * its nodes, so that numbers are ids; `'key'` when it names them.
   */
  readonly key?: string | undefined
  /** What keys are, with `key`. Default `'utf8'`. */
  readonly keyType?: 'utf8' | 'int64' | undefined
  /**
   * The columns to read besides the endpoints, in this order; they become columns of the edges. Other columns are
   * skipped, and rows may then lack them. Default: all, and every row must have all of them.
   *
   * A column without a type, or of type `'auto'`, becomes `float64` when every value of it is a number, `bool` when
   * every one is `true` or `false`, else `utf8`, in which nothing is lost: values are then as they were written. An
   * empty field is a missing value. Integers past 2^53 or with leading zeros, and numbers past the range of a double
   * (`1e400`), are not numbers; `inf`, `infinity` and `nan`, in any case, are. In a column with a type, a value that
   * does not fit it is a {@link ParseError} with its line and column.
   *
   * @example
   * ```ts
   * await Graph.read('roads.csv', { columns: ['km', 4] })
   * const roads = await Graph.read('roads.csv', { columns: { km: 'float64', opened: 'timestamp', lanes: 'auto' } })
   * roads.edges.get(0, 'km') // number | undefined
   * ```
   */
  readonly columns?: C | undefined
  /**
   * Whether the first row names the columns. Default: it does when it has the names of endpoints or of columns that
   * were asked for, or has words where the second row has numbers.
   */
  readonly header?: boolean | undefined
  /**
   * The one character between fields: ASCII, no letter, digit, quote, sign or point. Default: in a CSV the most
   * frequent of `,` `;` tab and `|` in its first line; else any run of blanks and tabs.
   */
  readonly delimiter?: string | undefined
  /** Whether a field may be quoted with `"`, and then hold delimiters and newlines. Default: in a CSV only. */
  readonly quoting?: boolean | undefined
  /**
   * The ASCII characters that begin a comment line, any of them: `'#'`, `'#%'`, or `''` for none. Default `'#%'`;
   * none in a CSV.
   */
  readonly comment?: string | undefined
  /**
   * The longest record to read, in bytes: what is longer is not text, or lacks a closing quote, and is
   * `LIMIT_EXCEEDED`. Default 64 MiB; at most 2 GiB.
   */
  readonly maxLineBytes?: number | undefined
  /**
   * The longest text to read, in bytes after decompression: what is longer is `LIMIT_EXCEEDED`. The guard against a
   * small gzip file that unpacks without end. Default: no limit.
   */
  readonly maxTextBytes?: number | undefined
}

/** The names of {@link ReadOptions}. */
const readNames: OptionNames = optionNames<ReadOptions>({
  format: true,
  directed: true,
  source: true,
  target: true,
  key: true,
  keyType: true,
  columns: true,
  header: true,
  delimiter: true,
  quoting: true,
  comment: true,
  maxLineBytes: true,
  maxTextBytes: true,
  ...taskOptions,
})

/** Reads a file; `adopt` makes the graph of its handle. */
export function readGraph<G>(
  path: string | URL,
  options: ReadOptions,
  adopt: (handle: Handle) => G,
): Promise<G> {
  return start<G>({
    operation: 'read',
    options,
    known: readNames,
    views: undefined,
    prepare: () => readArguments(path, options),
    finish: handle => adopt(handle as Handle),
    discard: handle => {
      native.close(handle as Handle)
    },
  })
}
