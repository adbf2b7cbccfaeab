/** A bridge that was loaded and set up in this process, and its operations in one form. */

import type {
  AnyBridge,
  CallTools,
  DeclaredError,
  NativeMemory,
  Operation,
  OperationFacts,
} from '../config/bridge.js'
import { readBridge } from '../config/read.js'
import { describeThrown, fieldOf, isError, textOf } from '../harness/thrown.js'

/** An operation in the form that all checks use, whichever way the user wrote it. */
export interface OpenOperation {
  readonly name: string
  readonly facts: OperationFacts
  /** Makes what `run` gets; each is given back to `teardown`. */
  setup(): Promise<unknown>
  teardown(own: unknown): Promise<void>
  /** Makes call `i`: the very function of the config, so that timing it times nothing else. */
  readonly run: (own: unknown, i: number, tools: CallTools) => unknown
  /** Where the user declared them: the arguments of call `i`, and the call. */
  readonly declared?: {
    args(own: unknown, i: number): readonly unknown[]
    call(own: unknown, ...args: readonly unknown[]): unknown
  }
}

/** A bridge in this process. */
export interface Session {
  readonly bridge: AnyBridge
  readonly lib: unknown
  readonly operations: readonly OpenOperation[]
  /** The operation of that name. */
  operation(name: string): OpenOperation
  /** Live bytes and the like by name, where the addon tells them. */
  nativeMemory?(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}

/** How to open a bridge. */
export interface SessionOptions {
  /** Puts something in the place of what `load` gave: the recorder's wrapped copy. */
  readonly wrap?: (lib: unknown, bridge: AnyBridge) => unknown
}

/** Tools for calls that nothing aborts. */
export const plainTools: CallTools = { signal: new AbortController().signal }

/**
 * Tools for one call that nothing aborts. An operation that listens to its signal gets one of its own: listeners
 * would pile up on one that all calls share, and look like a leak of the addon.
 */
export function toolsFor({ facts }: Pick<OpenOperation, 'facts'>): CallTools {
  return facts.abortable === true ? { signal: new AbortController().signal } : plainTools
}

/** Imports the config, loads the addon, and sets up. */
export async function openSession(configUrl: string, options: SessionOptions = {}): Promise<Session> {
  return await openBridge(await readBridge(configUrl), options)
}

/** Loads the addon of a bridge, and sets up. */
export async function openBridge(bridge: AnyBridge, { wrap }: SessionOptions = {}): Promise<Session> {
  const loaded = await bridge.load()
  const lib = wrap?.(loaded, bridge) ?? loaded
  const context = bridge.setup === undefined ? lib : await bridge.setup(lib)
  const operations = Object.entries(bridge.operations).map(([name, operation]) =>
    openOperation(name, operation, context),
  )
  const memory = bridge.nativeMemory
  return {
    bridge,
    lib,
    operations,
    operation(name) {
      const found = operations.find(operation => operation.name === name)
      if (found === undefined) throw new Error(`the config has no operation '${name}'`)
      return found
    },
    ...(memory !== undefined && { nativeMemory: async () => memoryByName(await memory(lib)) }),
    async close() {
      await bridge.teardown?.(context)
    },
  }
}

function openOperation(name: string, operation: Operation<unknown>, context: unknown): OpenOperation {
  // What `setup` made goes to the functions of the same operation only, whose types were checked together.
  const parts = operation as OperationFacts & {
    setup?: (context: unknown) => unknown
    teardown?: (own: unknown) => unknown
    run?: OpenOperation['run']
    call?: (own: unknown, ...args: readonly unknown[]) => unknown
    args?: (own: unknown, i: number) => readonly unknown[]
  }
  const { call, args } = parts
  const declared = call !== undefined && args !== undefined ? { call, args } : undefined
  const run = parts.run ?? ((own, i) => declared?.call(own, ...declared.args(own, i)))
  return {
    name,
    facts: parts,
    run,
    ...(declared !== undefined && { declared }),
    setup: async () => (parts.setup === undefined ? context : await parts.setup(context)),
    teardown: async own => {
      await parts.teardown?.(own)
    },
  }
}

/** What one call came to. */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }

/** Makes one call and waits for it. */
export async function callOnce(
  operation: OpenOperation,
  own: unknown,
  i: number,
  tools: CallTools = toolsFor(operation),
): Promise<CallOutcome> {
  try {
    return { ok: true, value: await operation.run(own, i, tools) }
  } catch (error) {
    return { ok: false, error }
  }
}

/** The sentence that tells what is wrong with an outcome, or `undefined` when it is as declared. */
export function complaint({ facts }: OpenOperation, outcome: CallOutcome): string | undefined {
  const declared = declaredError(facts)
  if (declared === undefined) return outcome.ok ? undefined : `threw ${describeThrown(outcome.error)}`
  if (outcome.ok)
    return `did not throw, and is declared to throw ${declared.code ?? declared.name ?? 'an error'}`
  const { error } = outcome
  if (!isError(error)) return `threw ${describeThrown(error)}, which is not an Error`
  const code = fieldOf(error, 'code')
  if (declared.code !== undefined && code !== declared.code) {
    return `threw ${describeThrown(error)} with code ${textOf(code)}, and is declared to throw ${declared.code}`
  }
  if (declared.name !== undefined && fieldOf(error, 'name') !== declared.name) {
    return `threw ${describeThrown(error)}, and is declared to throw ${declared.name}`
  }
  return causeComplaint(declared, fieldOf(error, 'cause'))
}

function causeComplaint({ cause: wanted }: DeclaredError, cause: unknown): string | undefined {
  if (wanted === undefined || wanted === false) return undefined
  if (cause === undefined) return 'threw an error without the declared cause'
  if (wanted === true) return undefined
  return fieldOf(cause, 'code') === wanted || fieldOf(cause, 'message') === wanted
    ? undefined
    : `threw an error whose cause is not '${wanted}'`
}

/** What an operation is declared to throw. */
export function declaredError({ throws }: OperationFacts): DeclaredError | undefined {
  return typeof throws === 'string' ? { code: throws } : throws
}

/** Disposes of a result that wants it. */
export async function disposeOf(value: unknown): Promise<void> {
  if (!isDisposable(value)) return
  if (Symbol.asyncDispose in value) await value[Symbol.asyncDispose]()
  else value[Symbol.dispose]()
}

/** Whether a result has `Symbol.dispose` or `Symbol.asyncDispose`. */
export function isDisposable(value: unknown): value is Disposable | AsyncDisposable {
  return has(value, Symbol.dispose) || has(value, Symbol.asyncDispose)
}

/** Whether a result is a promise or like one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return has(value, 'then') && typeof fieldOf(value, 'then') === 'function'
}

/** Of a revoked proxy nothing can be told, so that it has nothing. */
function has(value: unknown, key: PropertyKey): boolean {
  try {
    return typeof value === 'object' && value !== null && key in value
  } catch {
    return false
  }
}

/** The numbers in what `nativeMemory` told, by the path to them. */
export function memoryByName(memory: NativeMemory): Readonly<Record<string, number>> {
  if (typeof memory === 'number') return { liveBytes: memory }
  const found: Record<string, number> = {}
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'number') found[path] = value
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`)
    }
  }
  visit(memory, '')
  const exact = Object.entries(found).filter(([name]) => name === 'liveBytes' || name === 'liveAllocations')
  return exact.length > 0 ? Object.fromEntries(exact) : found
}

/** Frees what can be freed, so that what is left is held by somebody: needs `--expose-gc`. */
export async function collectGarbage(rounds = 4): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('start node with --expose-gc')
  for (let round = 0; round < rounds; round++) {
    globalThis.gc()
    await new Promise(resolve => setImmediate(resolve))
  }
}
