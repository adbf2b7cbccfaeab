/**
 * The native module: what it offers, and how it is found. The only file that imports the binding.
 *
 * Objects cross as integer handles, ids as numbers, bulk data as typed arrays. Where the host allows it,
 * counters, columns and adjacency are read in place through the views that this interface gives out.
 */

import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { InternalError } from '../errors/classes.js'
import { makeError } from '../errors/make-error.js'
import type { Side, Which } from './numbers.js'
import { mapGet } from './primordials.js'

/** A graph or snapshot of this environment: a slot and its generation. A stale one is `CLOSED`. */
export type Handle = number

/** A typed array of column values as it crosses. */
export type PackedValues = Uint8Array | Int32Array | Uint32Array | BigInt64Array | Float32Array | Float64Array

/** Columns as they cross: name, type, values, byte lengths (text only), validity bitmap; five entries each. */
export type PackedColumns = (string | number | PackedValues | undefined)[]

/** Endpoints as they cross: ids, int64 keys, or text keys with their byte lengths. */
export type PackedEndpoints = Uint32Array | BigInt64Array | readonly [Uint8Array, Uint32Array]

/** One value as it crosses: timestamps are milliseconds as bigint. */
export type NativeValue = number | bigint | boolean | string | Float32Array | undefined

/** Values of one row as they cross: its column, or the name and type of a new one, and its value; three entries each. */
export type PackedRow = readonly (string | NativeValue)[]

interface Hooks {
  makeError(code: string, operation: string, message: string, detailsJson: string, causes: string[]): Error
  complete(task: number, status: number, value: unknown): void
  progress(task: number, fraction: number, stage: string): void
  /** A panic in a finalizer: no call and no task can tell of it. */
  panicked(error: Error): void
  /** Called now and then while a caller waits for native work: when it cannot run, the work ends. */
  checkpoint(): void
}

/** What the binding says of itself. */
export interface NativeInfo {
  /** Whether native memory is read in place; otherwise reads are flat calls. */
  readonly inPlace: boolean
  /** The names of the operations; the lock word of a header is an index into them, plus one. */
  readonly operations: readonly string[]
  /** What is wrong with the settings that it read from the environment, a sentence each. */
  readonly warnings: readonly string[]
  readonly version: string
  /** Whether this build counts every allocation. */
  readonly testing: boolean
}

/** The functions of the binding. Every one counts a crossing and throws only what `makeError` made. */
export interface Native {
  init(hooks: Hooks, inPlace: boolean): NativeInfo
  createGraph(flags: number, key?: string, keyType?: number): Handle
  close(handle: Handle, privateBuffers?: ArrayBuffer[]): boolean
  detach(buffers: ArrayBuffer[]): void
  /** What `call` gives or throws, the header's lock being `word` meanwhile; no crossing is counted. */
  locked<T>(header: Uint32Array, word: number, call: () => T): T

  header(handle: Handle, mirror?: Uint32Array): ArrayBuffer | undefined
  topologyView(handle: Handle, which: number): ArrayBuffer | undefined
  adjacencyView(handle: Handle, which: number): ArrayBuffer | undefined
  /**
   * How many columns came and went so far, whether the list is whole, then index, name and type number of columns: of
   * those that came or went after the first `known`, without a name where there is none now, or of all.
   */
  schema(handle: Handle, side: Side, known: number): (number | boolean | string | undefined)[]
  keyName(handle: Handle): string | undefined
  columnView(
    handle: Handle,
    side: Side,
    column: number,
    which: number,
    exported: boolean,
  ): ArrayBuffer | undefined
  unshare(handle: Handle, side: Side, column: number): void

