/** Reading text: graphs of their own, rows for a graph that exists, and what would be assumed. */

import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { checkOptions, type OptionNames, optionNames } from '../arguments/options.js'
import { type Handle, native } from '../bridge/native.js'
import { EDGES, NODES } from '../bridge/numbers.js'
import { CallSite } from '../errors/stack.js'
import { checkSignal, type Job, start, type TaskOptions, taskOptions } from '../runtime/offload.js'
import type { AnySchema, ColumnTypeName, Schema } from '../schema/schema.js'
import type { Views } from '../views/views.js'
import { type AddEdgesOptions, edgeFlags } from './edge-input.js'
import { type Destination, MAX_TEXT_BYTES, type ReadArguments, readArguments } from './read-arguments.js'
import { type Chunks, collect, isStream, type TextSource } from './text-source.js'

/** The text formats that can be read; all may be gzipped. */
export type TextFormat = 'csv' | 'edgelist' | 'snap'

/**
 * What a column of text is read as: a type without `vector`; `'auto'`, which is `bool`, `float64`, `timestamp` or `utf8`
 * by what all of its values are; or `'timestamp[s]'` and the like, for numbers that count from 1970. A `'timestamp'` is
 * an ISO 8601 date; without an offset it is UTC.
 */
export type ReadColumnType =
  | Exclude<ColumnTypeName, `vector<float32, ${number}>`>
  | `timestamp[${'s' | 'ms' | 'us' | 'ns'}]`
  | 'auto'

/**
 * The columns to read besides the labels: names of the header or numbers of fields from 0, or names with their
 * types.
 */
export type ReadColumns = readonly (string | number)[] | Readonly<Record<string, ReadColumnType>>

/** The schema of the rows of a text, as far as `columns` says it: what is `'auto'` is a column of any type. */
export type ReadSchema<C extends ReadColumns> = C extends readonly unknown[]
  ? AnySchema
  : string extends keyof C
    ? AnySchema
    : {
        readonly [K in keyof C as C[K] extends 'auto' ? never : K]: C[K] extends `timestamp[${string}]`
          ? 'timestamp'
          : Extract<C[K], ColumnTypeName>
      }

/** A column of a text, as it would be read. */
export interface SniffedColumn {
  readonly name: string
  /** Its place, from 0; `undefined` for an attribute that NetworkX writes. */
  readonly field?: number | undefined
  /** Its type, by the records that were looked at; `undefined` while it has no value. */
  readonly type?: ColumnTypeName | undefined
}

/** What is assumed to read a text, and why. */
export interface Sniffed {
  readonly format: TextFormat
  /** The character between fields, or `'blanks'` for any run of blanks and tabs. */
  readonly delimiter: string
  /** Whether fields may stand in quotes. */
  readonly quoting: boolean
  /** Comment lines before the first record. */
  readonly comments: number
  /** Whether the first record names the columns. */
  readonly header: boolean
  /** The column of the sources, or of the labels of nodes. */
  readonly source: SniffedColumn
  /** The column of the targets; `undefined` where rows are nodes. */
  readonly target?: SniffedColumn | undefined
  /** What labels become: keys of a type, or ids. */
  readonly labels: 'int64' | 'utf8' | 'index'
  readonly columns: readonly SniffedColumn[]
  /** Records that were looked at, the header aside. */
  readonly sampled: number
  /** A sentence for each of `delimiter`, `header`, `ends`, `labels`, and what else there is to tell. */
  readonly reasons: Readonly<Record<string, string>>
}

/**
 * What every text may be read with. Whatever is left out is found by looking at the name and the first records;
 * `Graph.sniff` says what that gives, and where a guess could be wrong without notice, an error asks for the option.
 *
 * @typeParam C - the type of `columns`.
 */
