/** Runs declared algorithms on what is looked at. */

import type { TaskOptions } from '../runtime/offload.js'
import { runSync, start } from '../runtime/offload.js'
import type { Schema } from '../schema/schema.js'
import { Neighborhood } from '../topology/neighborhood.js'
import type { Views } from '../views/views.js'
import type { Declaration } from './declare.js'
import { Origin } from './origin.js'

type Call<N extends Schema, E extends Schema, R> = [
  on: Runner<N, E>,
  declaration: Declaration<R>,
  given: readonly unknown[],
  options: TaskOptions,
]

/** Starts an algorithm and promises its result. */
export let startDeclared: <N extends Schema, E extends Schema, R>(...call: Call<N, E, R>) => Promise<R>

/** Runs an algorithm to its end. */
export let runDeclared: <N extends Schema, E extends Schema, R>(...call: Call<N, E, R>) => R

/** What algorithms run on. */
export abstract class Runner<N extends Schema, E extends Schema> extends Neighborhood<N, E> {
  readonly #views: Views
  /** What results write to; it may be collected before its snapshots and results are. */
  readonly #graph: WeakRef<Views> | undefined

  /** @internal */
  constructor(views: Views, graph: WeakRef<Views> | undefined) {
    super(views)
    this.#views = views
    this.#graph = graph
  }

  // Functions rather than methods: the methods of a graph are for its users.
  static {
    startDeclared = (on, declaration, given, options) => start(on.#job(declaration, given, options))
    runDeclared = (on, declaration, given, options) => runSync(on.#job(declaration, given, options))
  }

  #job<R>(declaration: Declaration<R>, given: readonly unknown[], options: TaskOptions) {
    const views = this.#views
    const origin = new Origin(this.#graph, views)
    return {
      operation: declaration.name,
      options,
      known: declaration.known,
      views,
      prepare: () => declaration.prepare(views, given, options),
      finish: (result: unknown) => declaration.finish(result, origin),
    }
  }
}
