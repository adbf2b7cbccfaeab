/** Every budget of the project. The tour, the benchmark, its gate, `npm run health` and the README read them here. */

/** What a class of operations may cost, in ns. */
interface ClassBudget {
  readonly ns: number
  /** Whether the project was founded on it. The others guard against a slip: several times what is usual. */
  readonly founding: boolean
}

/** What kinds of operation there are. The first four are those of ffi-health. */
export const operationClasses = {
  simpleQuery: { ns: 50, founding: true },
  attributeAccess: { ns: 100, founding: true },
  /** For 1000 items. */
  bulkOperation: { ns: 1_000_000, founding: true },
  /** An algorithm on a graph of two nodes: its set-up. */
  algorithm: { ns: 10_000, founding: true },
  /** An algorithm that runs on the pool: until the result is there. */
  handOver: { ns: 100_000, founding: false },
  /** Gives or takes an object: a list, a date, a vector, a row. */
  object: { ns: 2_000, founding: false },
  /** Changes one thing by one flat call. */
  change: { ns: 25_000, founding: false },
  /** Makes or closes a graph or a snapshot. */
  life: { ns: 50_000, founding: false },
  /** Asks the runtime about itself. */
  watch: { ns: 100_000, founding: false },
} as const satisfies Record<string, ClassBudget>

/** The name of a class. */
export type OperationClass = keyof typeof operationClasses

/** The bar of a query that is read in place, in ns. */
export const queryBarNs = 5

/** The bars of an algorithm on a graph of two nodes, in ns: at once, and on the pool and back. */
export const algorithmBarNs = { inline: 5_000, pool: 60_000 } as const

/** An error holds what went wrong in fields, the native error as its cause, and the stacks of both. In ns. */
export const throwingNs = 150_000

/** Calls after which the bytes left are counted, and how many there may be: as founded, and now. */
export const leakBudget = { calls: 10_000, foundingBytes: 1024, barBytes: 0 } as const

/** How late the event loop may be while a long algorithm runs: 99th percentile, in ms. */
export const loopDelayBarMs = 10
