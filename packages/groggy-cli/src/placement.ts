/** Where a call ran and how long it took, as the runtime itself tells. */

import { runtime } from 'groggy'

/** The result of a call, and what it took to get it. */
export interface Placed<T> {
  readonly result: T
  /** From the call to its result, on this thread's clock. */
  readonly ms: number
  /** On the event loop, or on the library's threads. */
  readonly place: 'inline' | 'pool'
  /** Why it ran there, in the words of the offload policy. */
  readonly reason: string
}

/**
 * Makes one call of an operation and asks the runtime where it ran.
 *
 * @param operation - the operation's name in `runtime.stats()`.
 */
export async function placed<T>(operation: string, call: () => Promise<T>): Promise<Placed<T>> {
  const before = runtime.stats().operations[operation]?.pool ?? 0
  const start = performance.now()
  const result = await call()
  const ms = performance.now() - start
  const after = runtime.stats().operations[operation]
  return {
    result,
    ms,
    place: (after?.pool ?? 0) > before ? 'pool' : 'inline',
    reason: after?.reason ?? '',
  }
}

/** `on the pool` or `inline`, for a sentence. */
export function where({ place }: { readonly place: 'inline' | 'pool' }): string {
  return place === 'pool' ? 'on the pool' : 'inline'
}