export interface TextOptions<C extends ReadColumns = ReadColumns> extends TaskOptions {
  /**
   * How the text is laid out. Default: by the name, else by its first records.
   *
   * `csv`: one delimiter between fields, and a header unless `header` says otherwise. `edgelist`: fields between blanks
   * and tabs, usually no header; a third column is the `weight`. `snap`: as `edgelist`, with columns named by the last
   * comment where it names them.
   */
  readonly format?: TextFormat | undefined
  /** What the text is called, where it has no path: in errors, and its extension counts. */
  readonly name?: string | undefined
  /**
   * The columns to read besides the labels, in this order. Other columns are skipped, and rows may then lack them.
   * Default: all, and every row must have all of them.
   *
   * A column without a type, or of type `'auto'`, becomes `float64` when every value of it is a number, `bool` when
   * every one is `true` or `false`, `timestamp` when every one is an ISO 8601 date, else `utf8`, in which nothing is
   * lost: values are then as they were written. A field that is empty, or `NA`, `N/A`, `null`, `NULL`, `None` or `\N`
   * among other values than texts, is a missing value. Integers past 2^53 or with leading zeros, and numbers past the
   * range of a double (`1e400`), are not numbers; `inf`, `infinity` and `nan`, in any case, are. Decimal commas, and times
   * finer than a millisecond, are errors, unless the column is `'utf8'`. In a column with a type, a value that does not
   * fit it is a {@link ParseError} with its line and column.
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
   * Whether the first record names the columns. Default: it does when it has known names (`source` and `target`,
   * `from_node` and `to_node`, `protein1` and `protein2`, `:START_ID` and `:END_ID`, and the like) or names that were
   * asked for, or when all of it is words, over a column of numbers. A CSV where neither decides needs this option.
   */
  readonly header?: boolean | undefined
  /**
   * The one character between fields: ASCII, no letter, digit, quote, sign or point; or `'blanks'` for any run of blanks
   * and tabs. Default: by the extension (`.csv`, `.tsv`, `.psv`), else what gives the most records one number of fields.
   */
  readonly delimiter?: string | undefined
  /** Whether a field may be quoted with `"`, and then hold delimiters and newlines. Default true. */
  readonly quoting?: boolean | undefined
  /**
   * The ASCII characters that begin a comment line, any of them: `'#'`, `'#%'`, or `''` for none. Default: lines before
   * the first record that begin with `#` or `%` are comments; later ones are records, or an error.
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
  /** Called once, before the promise is settled, with what was assumed; not for a text without records. */
  readonly onSniff?: ((sniffed: Sniffed) => void) | undefined
}

/** Which fields hold the ends of edges. */
export interface EndOptions {
  /**
   * The field that holds the source: a name of the header, exact in case, or a number from 0. Default: by known names,
   * else the first.
   */
  readonly source?: string | number | undefined
  /** The field that holds the target. Default: by known names, else the second. */
  readonly target?: string | number | undefined
}

/** What the labels of a text become in a new graph. */
export interface LabelOptions {
  /** Whether edges have a direction. Default true. */
  readonly directed?: boolean | undefined
  /** The node column that keeps the labels, as keys. Default `'id'`; of node files, the name of their column. */
  readonly key?: string | undefined
  /**
   * What keys are. Default: `'int64'` when every label is a canonical integer (`7`, not `007`, `+7` or `7.0`), else
   * `'utf8'`, exactly as written.
   */
  readonly keyType?: 'utf8' | 'int64' | undefined
}

/** Options of `Graph.read` and `Graph.sniff`. */
export interface ReadOptions<C extends ReadColumns = ReadColumns>
  extends TextOptions<C>,
    EndOptions,
    LabelOptions {
  /**
   * What labels are. `'label'` (default): what the file calls its nodes; each distinct one is a node, in order of first
   * appearance. `'index'`: node ids, for files that number their nodes without gaps; ids most of which no line names are
   * refused.
   */
  readonly ids?: 'label' | 'index' | undefined
}

