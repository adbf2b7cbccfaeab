/** The algorithms as the core declares them, for tests that go over all of them. */

import { readFileSync } from 'node:fs'

/** An argument or option. */
export interface DeclaredField {
  /** As TypeScript spells it. */
  readonly name: string
  readonly kind: string
  readonly example: string | null
}

/** An algorithm. */
export interface Declared {
  /** Of its method; the blocking twin ends in `Sync`. */
  readonly name: string
  readonly arguments: readonly DeclaredField[]
  readonly options: readonly DeclaredField[]
  readonly result: { readonly name?: string; readonly assigned?: string | null }
}

const file = new URL('../../../conformance/declarations.json', import.meta.url)
const spelled = (key: string, value: unknown): unknown =>
  key === 'name' && typeof value === 'string'
    ? value.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : value

/** Every algorithm. */
export const declared = (
  JSON.parse(readFileSync(file, 'utf8'), spelled) as { readonly algorithms: readonly Declared[] }
).algorithms

/** A value for each argument, on a graph with nodes 0 and 1. */
export function exampleArguments({ arguments: given }: Declared): unknown[] {
  const nodes = [0, 1]
  return given.map(({ kind, example }) => (kind === 'Node' ? nodes.shift() : Number(example)))
}
