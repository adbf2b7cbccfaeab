/** How a user names nodes: by their key where the graph has one, else by their id. */

import { type Graph, InvalidArgumentError } from 'groggy'
import { UsageError } from './usage-error.js'

/** A node as it appears in JSON. */
export interface NamedNode {
  readonly id: number
  /** Its key, or its id as text. */
  readonly name: string
}

/** The names of a graph's nodes. */
export class NodeNames {
  readonly #graph: Graph
  /** Whether the nodes have keys. */
  readonly keyed: boolean

  constructor(graph: Graph) {
    this.#graph = graph
    this.keyed = hasKeys(graph)
  }

  of(id: number): string {
    return this.keyed ? String(this.#graph.keyOf(id)) : String(id)
  }

  named(id: number): NamedNode {
    return { id, name: this.of(id) }
  }

  /** The node that a user means by `name`. */
  find(name: string): number {
    if (this.keyed) return this.#graph.nodeByKey(name)
    const id = Number(name)
    if (name.trim() !== '' && this.#graph.hasNode(id)) return id
    throw new UsageError(
      `there is no node ${JSON.stringify(name)}: the nodes of this file are numbered from 0 to ${this.#graph.nodeBound - 1}`,
      'give a number, or read the file with --key name to find nodes by the text that the file has',
    )
  }
}

function hasKeys(graph: Graph): boolean {
  try {
    graph.hasKey('')
    return true
  } catch (error) {
    if (error instanceof InvalidArgumentError) return false
    throw error
  }
}