/** What becomes of rows about nodes that there are already. */
export interface KnownNodeOptions {
  /** The field that holds the label of the node. Default: the key of the graph, else `id` and the like, else the first. */
  readonly label?: string | number | undefined
  /**
   * A row about a node that the graph has, or that an earlier row made, fails the whole call (`'error'`, the default),
   * is left out (`'skip'`), or gives the node its values (`'update'`): those that it lacks become missing, and of
   * several rows the last counts.
   */
  readonly onDuplicate?: 'error' | 'skip' | 'update' | undefined
}

/** Options of `Graph.readNodes`. */
export interface ReadNodesOptions<C extends ReadColumns = ReadColumns>
  extends TextOptions<C>,
    LabelOptions,
    KnownNodeOptions {}

/** Options of `graph.readNodes`. */
export interface AddNodesFromOptions extends TextOptions, KnownNodeOptions {}

/** Options of `graph.readEdges`. */
export interface AddEdgesFromOptions extends TextOptions, EndOptions, AddEdgesOptions {}

/** What rows changed. */
export interface ReadCounts {
  /** New nodes. */
  readonly nodes: number
  /** New edges. */
  readonly edges: number
  /** Nodes that got other values. */
  readonly updated: number
  /** Rows that were left out. */
  readonly skipped: number
}

const textNames = {
  format: true,
  name: true,
  columns: true,
  header: true,
  delimiter: true,
  quoting: true,
  comment: true,
  maxLineBytes: true,
  maxTextBytes: true,
  onSniff: true,
  ...taskOptions,
} as const
const ends = { source: true, target: true } as const
const labels = { directed: true, key: true, keyType: true } as const
const known = { label: true, onDuplicate: true } as const

const readNames: OptionNames = optionNames<ReadOptions>({ ...textNames, ...ends, ...labels, ids: true })
const readNodesNames: OptionNames = optionNames<ReadNodesOptions>({ ...textNames, ...labels, ...known })
const addNodesNames: OptionNames = optionNames<AddNodesFromOptions>({ ...textNames, ...known })
const addEdgesNames: OptionNames = optionNames<AddEdgesFromOptions>({
  ...textNames,
  ...ends,
  onDuplicate: true,
  createMissing: true,
})

/** Reads a graph; `adopt` makes it of its handle. */
export function readGraph<G>(
  source: TextSource,
  options: ReadOptions | ReadNodesOptions,
  nodes: boolean,
  adopt: (handle: Handle) => G,
): Promise<G> {
  return read<G>(
    source,
    options,
    { nodes },
    {
      operation: nodes ? 'readNodes' : 'read',
      known: nodes ? readNodesNames : readNames,
      finish: found => adopt(found as Handle),
      discard: found => {
        native.close(found as Handle)
      },
    },
  )
}

/** Adds the rows of a text to a graph: nodes, or edges. */
export function readInto(
  views: Views,
  source: TextSource,
  options: AddNodesFromOptions | AddEdgesFromOptions,
  nodes: boolean,
  schema: (side: typeof NODES | typeof EDGES) => Schema,
): Promise<ReadCounts> {
  const operation = nodes ? 'readNodes' : 'readEdges'
  let flags = 0
  const prepare = (): Destination => {
    views.requireMutable(operation)
    const key = views.keyName
    if (nodes && key === undefined) {
      const remedy = 'make it with a key, or read the nodes into a graph of their own with Graph.readNodes'
      throw invalidArgument(operation, 'a graph with a key', 'one without', remedy, { argument: 'graph' })
    }
    const keyType = key === undefined ? undefined : schema(NODES)[key]
    if (!nodes) {
      const { onDuplicate, createMissing } = options as AddEdgesFromOptions
      flags = edgeFlags(views, operation, { onDuplicate, createMissing })
    }
    return { nodes, graph: { key, keyType, schema: schema(nodes ? NODES : EDGES) } }
  }
  return read<ReadCounts>(source, options, prepare, {
    operation,
    known: nodes ? addNodesNames : addEdgesNames,
    finish: (table, args) => {
      views.requireMutable(operation)
      const add = () =>
        native.addTable(views.handle, table, [!nodes, nodes ? (args[ON_KNOWN] as number) : flags])
      const [made, edges, updated, skipped] = views.change(add, operation)
      return { nodes: made, edges, updated, skipped }
    },
    discard: table => native.dropTable(table),
  })
}

