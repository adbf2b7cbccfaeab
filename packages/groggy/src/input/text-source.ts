/** Where text comes from: a path, bytes in memory, or chunks that arrive one by one. */

import { fileURLToPath } from 'node:url'
import { types } from 'node:util'
import { isObject, isReally } from '../arguments/describe.js'
import { invalidArgument, typeMismatch } from '../arguments/expected.js'
import { LimitExceededError } from '../errors/classes.js'
import { isWellFormed } from '../schema/text.js'

/**
 * What text is read from: the path or `file:` URL of a file, a pipe or a device; bytes in memory; or a stream of
 * chunks, such as a `ReadableStream`, a `Readable` of Node, or any other `AsyncIterable`.
 */
export type TextSource =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>

/** Text in memory as it crosses: what it is called, and its chunks. */
export type PackedText = readonly [name: string, chunks: readonly Uint8Array[]]

/** A source as far as it is known at the call. */
export type OpenedSource = string | PackedText | Chunks

/** Chunks that are yet to come. */
export interface Chunks {
  readonly name: string
  readonly iterator: AsyncIterator<unknown>
}

/** Checks a source, and begins to iterate one that is a stream. */
export function openSource(operation: string, source: unknown, name: string | undefined): OpenedSource {
  if (typeof source === 'string') return checkPath(operation, source)
  if (isReally(URL, 'href', source)) {
    if (source.protocol === 'file:') return fileURLToPath(source)
    const remedy = 'fetch it, and pass the body of the response'
    throw invalidArgument(operation, 'a path or a file: URL for path', source.href, remedy, {
      argument: 'path',
    })
  }
  if (types.isUint8Array(source)) return [name ?? '<bytes>', [source]]
  if (types.isArrayBuffer(source)) return [name ?? '<bytes>', [new Uint8Array(source)]]
  const iterate = iterateOf(source)
  if (iterate !== undefined) return { name: name ?? '<stream>', iterator: iterate.call(source) }
  const what = 'a path, a file: URL, bytes or a stream of chunks for path'
  throw typeMismatch(operation, what, source, 'pass one of these', { argument: 'path', expected: 'string' })
}

/** What begins to iterate a stream; `undefined` for everything else, a revoked proxy too. */
function iterateOf(source: unknown): (() => AsyncIterator<unknown>) | undefined {
  if (!isObject(source)) return undefined
  try {
    const iterate = (source as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator]
    return typeof iterate === 'function' ? iterate : undefined
  } catch {
    return undefined
  }
}

/** Whether text comes in chunks. */
export function isStream(source: unknown): boolean {
  return iterateOf(source) !== undefined
}

function checkPath(operation: string, path: string): string {
  const wrong = !isWellFormed(path) ? 'lone surrogates' : path.includes('\0') ? 'a NUL' : undefined
  if (wrong === undefined) return path
  throw invalidArgument(operation, `text without ${wrong} for path`, path, 'correct it', { argument: 'path' })
}

/**
 * Collects the chunks of a stream, which are copied.
 *
 * @param most - bytes past which it is given up. What is compressed may be longer than what it unpacks to, a little.
 */
export async function collect(
  operation: string,
  { name, iterator }: Chunks,
  signal: AbortSignal | undefined,
  most: number,
): Promise<PackedText> {
  const chunks: Uint8Array[] = []
  const encoder = new Encoder(operation)
  const limit = most + most / 1024 + 4096
  const stop = stopper(signal)
  let bytes = 0
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), stop.stopped])
      if (next.done === true) break
      const chunk = encoder.bytesOf(next.value)
      bytes += chunk.length
      if (bytes > limit) {
        const details = { what: 'bytes of text', limit: most }
        const message = `expected at most ${most} bytes of text in ${name}, got more; raise \`maxTextBytes\`, or split the text`
        throw new LimitExceededError(operation, message, details)
      }
      chunks.push(chunk)
    }
  } catch (error) {
    // It may wait for its producer for ever.
    iterator.return?.().catch(() => undefined)
    throw error
  } finally {
    stop.forget()
  }
  chunks.push(encoder.end())
  return [name, chunks]
}

/** A promise that rejects when `signal` is aborted, and how to let go of the signal. */
function stopper(signal: AbortSignal | undefined): { stopped: Promise<never>; forget: () => void } {
  let forget = (): void => undefined
  const stopped = new Promise<never>((_, reject) => {
    if (signal === undefined) return
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    forget = () => signal.removeEventListener('abort', stop)
  })
  // The caller that waits for it is told.
  stopped.catch(() => undefined)
  return { stopped, forget }
}

/** Chunks as bytes of UTF-8. */
class Encoder {
  readonly #operation: string
  readonly #encoder = new TextEncoder()
  /** The first half of a character that the next chunk ends. */
  #half = ''

  constructor(operation: string) {
    this.#operation = operation
  }

  bytesOf(chunk: unknown): Uint8Array {
    if (typeof chunk === 'string') {
      const text = this.#half + chunk
      const whole = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
      this.#half = text.slice(whole)
      return this.#encoder.encode(text.slice(0, whole))
    }
    if (types.isUint8Array(chunk)) return new Uint8Array(chunk)
    if (types.isArrayBuffer(chunk)) return new Uint8Array(chunk.slice(0))
    throw typeMismatch(
      this.#operation,
      'chunks of bytes or text',
      chunk,
      'pass a stream of Uint8Array or string',
      {
        argument: 'path',
        expected: 'Uint8Array',
      },
    )
  }

  end(): Uint8Array {
    return this.#encoder.encode(this.#half)
  }
}
