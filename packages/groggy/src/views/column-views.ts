/**
 * What TypeScript holds of one column: its place in the native schema and private views of its memory.
 */

import { describe } from '../arguments/describe.js'
import { expected } from '../arguments/expected.js'
import { addBuffer, type BufferList, copyOf, EMPTY_BYTES, EMPTY_WORDS } from '../bridge/buffers.js'
import { inPlace, type NativeValue, native } from '../bridge/native.js'
import {
  FINITE_BELOW,
  FROZEN,
  HAS_VALIDITY,
  HEADER,
  LENGTH,
  NODES,
  NON_NEGATIVE_BELOW,
  NULL_COUNT,
  POISONED,
  type Side,
  TEXT_BYTES,
  TEXT_ENDS,
  TEXT_EPOCH,
  VALIDITY,
  VALUES,
  VERSION_F64,
} from '../bridge/numbers.js'
import { typedArrayLength } from '../bridge/primordials.js'
import { AttributeNotFoundError } from '../errors/classes.js'
import { type ColumnType, Kind } from '../schema/schema.js'
import { type Codec, codecOf } from './column-codec.js'
import { TextCache } from './text-cache.js'
import type { Views } from './views.js'

/** A typed array that column values are read through. */
export type ValuesArray = Uint8Array | Int32Array | Uint32Array | BigInt64Array | Float32Array | Float64Array

/** The array class of each kind's values, as the library reads them: timestamps as pairs of words, low first. */
const privateClasses = [
  Uint8Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
  Uint32Array,
  Int32Array,
  Float32Array,
] as const

/** One empty array of each kind, so that a site that reads values sees one array class. */
const emptyArrays: readonly ValuesArray[] = privateClasses.map(Class => new Class(0))

/** Stands in where nothing is cached, so that all columns have one shape. */
const noCache = new TextCache()

/** A view of `buffer` as the user gets the values of `type`. */
function exportedArray(type: ColumnType, buffer: ArrayBuffer, length: number | undefined): ValuesArray {
  const Class = type.kind === Kind.timestamp ? BigInt64Array : (privateClasses[type.kind] ?? Uint8Array)
  return new Class(buffer, 0, length)
}

/** The state behind a `Column`. Never reachable by users. */
export class ColumnViews<A extends ValuesArray = ValuesArray> {
  readonly views: Views
  readonly side: Side
  readonly name: string
  readonly type: ColumnType
  /** Its place in the native schema; moves only with the schema epoch. */
  index: number
  /** Whether the column no longer exists, or exists with another type. */
  dropped = false
  readonly codec: Codec
  /** The rows that the user was given last, and of what: gone with the views, so that closing gives them back. */
  exported: { values: ValuesArray; epoch: number | undefined; what: number | undefined } | undefined =
    undefined
  /** What the user sees of it, once made: a `Column`. */
  face: object | undefined = undefined
  /** Whether values may be written in place: not in a snapshot, and not those of the key. */
  readonly direct: boolean

  header: Uint32Array = EMPTY_WORDS
  values: A
  /** Every row below is live and has a value: known without looking again until the next change. */
  readableBelow = 0
  /** Every row below may also be overwritten in place, unless the graph is poisoned. */
  writableBelow = 0
  /** Every row below is live, and has a value where its validity bit is set: known likewise. */
  liveBelow = 0
  validity: Uint8Array = EMPTY_BYTES
  textEnds: Uint32Array = EMPTY_WORDS
  textBytes: Uint8Array = EMPTY_BYTES
  /** Decoded strings by code; unused by other types. */
  readonly cache: TextCache
  #loaded = false
  /** Whether its table knows that there is something to {@link drop}. */
  #held = false

  constructor(views: Views, side: Side, name: string, type: ColumnType, index: number) {
    this.views = views
    this.side = side
    this.name = name
    this.type = type
    this.index = index
    this.direct = inPlace && views.what === 'graph' && !(side === NODES && views.keyName === name)
    this.codec = codecOf(type)
    this.values = (emptyArrays[type.kind] ?? EMPTY_BYTES) as A
    this.cache = type.kind === Kind.utf8 ? new TextCache() : noCache
  }

  /** Whether this is the column that nodes are looked up by. */
  get isKey(): boolean {
    return this.side === NODES && this.views.keyName === this.name
  }