/** The place among the arguments of what becomes of rows about known nodes. */
const ON_KNOWN = 16

/** Says what would be assumed to read a text as edges. */
export function sniff(source: TextSource, options: ReadOptions): Promise<Sniffed | undefined> {
  return begin<Sniffed | undefined>(
    source,
    options,
    { nodes: false },
    {
      operation: 'sniff',
      options,
      known: readNames,
      views: undefined,
      finish: toSniffed,
    },
  )
}

/** A reading, as far as it depends on what becomes of the text. */
interface Reading<T> {
  readonly operation: string
  readonly known: OptionNames
  finish(found: number, args: ReadArguments): T
  discard(found: number): void
}

function read<T>(
  source: TextSource,
  options: TextOptions,
  destination: Destination | (() => Destination),
  { operation, known, finish, discard }: Reading<T>,
): Promise<T> {
  let onSniff: unknown
  return begin<T>(source, options, destination, {
    operation,
    options,
    known,
    views: undefined,
    started: () => {
      onSniff = options.onSniff
      if (onSniff === undefined || typeof onSniff === 'function') return
      const where = { argument: 'onSniff', expected: 'function' }
      throw typeMismatch(operation, 'a function for onSniff', onSniff, 'use sniffed => { … }', where)
    },
    finish: (found, args) => {
      const [number, json] = found as [number, string | undefined]
      const sniffed = toSniffed(json)
      try {
        if (sniffed !== undefined && typeof onSniff === 'function') onSniff(sniffed)
      } catch (error) {
        discard(number)
        throw error
      }
      return finish(number, args)
    },
    discard: found => discard((found as [number])[0]),
  })
}

/** A job whose arguments are those of reading; `finish` gets them as well. */
interface ReadJob<T> extends Omit<Job<T>, 'prepare' | 'finish'> {
  /** Reads what else the options say. */
  started?(): void
  finish(found: unknown, args: ReadArguments): T
}

/** Starts a job as soon as its text is there. Never throws: what is wrong with the call rejects. */
function begin<T>(
  source: TextSource,
  options: TextOptions,
  destination: Destination | (() => Destination),
  job: ReadJob<T>,
): Promise<T> {
  const { operation, known } = job
  let args: ReadArguments | undefined
  const prepare = (): ReadArguments => {
    if (args !== undefined) return args
    const to = typeof destination === 'function' ? destination() : destination
    job.started?.()
    args = readArguments(operation, source, options, to)
    return args
  }
  const ready: Job<T> = { ...job, prepare, finish: found => job.finish(found, prepare()) }
  if (!isStream(source)) return start(ready)
  const site = new CallSite()
  const collected = async (): Promise<T> => {
    checkOptions(operation, options, known)
    const signal = checkSignal(operation, options?.signal)
    const prepared = prepare()
    const most = prepared[MAX_TEXT_BYTES]
    const limit = typeof most === 'number' ? most : Number.POSITIVE_INFINITY
    prepared[0] = await collect(operation, prepared[0] as Chunks, signal, limit)
    return start(ready)
  }
  return collected().catch((error: unknown) => {
    if (error instanceof Error && 'operation' in error) site.showIn(error)
    throw error
  })
}

/** What the binding says was assumed. */
function toSniffed(json: unknown): Sniffed | undefined {
  return typeof json === 'string' ? JSON.parse(json, (_, value) => value ?? undefined) : undefined
}
