/**
 * Strings across the boundary: packed for a bulk crossing, and decoded from native memory when looked at.
 *
 * Packing joins strings in chunks and writes each chunk as UTF-8 once, with the byte lengths beside it: a
 * third of the cost of one call a string. Decoding happens once a distinct string while the cache holds it.
 */

import { Buffer } from 'node:buffer'
import type { ColumnViews } from './column-views.js'
import { uncurryThis } from './primordials.js'

/** Strings joined before they are written; past this, joining costs more than it saves. */
const CHUNK_STRINGS = 512
/** UTF-16 units joined before they are written, so that a few long strings make a chunk. */
const CHUNK_UNITS = 32 << 10

/** Strings as they cross: UTF-8 bytes one after another, and the byte length of each. */
export interface PackedText {
  readonly bytes: Uint8Array
  readonly lengths: Uint32Array
}

/** A string that cannot cross: it has a surrogate without its partner. */
export interface LoneSurrogate {
  /** The index of the first such string. */
  readonly row: number
}

const wellFormed = String.prototype.isWellFormed

/** Whether a string has no lone surrogate. */
export function isWellFormed(text: string): boolean {
  return wellFormed.call(text)
}

/** Bytes of a well-formed string as UTF-8. */
function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Two bytes from U+0080, three from U+0800; a surrogate pair is two units and four bytes.
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return length
}

/**
 * Packs strings; `undefined` entries take no bytes.
 *
 * `strings` is an array of ours: nothing of the user's runs here.
 * Cost: O(total length), two passes over the strings and one buffer.
 *
 * @returns the bytes and their lengths, or the first row that holds a lone surrogate.
 */
export function packText(strings: readonly (string | undefined)[]): PackedText | LoneSurrogate {
  const count = strings.length
  let units = 0
  for (let i = 0; i < count; i++) units += strings[i]?.length ?? 0
  const lengths = new Uint32Array(count)
  // Room for what is all ASCII, and for a chunk that is not at all.
  let bytes = Buffer.allocUnsafeSlow(units + 2 * Math.min(units, CHUNK_UNITS))
  let used = 0
  let next = 0
  while (next < count) {
    const first = next
    let joined = ''
    do {
      const text = strings[next++]
      if (text !== undefined) joined += text
    } while (next < count && next - first < CHUNK_STRINGS && joined.length < CHUNK_UNITS)
    if (joined.length === 0) continue
    if (used + 3 * joined.length > bytes.length) bytes = roomier(bytes, used, 3 * joined.length)
    const written = bytes.write(joined, used, 'utf8')
    used += written
    // As many bytes as units: all ASCII, so a length is a length.
    const ascii = written === joined.length
    for (let i = first; i < next; i++) {
      const text = strings[i]
      if (text === undefined) continue
      if (ascii) lengths[i] = text.length
      else if (wellFormed.call(text)) lengths[i] = utf8Length(text)
      else return { row: i }
    }
  }
  return { bytes: bytes.subarray(0, used), lengths }
}

/** A larger buffer with the first `used` bytes of `bytes` and room for `more`. */
function roomier(bytes: Buffer, used: number, more: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(used + more, Math.ceil(bytes.length * 1.5)))
  bytes.copy(larger, 0, 0, used)
  return larger
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

/** The string of a dictionary code of a loaded text column, from the cache or decoded from memory. */
export function decodeText(column: ColumnViews, code: number): string {
  const { cache } = column
  const slot = code & cache.mask
  if (cache.codes[slot] === code) return cache.strings[slot] ?? ''
  const start = code === 0 ? 0 : (column.textEnds[code - 1] ?? 0)
  const end = column.textEnds[code] ?? start
  const text = end === start ? '' : slice(column.textBytes, start, end)
  cache.put(code, text)
  return text
}