  /** Throws when the graph was closed or the column dropped. */
  requireUsable(operation: string): void {
    this.views.requireOpen(operation)
    // Reads the schema if it has changed, which marks what was dropped.
    this.views.columns(this.side).find(this.name)
    if (this.dropped) {
      const side = this.side === NODES ? 'nodes' : 'edges'
      throw new AttributeNotFoundError(
        operation,
        expected(
          'an existing column',
          `${describe(this.name)}, which was dropped or redefined`,
          `get it again with ${side}.column(${describe(this.name)})`,
        ),
        { attribute: this.name, side, known: this.views.columns(this.side).names },
      )
    }
  }

  /** Fetches the views unless they are here; whether the values can be read in place. */
  load(): boolean {
    if (!this.#loaded && inPlace) {
      this.#hold()
      const header = this.#fetch(HEADER)
      const values = this.#fetch(VALUES)
      if (header !== undefined && values !== undefined && this.#loadText(new Uint32Array(header))) {
        const words = new Uint32Array(header)
        this.values = new (privateClasses[this.type.kind] ?? Uint8Array)(values) as A
        const validity = words[HAS_VALIDITY] === 0 ? undefined : this.#fetch(VALIDITY)
        if (validity !== undefined) this.validity = new Uint8Array(validity)
        // Last: it says that the others are here.
        this.header = words
      }
      this.#loaded = true
    }
    return this.isLoaded
  }

  #hold(): void {
    if (this.#held) return
    this.views.columns(this.side).hold(this)
    this.#held = true
  }

