/** Empty views, and the buffers behind views: what a view of native memory is before and after it lives. */

import { typedArrayBuffer, typedArrayLength, typedArraySet } from './primordials.js'

/** What a view of words is before it is fetched and after it is dropped: every read of it misses. */
export const EMPTY_WORDS = new Uint32Array(0)
/** What a view of bytes is before it is fetched and after it is dropped. */
export const EMPTY_BYTES = new Uint8Array(0)

/** Private buffers, to be detached: a list without a prototype. */
export type BufferList = ArrayBuffer[]

/** Adds the buffer of a view of ours, if there is one. */
export function addBuffer(buffers: BufferList, view: ArrayBufferView): void {
  if (typedArrayLength(view) > 0) buffers[buffers.length] = bufferOf(view)
}

/** The buffer of a view of ours: never shared. */
export function bufferOf(view: ArrayBufferView): ArrayBuffer {
  return typedArrayBuffer(view) as ArrayBuffer
}

/** The first `count` elements of `view`, copied to a buffer of its own. */
export function copyOf(
  view: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number },
  count: number,
): ArrayBuffer {
  const bytes = new Uint8Array(count * view.BYTES_PER_ELEMENT)
  typedArraySet(bytes, new Uint8Array(bufferOf(view), 0, bytes.length), 0)
  return bufferOf(bytes)
}
