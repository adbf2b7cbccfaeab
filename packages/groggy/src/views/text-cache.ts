/**
 * Strings that were decoded, by dictionary code, within a fixed budget.
 *
 * Direct-mapped: a code has one slot, and a newcomer takes it. No list to keep in order, no memory that
 * grows with what was read: a scan over ten million distinct strings leaves at most the slots filled.
 */

import { Buffer } from 'node:buffer'
import { uncurryThis } from '../bridge/primordials.js'

/** The most strings that one column keeps. */
const MAX_SLOTS = 1 << 16
/** The fewest slots, for columns of few distinct strings. */
const MIN_SLOTS = 1 << 6
/** The most UTF-16 units that one column keeps; past it the cache starts again. */
const MAX_UNITS = 8 << 20
/** Strings past this are decoded each time. */
const MAX_STRING = 64 << 10
/** No code: dictionaries hold fewer strings. */
const FREE = 0xffff_ffff

export class TextCache {
  /** Slot of a code: `code & mask`. */
  mask = MIN_SLOTS - 1
  /** The code whose string a slot holds. */
  codes: Uint32Array = new Uint32Array(MIN_SLOTS).fill(FREE)
  /** The string of a slot whose code matches. */
  strings: string[] = new Array<string>(MIN_SLOTS).fill('')
  #units = 0
  #epoch = 0

  /** Starts again when the dictionary was rebuilt, and takes as many slots as `distinct` strings can use. */
  prepare(epoch: number, distinct: number): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch
      this.clear()
    }
    let slots = this.mask + 1
    while (slots < distinct && slots < MAX_SLOTS) slots *= 2
    if (slots > this.mask + 1) this.#grow(slots)
  }

  /** Keeps the string of a code, unless it is too long to be worth it. */
  put(code: number, text: string): void {
    if (text.length > MAX_STRING) return
    const slot = code & this.mask
    const replaced = this.codes[slot] === FREE ? 0 : (this.strings[slot]?.length ?? 0)
    if (this.#units + text.length - replaced > MAX_UNITS) this.clear()
    else this.#units -= replaced
    this.#units += text.length
    this.codes[slot] = code
    this.strings[slot] = text
  }

  /** Forgets every string. */
  clear(): void {
    this.codes.fill(FREE)
    this.strings.fill('')
    this.#units = 0
  }

  /** Slots only grow, so strings that had different slots keep different ones. */
  #grow(slots: number): void {
    const { codes, strings } = this
    this.mask = slots - 1
    this.codes = new Uint32Array(slots).fill(FREE)
    this.strings = new Array<string>(slots).fill('')
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] ?? FREE
      if (code === FREE) continue
      this.codes[code & this.mask] = code
      this.strings[code & this.mask] = strings[i] ?? ''
    }
  }
}

const bufferToString: (bytes: Uint8Array, encoding: 'utf8', start: number, end: number) => string =
  uncurryThis(Buffer.prototype.toString) as never

type Utf8Slice = (bytes: Uint8Array, start: number, end: number) => string
const { utf8Slice } = Buffer.prototype as {
  utf8Slice?: (this: Uint8Array, start: number, end: number) => string
}

/** The core of `buffer.toString('utf8', start, end)` without its checks, where Node has it. */
const slice: Utf8Slice =
  utf8Slice === undefined
    ? (bytes, start, end) => bufferToString(bytes, 'utf8', start, end)
    : uncurryThis(utf8Slice)

/** Text in native memory: where each string of the dictionary ends, and the bytes of all. */
interface DictionaryText {
  readonly cache: TextCache
  readonly textEnds: Uint32Array
  readonly textBytes: Uint8Array
}

/** The string of a dictionary code, from the cache or decoded from memory. */
export function decodeText(column: DictionaryText, code: number): string {
  const { cache } = column
  const slot = code & cache.mask
  if (cache.codes[slot] === code) return cache.strings[slot] ?? ''
  const start = code === 0 ? 0 : (column.textEnds[code - 1] ?? 0)
  const end = column.textEnds[code] ?? start
  const text = end === start ? '' : slice(column.textBytes, start, end)
  cache.put(code, text)
  return text
}
