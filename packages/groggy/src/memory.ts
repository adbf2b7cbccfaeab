/** Empty views, and the buffers behind views: what a view of native memory is before and after it lives. */

/** What a view of words is before it is fetched and after it is dropped: every read of it misses. */
export const EMPTY_WORDS = new Uint32Array(0)
/** What a view of bytes is before it is fetched and after it is dropped. */
export const EMPTY_BYTES = new Uint8Array(0)

/** The buffer of a view of ours: never shared. */
export function bufferOf(view: ArrayBufferView): ArrayBuffer {
  return view.buffer as ArrayBuffer
}
