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
      `${JSON.stringify(name)} is no node: the nodes of this file are numbered from 0 to ${this.#graph.nodeBound - 1}`,
      'give a number, or read the file with --key name to find nodes by the text that the file has',
    )
  }
}

function bigintOf(name: string): bigint {
  if (/^[-+]?\d{1,19}$/.test(name)) return BigInt(name.replace('+', ''))
  throw new UsageError(
    `${JSON.stringify(name)} is no key of 64 bits, as --key-type int64 says that keys are`,
    'give a whole number, or leave --key-type out',
  )
}