  /** Fetches the dictionary of a text column; whether it, and so the column, can be read in place. */
  #loadText(header: Uint32Array): boolean {
    if (this.type.kind !== Kind.utf8) return true
    const ends = this.#fetch(TEXT_ENDS)
    const bytes = this.#fetch(TEXT_BYTES)
    // What is past the largest buffer of Node is not shown.
    if (ends === undefined || bytes === undefined) return false
    this.textEnds = new Uint32Array(ends)
    this.textBytes = new Uint8Array(bytes)
    this.cache.prepare(header[TEXT_EPOCH] ?? 0, typedArrayLength(this.textEnds))
    return true
  }

  #fetch(which: number): ArrayBuffer | undefined {
    return native.columnView(this.views.handle, this.side, this.index, which, false)
  }

  /**
   * The values of the rows below the column's length, in a buffer that is the user's: native memory, which no
   * snapshot reads from then on. Rows that a snapshot reads are copied: for the graph where it may be changed
   * now, else for the user.
   */
  exportValues(): ValuesArray | undefined {
    const { type, views } = this
    this.#hold()
    const isLoaded = this.load()
    const width = type.kind === Kind.timestamp ? 2 : Math.max(1, type.dimension)
    if (isLoaded && (views.what === 'snapshot' || this.header[FROZEN] !== 0)) {
      if (views.what === 'snapshot' || !views.writable) {
        return exportedArray(type, copyOf(this.values, (this.header[LENGTH] ?? 0) * width), undefined)
      }
      views.change(() => native.unshare(views.handle, this.side, this.index))
    }
    const buffer = native.columnView(views.handle, this.side, this.index, VALUES, true)
    if (buffer === undefined) return undefined
    const rows = this.load() ? (this.header[LENGTH] ?? 0) : undefined
    return exportedArray(type, buffer, rows === undefined ? undefined : rows * Math.max(1, type.dimension))
  }

  /** Whether the views are here, which they are only while the graph is open and has the column. */
  get isLoaded(): boolean {
    return this.header[0] !== undefined
  }

  /** Whether row `id` can be read in place: a whole number, live, and with a value. False also before {@link load}. */
  isReadable(id: number): boolean {
    if (id < this.readableBelow && id >>> 0 === id) return true
    if (this.isKnownPresent(id)) return true
    const { side, views } = this
    if (!views.ready && !views.settle()) return false
    if (id >>> 0 !== id || !this.isPresent(id)) return false
    const live = side === NODES ? views.liveNodesBelow : views.liveEdgesBelow
    if (id >= live) return views.isLive(side, id)
    const length = this.header[LENGTH] ?? 0
    if (this.header[NULL_COUNT] === 0) this.readableBelow = length
    else this.liveBelow = Math.min(live, length)
    return true
  }

  /** Whether row `id` is known to be live and without a value. */
  isKnownMissing(id: number): boolean {
    if (id >= this.liveBelow || id >>> 0 !== id) return false
    return (((this.validity[id >>> 3] ?? 0xff) >>> (id & 7)) & 1) === 0
  }

  /** Whether row `id` is known to be live and to have a value. */
  isKnownPresent(id: number): boolean {
    if (id >= this.liveBelow || id >>> 0 !== id) return false
    return (((this.validity[id >>> 3] ?? 0) >>> (id & 7)) & 1) === 1
  }

  /** Whether row `id` has a value; that of a removed id may still have one. False before {@link load}. */
  isPresent(id: number): boolean {
    const { header } = this
    if (id >= (header[LENGTH] ?? 0)) return false
    if (header[NULL_COUNT] === 0) return true
    const byte = this.validity[id >>> 3]
    return byte !== undefined && ((byte >>> (id & 7)) & 1) === 1
  }

  /** Whether row `id` has a value and may be overwritten in place now. */
  isWritable(id: number): boolean {
    if (id < this.writableBelow && id >>> 0 === id) return this.views.header[POISONED] === 0
    if (!this.direct || !this.isReadable(id) || !this.views.writable) return false
    const frozen = this.header[FROZEN] ?? Number.POSITIVE_INFINITY
    if (id < frozen) return false
    if (frozen === 0) this.writableBelow = this.readableBelow
    return true
  }

  /**
   * Makes row `id` of a live id writable in place, if that is possible: unshares rows that a snapshot holds. Call
   * {@link bump} before it is written and {@link markPresent} after.
   */
  openRow(id: number): boolean {
    if (!this.direct || this.type.kind === Kind.utf8 || !this.views.writable || !this.load()) return false
    if (id >= (this.header[LENGTH] ?? 0)) return false
    if ((this.header[FROZEN] ?? 0) !== 0) {
      this.views.change(() => native.unshare(this.views.handle, this.side, this.index))
      if (!this.load() || id < (this.header[FROZEN] ?? 0)) return false
    }
    return this.isPresent(id) || (this.header[FROZEN] === 0 && this.validity[id >>> 3] !== undefined)
  }

  /** Marks row `id` present, once its value is there. */
  markPresent(id: number): void {
    if (this.isPresent(id)) return
    this.validity[id >>> 3] = (this.validity[id >>> 3] ?? 0) | (1 << (id & 7))
    this.header[NULL_COUNT] = (this.header[NULL_COUNT] ?? 1) - 1
  }

  /**
   * Counts a change that is made in place next: what is changed without being counted, the next snapshot would not
   * have.
   */
  bump(): void {
    const { clock } = this.views
    clock[VERSION_F64] = (clock[VERSION_F64] ?? 0) + 1
  }

  /** Lowers what is known of the rows, before row `id` gets `value`, which not every algorithm accepts as a weight. */
  lowerKnown(id: number, value: number): void {
    const { header } = this
    if ((header[FINITE_BELOW] ?? 0) > id) header[FINITE_BELOW] = id
    if (value !== Number.POSITIVE_INFINITY && (header[NON_NEGATIVE_BELOW] ?? 0) > id)
      header[NON_NEGATIVE_BELOW] = id
  }

  /** One value by a flat call. */
  getFlat(id: number): NativeValue {
    return native.getValue(this.views.handle, this.side, this.index, id)
  }

  /** Sets one value by a flat call; `undefined` clears it. */
  setFlat(id: number, value: NativeValue): void {
    const { views, side, index, type } = this
    views.change(() => native.setValue(views.handle, side, index, type.code, id, value))
  }

  /** Forgets what was known of rows: a change, or a lock, may have made it untrue. */
  forget(): void {
    this.readableBelow = 0
    this.writableBelow = 0
    this.liveBelow = 0
  }

  /** Forgets every view; adds their buffers, to be detached. */
  drop(buffers: BufferList): void {
    this.#held = false
    this.exported = undefined
    this.forget()
    addBuffer(buffers, this.header)
    addBuffer(buffers, this.values)
    addBuffer(buffers, this.validity)
    addBuffer(buffers, this.textEnds)
    addBuffer(buffers, this.textBytes)
    this.header = EMPTY_WORDS
    this.values = (emptyArrays[this.type.kind] ?? EMPTY_BYTES) as A
    this.validity = EMPTY_BYTES
    this.textEnds = EMPTY_WORDS
    this.textBytes = EMPTY_BYTES
    this.#loaded = false
  }
}
