/** How a user names nodes: by their key where the graph has one, else by their id. */

import type { ColumnTypeName, Graph } from 'groggy'
import { UsageError } from './usage-error.js'

/** A node as it appears in JSON. */
export interface NamedNode {
  readonly id: number
  /** Its key, or its id as text. */
  readonly name: string
}

/** The names of the nodes of a graph that was read from a file. */
export class NodeNames {
  readonly #graph: Graph
  readonly #keyType: ColumnTypeName | undefined

  constructor(graph: Graph) {
    this.#graph = graph
    // A file says nothing of its nodes but their keys, where it has some.
    this.#keyType = Object.values(graph.nodes.schema)[0]
  }

  /** Whether the nodes have keys. */
  get keyed(): boolean {
    return this.#keyType !== undefined
  }

  of(id: number): string {
    return this.keyed ? String(this.#graph.keyOf(id)) : String(id)
  }

  named(id: number): NamedNode {
    return { id, name: this.of(id) }
  }

  /** The node that a user means by `name`. */
  find(name: string): number {
    if (this.#keyType === 'int64') return this.#graph.nodeByKey(bigintOf(name))
    if (this.keyed) return this.#graph.nodeByKey(name)
    // Whether there is such a node is for the graph to say, as it is with a key.
    if (/^\d+$/.test(name)) return Number(name)
    throw new UsageError(
      `expected a node from 0 to ${this.#graph.nodeBound - 1}, got ${JSON.stringify(name)}`,
      'give a number, or leave --ids out to find nodes by their text in the file',
    )
  }
}

function bigintOf(name: string): bigint {
  if (/^[-+]?\d{1,19}$/.test(name)) return BigInt(name.replace('+', ''))
  throw new UsageError(
    `expected a whole number, as all nodes of the file are, got ${JSON.stringify(name)}`,
    'give such a number; `groggy rank FILE --top 20` lists some nodes',
  )
}
