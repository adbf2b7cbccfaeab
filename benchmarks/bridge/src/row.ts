/** A row of the benchmark: one public operation, what is expected of it, and how it is called. */

import { type BudgetClass, type Case, foundingNs, type Session } from 'groggy-cli/measure'

/**
 * What kind of operation a row is.
 *
 * `query`, `attribute`, `bulk` and `set-up` have a founding budget; bulk is for 1000 items. The others have none:
 * `list` gives an array or walks one, `change` changes one thing by one flat call, `life` makes or closes a graph
 * or snapshot, `algorithm` runs one to its end on a tiny graph, `watch` asks the runtime about itself.
 */
export type RowClass = BudgetClass | 'list' | 'change' | 'life' | 'algorithm' | 'watch'

/** One operation. */
export interface Row extends Case {
  /** The member of the public surface, as in `Graph.degree`. */
  readonly member: string
  /** What of it, where one member has several rows. */
  readonly variant: string
  readonly class: RowClass
  /** How often a call crosses into native code, exactly. */
  readonly crossings: number
  /** The bar in ns, where the design sets one. */
  readonly barNs?: number | undefined
}

/** Makes calls: how many, one after another. */
export type Loop = (count: number) => number | Promise<number>

/** A row. */
export function row(
  member: string,
  class_: RowClass,
  crossings: number,
  open: () => Session,
  more: { readonly variant?: string; readonly barNs?: number } = {},
): Row {
  return { member, variant: more.variant ?? '', class: class_, crossings, barNs: more.barNs, open }
}

/** `Graph.addNodes, 1000 as rows`. */
export function nameOf({ member, variant }: Pick<Row, 'member' | 'variant'>): string {
  return variant === '' ? member : `${member}, ${variant}`
}

/** What the project was founded on, in ns. */
export function foundingOf(row: Row): number | undefined {
  const budgets: Readonly<Record<string, number>> = foundingNs
  return budgets[row.class]
}

/** Opens something and makes a loop on it. */
export function session<T extends { close(): void }>(
  open: () => T,
  loop: (opened: T) => Loop,
  capacity?: number,
): () => Session {
  return () => {
    const opened = open()
    const run = loop(opened)
    const close = (): void => opened.close()
    return capacity === undefined ? { run, close } : { capacity, run, close }
  }
}