  hasNode(handle: Handle, id: number): boolean
  isLiveEdge(handle: Handle, edge: number): boolean
  degree(handle: Handle, id: number, which: Which): number
  source(handle: Handle, edge: number): number
  target(handle: Handle, edge: number): number
  neighbors(handle: Handle, id: number, which: Which): Uint32Array
  incidence(handle: Handle, id: number, which: Which): Uint32Array
  edgesOf(handle: Handle, id: number, which: Which): Uint32Array
  hasEdge(handle: Handle, source: number, target: number): boolean
  edgesBetween(handle: Handle, source: number, target: number): Uint32Array
  getValue(handle: Handle, side: Side, column: number, id: number): NativeValue
  setValue(
    handle: Handle,
    side: Side,
    column: number | string,
    type: number,
    id: number,
    value: NativeValue,
  ): void
  /** All or none of `list`: column, type and value of each, as {@link setValue} takes them. */
  assign(handle: Handle, side: Side, id: number, list: PackedRow): void

  /** `row` as {@link assign} takes it. */
  addNode(handle: Handle, row: PackedRow | undefined): number
  addNodes(handle: Handle, count: number, columns: PackedColumns): number
  /** Ends are ids or keys; `row` is as {@link assign} takes it. */
  addEdge(
    handle: Handle,
    source: number | string | bigint,
    target: number | string | bigint,
    row: PackedRow | undefined,
    flags: number,
  ): number
  addEdges(
    handle: Handle,
    source: PackedEndpoints,
    target: PackedEndpoints,
    columns: PackedColumns,
    flags: number,
  ): number | Uint32Array
  /** Adds rows that were read: edges with the flags of {@link addEdges}, or nodes with a number of `OnKnownNode`. */
  addTable(
    handle: Handle,
    table: number,
    options: readonly [edges: boolean, flags: number],
  ): [nodes: number, edges: number, updated: number, skipped: number]
  /** Lets go of rows that were read. */
  dropTable(table: number): void
  removeNodes(handle: Handle, ids: Uint32Array): void
  removeEdges(handle: Handle, ids: Uint32Array): void
  compact(handle: Handle): [nodes: Uint32Array, edges: Uint32Array]
  define(handle: Handle, side: Side, name: string, type: number): number
  drop(handle: Handle, side: Side, name: string): void
  setValues(
    handle: Handle,
    side: Side,
    name: string,
    type: number,
    ids: Uint32Array,
    values: PackedValues,
    lengths: Uint32Array | undefined,
    validity: Uint8Array | undefined,
  ): void
  setColumn(
    handle: Handle,
    side: Side,
    name: string,
    type: number,
    values: PackedValues,
    lengths: Uint32Array | undefined,
    validity: Uint8Array | undefined,
    count: number,
  ): void
  nodeByKey(handle: Handle, key: string | bigint): number
  hasKey(handle: Handle, key: string | bigint): boolean
  keyOf(handle: Handle, id: number): string | bigint
  nullCount(handle: Handle, side: Side, column: number): number
  validate(handle: Handle): string[]
  snapshot(handle: Handle): Handle
  toGraph(handle: Handle): Handle
  share(handle: Handle): string
  attach(token: string): Handle
  refs(handle: Handle): [host: number, native: number]

  run(
    operation: number,
    handle: Handle,
    mode: number,
    progress: boolean,
    args: readonly unknown[],
  ): [result: unknown] | number
  cancel(task: number): void

  threads(): number
  setThreads(count: number): void
  stats(): string
  memory(): string
  crossings(): number
  monitorStart(): void
  monitorStop(): void
  monitorReport(): string
  monitorValidate(): string
}

const require = createRequire(import.meta.url)

/** The names that this platform's binding may have, the likelier first. */
function bindingNames(): string[] {
  const base = `${process.platform}-${process.arch}`
  if (process.platform === 'linux') return [`${base}-gnu`, `${base}-musl`]
  return [process.platform === 'win32' ? `${base}-msvc` : base]
}

