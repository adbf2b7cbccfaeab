/** What costs are compared with, in the same process: a call in JavaScript, a read of an array, a call of native code. */

import { runtime } from 'groggy'
import { MASK } from '../graphs.js'
import type { Case } from './timing.js'

/** An empty JavaScript function that is really called: a call site of eight targets is not inlined. */
export const emptyCall: Case = {
  open() {
    const targets = [() => 0, () => 1, () => 2, () => 3, () => 4, () => 5, () => 6, () => 7]
    return {
      run(count) {
        let sum = 0
        for (let i = 0; i < count; i++) sum += targets[i & 7]?.() ?? 0
        return sum
      },
      close: () => undefined,
    }
  },
}

/** An element of a typed array, read by a method that compares the index with a length first. */
export const arrayRead: Case = {
  open() {
    const numbers = new Numbers(MASK + 1)
    return {
      run(count) {
        let sum = 0
        for (let i = 0; i < count; i++) sum += numbers.at(i & MASK)
        return sum
      },
      close: () => undefined,
    }
  },
}

/** A call into native code that has no arguments and returns a number. */
export const emptyNativeCall: Case = {
  open: () => ({
    run(count) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += runtime.threads
      return sum
    },
    close: () => undefined,
  }),
}

class Numbers {
  readonly #values: Float64Array
  readonly #header: Uint32Array

  constructor(length: number) {
    this.#values = new Float64Array(length)
    this.#header = Uint32Array.of(length)
  }

  at(index: number): number {
    return index < (this.#header[0] ?? 0) ? (this.#values[index] ?? 0) : 0
  }
}
