/** Values of each kind of argument, right and wrong, for a graph of two nodes and an edge. */

import type { ErrorCode } from 'groggy'

/** What values an argument or option takes. */
type Kind = 'Number' | 'Whole' | 'Limit' | 'Node' | 'Direction' | 'Weight' | 'PerNode'

/** An argument or option. */
export interface Field {
  readonly name: string
  readonly kind: Kind
  /** As mathematics writes it: `[0, 1)`. */
  readonly range?: string
  readonly example?: number
}

/** An algorithm. */
export interface Algorithm {
  /** Of its method; the blocking twin ends in `Sync`. */
  readonly name: string
  readonly args: readonly Field[]
  readonly options: readonly Field[]
  /** The class of its result, where that has `assignTo`. */
  readonly resultClass?: string
}

/** A value that is refused, and the error. */
type Wrong = readonly [value: unknown, code: ErrorCode]

const values: Readonly<Record<Kind, { readonly right: unknown; readonly wrong: Wrong }>> = {
  Number: { right: 0.5, wrong: ['text', 'TYPE_MISMATCH'] },
  Whole: { right: 1, wrong: [-1, 'INVALID_ARGUMENT'] },
  Limit: { right: 1, wrong: [-1, 'INVALID_ARGUMENT'] },
  Node: { right: 0, wrong: [99, 'NODE_NOT_FOUND'] },
  Direction: { right: 'both', wrong: ['sideways', 'INVALID_ARGUMENT'] },
  Weight: { right: Float64Array.of(1), wrong: ['absent', 'ATTRIBUTE_NOT_FOUND'] },
  PerNode: { right: Float64Array.of(1, 1), wrong: [Float64Array.of(1), 'INVALID_ARGUMENT'] },
}

/** A value for the argument at `index`; every second node is another. */
export function rightOf({ kind, example }: Field, index: number): unknown {
  return kind === 'Node' ? index % 2 : (example ?? values[kind].right)
}

/** A value that is refused: out of range, where there is one. */
export function wrongOf({ kind, range }: Field): Wrong {
  const [, low, high] = range?.match(/^[[(](.+), (.+)[)\]]$/) ?? []
  if (low === undefined) return values[kind].wrong
  return [high === '∞' ? Number(low) - 1 : Number(high) + 1, 'INVALID_ARGUMENT']
}
