/**
 * How each column type stands in memory, crosses, and appears to the user: one codec a kind.
 */

import type { NativeValue } from '../bridge/native.js'
import { FROZEN } from '../bridge/numbers.js'
import { typedArraySet } from '../bridge/primordials.js'
import { bigintFits, numberFits, timeOf, toVector } from '../schema/fit.js'
import type { ColumnType, Value } from '../schema/schema.js'
import { isWellFormed } from '../schema/text.js'
import type { ColumnViews } from './column-views.js'
import { decodeText } from './text-cache.js'

/** What a column does with one value; every function is total on what the types say. */
export interface Codec {
  /** The value of row `id`, which is present and loaded. */
  read(column: ColumnViews, id: number): Value
  /** Writes row `id`, which was opened; `false` when it has to be a flat call. */
  write(column: ColumnViews, id: number, value: NativeValue): boolean
  /**
   * Writes the user's value to row `id` when it fits, and the row has a value that may be overwritten in place
   * now; `false` when nothing was written. Runs no code of the user's.
   */
  put(column: ColumnViews, id: number, value: unknown): boolean
  /** The user's value as it crosses; `undefined` when it does not fit the type. */
  toNative(value: unknown, type: ColumnType, operation: string, attribute: string): NativeValue
  /** What crossed, as the user sees it. */
  fromNative(value: NativeValue): Value
}

/** Whether every algorithm accepts `value` as a weight. */
export function isWeight(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY
}

const bool: Codec = {
  read: (column, id) => (((column.values[id >>> 3] as number) >>> (id & 7)) & 1) === 1,
  write: (column, id, value) => {
    // Bits share a byte with rows that a snapshot may hold.
    if (column.header[FROZEN] !== 0) return false
    const bits = column.values as Uint8Array
    const bit = 1 << (id & 7)
    const byte = bits[id >>> 3] ?? 0
    bits[id >>> 3] = value === true ? byte | bit : byte & ~bit
    return true
  },
  put: (column, id, value) =>
    typeof value === 'boolean' && column.isWritable(id) && bool.write(column, id, value),
  toNative: value => (typeof value === 'boolean' ? value : undefined),
  fromNative: value => value === true,
}

const number: Codec = {
  read: (column, id) => column.values[id] as number,
  write: (column, id, value) => {
    if (!isWeight(value as number)) column.lowerKnown(id, value as number)
    column.values[id] = value as number
    return true
  },
  put: (column, id, value) =>
    typeof value === 'number' &&
    numberFits(value, column.type.kind) &&
    column.isWritable(id) &&
    number.write(column, id, value),
  toNative: (value, type) => (typeof value === 'number' && numberFits(value, type.kind) ? value : undefined),
  fromNative: value => value as number,
}

const int64: Codec = {
  read: (column, id) => column.values[id] as bigint,
  write: (column, id, value) => {
    if ((value as bigint) < 0n) column.lowerKnown(id, -1)
    column.values[id] = value as bigint
    return true
  },
  put: (column, id, value) =>
    typeof value === 'bigint' && bigintFits(value) && column.isWritable(id) && int64.write(column, id, value),
  toNative: value => (typeof value === 'bigint' && bigintFits(value) ? value : undefined),
  fromNative: value => value as bigint,
}

const utf8: Codec = {
  read: (column, id) => decodeText(column, column.values[id] as number),
  write: () => false,
  put: () => false,
  toNative: value => (typeof value === 'string' && isWellFormed(value) ? value : undefined),
  fromNative: value => value as string,
}

/** 2^32: what the high word of a timestamp counts. Milliseconds that a Date can hold fit a number exactly. */
const HIGH = 0x1_0000_0000

/** Milliseconds as two words, low first. */
function writeTime(words: Int32Array, id: number, time: number): void {
  const high = Math.floor(time / HIGH)
  words[2 * id] = time - high * HIGH
  words[2 * id + 1] = high
}

/** The milliseconds of row `id` of a timestamp column, which is present and loaded. */
export function readTime(column: ColumnViews, id: number): number {
  const words = column.values as Int32Array
  return (words[2 * id + 1] ?? 0) * HIGH + ((words[2 * id] ?? 0) >>> 0)
}

const timestamp: Codec = {
  read: (column, id) => new Date(readTime(column, id)),
  write: (column, id, value) => {
    writeTime(column.values as Int32Array, id, Number(value))
    return true
  },
  put: (column, id, value) => {
    const time = timeOf(value)
    if (Number.isNaN(time) || !column.isWritable(id)) return false
    writeTime(column.values as Int32Array, id, time)
    return true
  },
  toNative: value => {
    const time = timeOf(value)
    return Number.isNaN(time) ? undefined : BigInt(time)
  },
  fromNative: value => new Date(Number(value)),
}

const vector: Codec = {
  read: (column, id) => {
    const { dimension } = column.type
    const values = column.values as Float32Array
    const copy = new Float32Array(dimension)
    for (let i = 0, from = id * dimension; i < dimension; i++) copy[i] = values[from + i] ?? 0
    return copy
  },
  write: (column, id, value) => {
    typedArraySet(column.values, value as Float32Array, id * column.type.dimension)
    return true
  },
  // What its memory is has to be asked first: a copy is made of it all the same.
  put: () => false,
  toNative: (value, type, operation, attribute) => toVector(value, type.dimension, operation, attribute),
  fromNative: value => value as Float32Array,
}

const codecs: readonly Codec[] = [bool, number, number, int64, number, number, utf8, timestamp, vector]

/** The codec of a type. */
export function codecOf(type: ColumnType): Codec {
  return codecs[type.kind] ?? number
}
