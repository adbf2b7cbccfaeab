/** Inputs of which every single look is counted, so that something can happen at any one of them. */

/** Does `act` at the `at`-th look, from 1. */
export class Tripwire {
  readonly #act: () => void
  readonly #at: number
  #looks = 0

  constructor(at: number, act: () => void) {
    this.#at = at
    this.#act = act
  }

  /** Whether it came to that. */
  get tripped(): boolean {
    return this.#looks >= this.#at
  }

  readonly look = (): void => {
    this.#looks++
    if (this.#looks === this.#at) this.#act()
  }

  /** `target`, which tells of every look at it. */
  watch<T extends object>(target: T): T {
    const { look } = this
    return new Proxy(target, {
      get(object, key) {
        look()
        return Reflect.get(object, key)
      },
      has(object, key) {
        look()
        return Reflect.has(object, key)
      },
      ownKeys(object) {
        look()
        return Reflect.ownKeys(object)
      },
      getOwnPropertyDescriptor(object, key) {
        look()
        return Reflect.getOwnPropertyDescriptor(object, key)
      },
      getPrototypeOf(object) {
        look()
        return Reflect.getPrototypeOf(object)
      },
    })
  }

  /** An array whose rows `from` on tell that they are read. */
  rows<T>(values: readonly T[]): T[] {
    const { look } = this
    const array: T[] = []
    for (const [i, value] of values.entries()) {
      Object.defineProperty(array, i, {
        enumerable: true,
        configurable: true,
        get: () => {
          look()
          return value
        },
      })
    }
    return array
  }
}
