/** Child: what the loaded addon exports, and which of it each operation calls. */

import { type ChildRun, childModule } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { describeThrown } from '../harness/thrown.js'
import { callsOf } from '../session/calls-of.js'
import { createRecorder } from '../session/recorder.js'
import { openSession } from '../session/session.js'
import { exportsOf } from './exports-of.js'

/** Which config to load. */
export interface SurfaceTask {
  readonly configUrl: string
  /** The package has no types: tell of the exports all that can be told. */
  readonly whole: boolean
  /** Operations not to call. */
  readonly without: readonly string[]
}

/** Exports first, since the addon may crash afterwards; then where it is, and what became of that, in turns. */
export type SurfaceMessage =
  | { readonly kind: 'exports'; readonly exports: Readonly<Record<string, readonly string[]>> }
  | { readonly kind: 'at'; readonly operation: string }
  | { readonly kind: 'calls'; readonly paths: readonly string[] }
  | { readonly kind: 'complaint'; readonly message: string }
  | { readonly kind: 'done' }

export const surfaceChild = childModule<SurfaceTask, SurfaceMessage>('api/surface-child')

export const run: ChildRun<SurfaceTask, SurfaceMessage> = async ({ configUrl, whole, without }, send) => {
  const recorder = createRecorder()
  const complain = (error: unknown) => send({ kind: 'complaint', message: describeThrown(error) })
  try {
    const session = await openSession(configUrl, {
      wrap: (lib, bridge) => {
        send({ kind: 'exports', exports: exportsOf(lib, whole) })
        return recorder.wrap(lib, bridge)
      },
    })
    for (const operation of session.operations.filter(({ name }) => !without.includes(name))) {
      send({ kind: 'at', operation: operation.name })
      try {
        const own = await operation.setup()
        const calls = await callsOf(operation, own, recorder)
        await operation.teardown(own)
        send({ kind: 'calls', paths: calls.map(({ path }) => path) })
      } catch (error) {
        complain(error)
      }
    }
    send({ kind: 'at', operation: '(tear-down)' })
    await session.close()
  } catch (error) {
    complain(error)
  }
  send({ kind: 'done' })
  finish()
}
