/** Child: runs examples, one after the other. */

import { setImmediate } from 'node:timers/promises'
import { type ChildRun, childModule } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { describeThrown, fieldOf, isInstance, textOf } from '../harness/thrown.js'

/** What to run. */
export interface ExamplesTask {
  /** The module whose exports the examples may use. */
  readonly contextUrl?: string | undefined
  /** Modules that run an example each by their default export. */
  readonly examples: readonly string[]
  /** The working directory. */
  readonly folder: string
}

/** The number of an example first, so that a crash can be placed; then what came of it. */
export type ExamplesMessage =
  | { readonly kind: 'at'; readonly example: number }
  | { readonly kind: 'ran' }
  | { readonly kind: 'threw'; readonly what: string }
  | { readonly kind: 'undeclared'; readonly name: string }

export const examplesChild = childModule<ExamplesTask, ExamplesMessage>('api/examples-child')

export const run: ChildRun<ExamplesTask, ExamplesMessage> = async (
  { contextUrl, examples, folder },
  send,
) => {
  process.chdir(folder)
  for (const [i, url] of examples.entries()) {
    send({ kind: 'at', example: i })
    try {
      // Another query is another module: no example sees what another did to the context.
      const context: object = contextUrl === undefined ? {} : await import(`${contextUrl}?example=${i}`)
      const { default: example }: { default(context: object): Promise<void> } = await import(url)
      await example(context)
      // A rejection that nobody handles ends the process in this turn.
      await setImmediate()
      send({ kind: 'ran' })
    } catch (error) {
      const name = isInstance(error, ReferenceError)
        ? textOf(fieldOf(error, 'message')).match(/^(.+) is not defined$/)?.[1]
        : undefined
      send(name === undefined ? { kind: 'threw', what: describeThrown(error) } : { kind: 'undeclared', name })
    }
  }
  finish()
}
