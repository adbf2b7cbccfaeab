// What users of the addon see. Each call crosses once.
import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const native = createRequire(import.meta.url)(process.env.OWN_BRIDGE_NATIVE ?? './own-bridge.node')
/** Who waits for a task, by its number. */
const waiting = new Map()
/** Closes what was forgotten. */
const forgotten = new FinalizationRegistry(handle => native.close(handle))

native.init(() => {
  for (const [task, answer] of native.answers()) waiting.get(task)(answer)
})

/** What users see of an error: code, details, causes, and the stack of the call without frames of this file. */
function failure(json, { stack }) {
  const [code, operation, message, details, causes] = JSON.parse(json)
  const cause = causes.reduceRight((inner, text) => new Error(text, inner && { cause: inner }), undefined)
  const frames = stack.split('\n').filter(line => /^ {4}at /.test(line) && !line.includes(import.meta.url))
  stack = [`Error [${code}]: ${message}`, ...frames].join('\n')
  return Object.assign(new Error(message, cause && { cause }), { code, operation, details, stack })
}

function call(operation, ...values) {
  try {
    return native[operation](...values)
  } catch (error) {
    throw error.code === 'GenericFailure' ? failure(error.message, error) : error
  }
}

/** Numbers in native memory, from a text with white space between them. */
export class Series {
  #handle

  constructor(text) {
    this.#handle = call('open', text)
    forgotten.register(this, this.#handle, this)
  }

  /** The numbers: native memory, or a copy where the host (Electron, or the variable) refuses. Outlives `close`. */
  view() {
    // Memory goes with its worker, and `transfer` could take it to a thread that goes on: workers get copies.
    return call('view', this.#handle, isMainThread && process.env.OWN_BRIDGE_EXTERNAL_BUFFERS !== '0')
  }

  /** Sums of products with the series shifted by 0 to `lags`: of the numbers as they are now, on a worker thread. */
  async autocorrelation(lags, { signal } = {}) {
    signal?.throwIfAborted()
    const caller = new Error('called here')
    const task = call('autocorrelation', this.#handle, lags)
    const abort = () => native.cancel(task)
    signal?.addEventListener('abort', abort)
    const alive = setInterval(Boolean, 2 ** 31 - 1) // keeps the process running
    const answer = await new Promise(resolve => waiting.set(task, resolve))
    waiting.delete(task)
    clearInterval(alive)
    signal?.removeEventListener('abort', abort)
    if (typeof answer !== 'string') return answer
    throw signal?.aborted ? signal.reason : failure(answer, caller)
  }

  /** Gives the memory back, once no view is left. */
  close() {
    if (forgotten.unregister(this)) native.close(this.#handle)
  }
}

Series.prototype[Symbol.dispose] = Series.prototype.close
