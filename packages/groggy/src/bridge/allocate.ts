/** Memory of the engine's, of a size that the caller decided. */

import { OutOfMemoryError } from '../errors/classes.js'

/** Runs `make`, whose size a caller decided: what the engine refuses is `OUT_OF_MEMORY`. */
export function allocate<T>(operation: string, what: string, bytes: number, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new OutOfMemoryError(
      operation,
      `cannot allocate ${bytes} bytes for ${what}; free memory, or split the work into smaller parts`,
      { what, bytes },
      { cause: error },
    )
  }
}
