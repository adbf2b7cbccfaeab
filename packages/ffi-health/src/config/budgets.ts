/** What an operation may cost. */

/** What one call may cost; give one of them. */
export interface Budget {
  /** Nanoseconds a call; with `items`, nanoseconds per 1 000 items. */
  readonly ns?: number
  /** Times the empty native call that is measured in the same process: holds on any machine. */
  readonly times?: number
}

/** Budgets by class of operation, and of the checks that do not time. What is left out has its default. */
export interface Budgets {
  /** Default `{ ns: 50 }`. */
  readonly simpleQuery?: Budget
  /** Default `{ ns: 100 }`. */
  readonly attributeAccess?: Budget
  /** Per 1 000 items. Default `{ ns: 1_000_000 }`. */
  readonly bulkOperation?: Budget
  /** The time until the call returns, with its promise when it is async. Default `{ ns: 10_000 }`. */
  readonly algorithm?: Budget
  /** Operations that are declared to throw, where the budget of their class is not wider. Default `{ ns: 20_000 }`. */
  readonly throwing?: Budget
  /** Bytes that may stay behind per 10 000 operations. Default 1024; exactly this many fail. */
  readonly leakedBytes?: number
  /** Milliseconds for which an async operation may hold up the event loop. Default 20. */
  readonly loopDelayMs?: number
  /** Milliseconds in which a terminated worker must be gone, without those that other processes take. Default 5 000. */
  readonly terminateMs?: number
  /** Classes of your own. */
  readonly [ownClass: string]: Budget | number | undefined
}

/** Budgets with every default filled in. */
export interface CompleteBudgets {
  readonly classes: Readonly<Record<string, Budget>>
  readonly throwing: Budget
  readonly leakedBytes: number
  readonly loopDelayMs: number
  readonly terminateMs: number
}

/** What holds where a config says nothing. */
export const defaultBudgets = {
  simpleQuery: { ns: 50 },
  attributeAccess: { ns: 100 },
  bulkOperation: { ns: 1_000_000 },
  algorithm: { ns: 10_000 },
  throwing: { ns: 20_000 },
  leakedBytes: 1024,
  loopDelayMs: 20,
  terminateMs: 5000,
} as const satisfies Budgets

/** Fills in the defaults. */
export function completeBudgets(budgets: Budgets = {}): CompleteBudgets {
  const { throwing, leakedBytes, loopDelayMs, terminateMs, ...defaultClasses } = defaultBudgets
  const classes: Record<string, Budget> = { ...defaultClasses }
  for (const [name, budget] of Object.entries(budgets)) {
    if (typeof budget === 'object' && name !== 'throwing') classes[name] = budget
  }
  return {
    classes,
    throwing: budgets.throwing ?? throwing,
    leakedBytes: budgets.leakedBytes ?? leakedBytes,
    loopDelayMs: budgets.loopDelayMs ?? loopDelayMs,
    terminateMs: budgets.terminateMs ?? terminateMs,
  }
}
