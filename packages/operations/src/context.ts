/** What operations work on that do not change it. */

import type { Graph, Snapshot } from 'groggy'
import * as groggy from 'groggy'
import {
  type FilledGraph,
  filledGraph,
  keyedGraph,
  peopleGraph,
  simpleGraph,
  snapshotOf,
  tinyGraph,
} from './graphs.js'

/** The library: constructors and static methods are called on it, so that its loader can watch them. */
export type Library = typeof groggy

/** A snapshot of a {@link filledGraph}. */
export type FilledSnapshot = ReturnType<FilledGraph['snapshot']>

/** Graphs and snapshots, each made when it is first asked for. */
export class Context {
  readonly lib: Library
  readonly #made = new Map<string, { close(): void }>()

  constructor(lib: Library = groggy) {
    this.lib = lib
  }

  get graph(): FilledGraph {
    return this.#once('graph', filledGraph)
  }
  get snapshot(): FilledSnapshot {
    return this.#once('snapshot', () => snapshotOf(filledGraph()))
  }
  get keyed(): Graph {
    return this.#once('keyed', keyedGraph)
  }
  get keyedSnapshot(): Snapshot {
    return this.#once('keyedSnapshot', () => snapshotOf(keyedGraph()))
  }
  get tiny(): Graph {
    return this.#once('tiny', tinyGraph)
  }
  get tinySnapshot(): Snapshot {
    return this.#once('tinySnapshot', () => snapshotOf(tinyGraph()))
  }
  get people(): Graph {
    return this.#once('people', peopleGraph)
  }
  get simple(): Graph {
    return this.#once('simple', simpleGraph)
  }

  /** Graphs and snapshots that were made so far. */
  made(): { close(): void }[] {
    return [...this.#made.values()]
  }

  /** Closes all that was made. */
  close(): void {
    for (const one of this.made()) one.close()
  }

  /** Makes it; from then on the property holds it. */
  #once<Made extends { close(): void }>(name: keyof Context, make: () => Made): Made {
    const value = make()
    this.#made.set(name, value)
    Object.defineProperty(this, name, { value })
    return value
  }
}
