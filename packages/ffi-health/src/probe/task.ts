/** What a probe asks a child process, in a form that crosses between processes. */

import { childModule } from '../harness/child-module.js'
import type { ExportedThing } from './exports.js'

/** What one process is to do. */
export interface ProbeTask {
  readonly configUrl: string
  /** Call the functions without arguments, except these. */
  readonly call: boolean
  readonly without: readonly string[]
}

/** What a function did when it was called without arguments. */
export type EmptyCall =
  | { readonly path: string; readonly outcome: 'returned'; readonly what: string; readonly ns?: number }
  | { readonly path: string; readonly outcome: 'threw'; readonly what: string }
  | { readonly path: string; readonly outcome: 'crashed'; readonly what: string }

export type ProbeMessage =
  | {
      readonly kind: 'loaded'
      /** Shared libraries that came with it: absolute paths. */
      readonly addons: readonly string[]
      readonly loadMs: number
    }
  | { readonly kind: 'exports'; readonly exports: readonly ExportedThing[] }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'at'; readonly path: string }
  | { readonly kind: 'call'; readonly call: EmptyCall }
  | { readonly kind: 'empty native call'; readonly ns: number }

export const probeChild = childModule<ProbeTask, ProbeMessage>('probe/child')