function load(): Native {
  const chosen = process.env['GROGGY_NATIVE'] || undefined
  const tried =
    chosen === undefined
      ? bindingNames().flatMap(name => [`../../groggy.${name}.node`, `groggy-${name}`])
      : [chosen]
  const failures: Error[] = []
  // biome-ignore lint/plugin: names of files, before anything native is there
  for (const path of tried) {
    try {
      return instance(require.resolve(path))
    } catch (error) {
      failures[failures.length] = error instanceof Error ? error : new Error(String(error))
    }
  }
  const broken = failures.find(error => !('code' in error) || error.code !== 'MODULE_NOT_FOUND')
  const { platform, arch } = process
  const details = { platform, arch, tried }
  throw new InternalError('load', loadFailure(chosen, tried, broken), details, {
    cause: broken ?? failures[0],
  })
}

/**
 * An instance of the binding of its own: `require` would give the one that an earlier evaluation of this module has,
 * whose errors and answers belong to that. Test runners evaluate a module again for each file, and two versions of
 * this package may share one binding. A module of JavaScript around a binding, for tests, is asked as it is.
 */
function instance(file: string): Native {
  const module: { exports: unknown } = { exports: {} }
  if (file.endsWith('.node')) process.dlopen(module, file)
  else module.exports = require(file)
  const found = module.exports as Partial<Native> | null | undefined
  if (typeof found?.init !== 'function') throw new Error(`expected a native module of groggy, got ${file}`)
  return found as Native
}

/**
 * Why there is no native module, and what to do.
 *
 * @param chosen - what GROGGY_NATIVE names.
 * @param broken - of a file that is there.
 */
function loadFailure(
  chosen: string | undefined,
  tried: readonly string[],
  broken: Error | undefined,
): string {
  if (chosen !== undefined) {
    const why = broken === undefined ? 'does not exist' : `cannot be loaded (${broken.message})`
    return `expected a native module in GROGGY_NATIVE, got ${chosen}, which ${why}; unset it, or name a native module of groggy`
  }
  if (broken !== undefined) return `cannot load the native module: ${broken.message}; reinstall groggy`
  return `cannot find a native module for ${process.platform}-${process.arch} (tried ${tried.join(', ')}); install with optional dependencies, or run "npm run build" in the repository`
}

/** Tells of a bug that no caller can be told of: by the process's event `warning`, which is printed unless caught. */
export function warnOfBug(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}

/** Where completions and progress of tasks go; `offload.ts` listens. */
export const taskListener: Pick<Hooks, 'complete' | 'progress'> = {
  complete: () => undefined,
  progress: () => undefined,
}

/** The binding of this environment. */
export const native: Native = load()

/** What the binding said when it was started. */
export const info: NativeInfo = native.init(
  {
    makeError,
    complete: (task, status, value) => taskListener.complete(task, status, value),
    progress: (task, fraction, stage) => taskListener.progress(task, fraction, stage),
    panicked: warnOfBug,
    checkpoint: () => undefined,
  },
  process.env['GROGGY_EXTERNAL_BUFFERS'] !== '0',
)

const operationNumbers: ReadonlyMap<string, number> = new Map(
  info.operations.map((name, number) => [name, number]),
)

/** The number by which `run` knows an operation: its place among {@link NativeInfo.operations}. */
export function operationNumber(name: string): number {
  return mapGet(operationNumbers, name) ?? -1
}

/** Tells of a setting in the environment that cannot be kept; what it asked for is ignored. */
export function warnOfSetting(message: string): void {
  process.emitWarning(message, { type: 'GroggyWarning', code: 'GROGGY_SETTING' })
}

// Once in a process, by its main thread.
for (let i = 0; isMainThread && i < info.warnings.length; i++) warnOfSetting(info.warnings[i] ?? '')

/**
 * Whether native memory is read in place. `false` where the host refuses external buffers (Electron) or
 * `GROGGY_EXTERNAL_BUFFERS=0` asks so: every read is then a flat call and every view a copy.
 */
export const inPlace: boolean = info.inPlace
