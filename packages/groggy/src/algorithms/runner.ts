/** Runs declared algorithms on what is looked at. */

import type { TaskOptions } from '../runtime/offload.js'
import { runSync, start } from '../runtime/offload.js'
import type { Schema } from '../schema/schema.js'
import { Neighborhood } from '../topology/neighborhood.js'
import type { Views } from '../views/views.js'
import type { Declaration } from './declare.js'
import { Origin } from './origin.js'

/** What the methods of all algorithms call. */
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

  /** Starts an algorithm and promises its result. @internal */
  protected startDeclared<R>(
    declaration: Declaration<R>,
    given: readonly unknown[],
    options: TaskOptions,
  ): Promise<R> {
    return start(this.#job(declaration, given, options))
  }

  /** Runs an algorithm to its end. @internal */
  protected runDeclared<R>(declaration: Declaration<R>, given: readonly unknown[], options: TaskOptions): R {
    return runSync(this.#job(declaration, given, options))
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
