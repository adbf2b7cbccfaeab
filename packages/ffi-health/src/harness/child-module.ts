/** What runs in a child process, as both sides see it. */

import type { Send } from './messages.js'

/** Names the module that runs there, with the types that both sides agree on. */
export interface ChildModule<_Task, _Message> {
  readonly file: string
}

/** Declares a child: `NAME.js`, a path from the folder of the sources, must export `run` of type {@link ChildRun}. */
export function childModule<Task, Message>(name: string): ChildModule<Task, Message> {
  return { file: new URL(`../${name}.js`, import.meta.url).href }
}

/**
 * What a child module exports as `run`. The process ends when nothing keeps it alive afterwards; a child that does
 * not wait for that calls `finish`.
 */
export type ChildRun<Task, Message> = (task: Task, send: Send<Message>) => Promise<void>

/** What the parent writes to the standard input of the child. */
export interface Order {
  readonly file: string
  readonly task: unknown
}
