/**
 * Strings packed for a bulk crossing: joined in chunks, each written as UTF-8 once, with the byte lengths beside
 * it. That is a third of the cost of one call a string.
 */

import { Buffer, constants } from 'node:buffer'
import { allocate } from '../bridge/allocate.js'
import { LimitExceededError } from '../errors/classes.js'

/** Strings joined before they are written; past this, joining costs more than it saves. */
const CHUNK_STRINGS = 512
/** UTF-16 units joined before they are written, so that a few long strings make a chunk. */
const CHUNK_UNITS = 32 << 10

/** What a text column holds, and what one crossing can bring. */
const MAX_TEXT_BYTES = Math.min(0xffff_ffff, constants.MAX_LENGTH)

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
 * @throws {LimitExceededError} past 4 GiB; {@link OutOfMemoryError} when the engine refuses a buffer.
 */
export function packText(
  operation: string,
  strings: readonly (string | undefined)[],
): PackedText | LoneSurrogate {
  const count = strings.length
  let units = 0
  for (let i = 0; i < count; i++) units += strings[i]?.length ?? 0
  const lengths = allocate(operation, 'text', 4 * count, () => new Uint32Array(count))
  // Room for what is all ASCII, and for a chunk that is not at all.
  let bytes = take(operation, units, units + 2 * Math.min(units, CHUNK_UNITS))
  let used = 0
  let next = 0
  while (next < count) {
    const first = next
    let joined = ''
    do {
      const text = strings[next]
      if (text !== undefined) {
        // A long one makes a chunk of its own: joined, it could be longer than a string can be.
        if (joined.length > 0 && text.length > CHUNK_UNITS) break
        joined += text
      }
      next++
    } while (next < count && next - first < CHUNK_STRINGS && joined.length < CHUNK_UNITS)
    if (joined.length === 0) continue
    if (used + 3 * joined.length > bytes.length) bytes = roomier(operation, bytes, used, joined)
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

/** A larger buffer with the first `used` bytes of `bytes` and room for `joined`; the same one when that fits surely. */
function roomier(
  operation: string,
  bytes: Buffer<ArrayBuffer>,
  used: number,
  joined: string,
): Buffer<ArrayBuffer> {
  const needed = used + Buffer.byteLength(joined)
  if (needed <= bytes.length) return bytes
  const larger = take(operation, needed, Math.max(used + 3 * joined.length, Math.ceil(bytes.length * 1.5)))
  bytes.copy(larger, 0, 0, used)
  return larger
}

/** A buffer for text of at least `needed` bytes, and of the size that is wished where that is to be had. */
function take(operation: string, needed: number, wished: number): Buffer<ArrayBuffer> {
  if (needed > MAX_TEXT_BYTES) {
    throw new LimitExceededError(
      operation,
      `expected at most 4 GiB of text in a column, got ${needed} bytes or more; spread the text over several columns`,
      { what: 'bytes of text', requested: needed, limit: MAX_TEXT_BYTES },
    )
  }
  const bytes = Math.min(wished, MAX_TEXT_BYTES)
  return allocate(operation, 'text', bytes, () => Buffer.allocUnsafeSlow(bytes))
}
