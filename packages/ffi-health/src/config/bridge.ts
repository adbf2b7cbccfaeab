/** What a user writes in `ffi-health.config.ts`: how to load an addon, and the operations to judge. */

import type { Budget, Budgets } from './budgets.js'
import type { Project } from './project.js'

/** The name of a check, which is also the name of its command. */
export type CheckName =
  | 'overhead'
  | 'leaks'
  | 'gc'
  | 'workers'
  | 'exit'
  | 'errors'
  | 'loop'
  | 'unsafe'
  | 'sanitize'
  | 'api'

/** What an operation does, which decides its budget. Other names need a budget in the config. */
export type OperationClass =
  | 'simpleQuery'
  | 'attributeAccess'
  | 'bulkOperation'
  | 'algorithm'
  | (string & Record<never, never>)

/** What each call of an operation is handed besides its context and its number. */
export interface CallTools {
  /** Aborted by the checks that try aborts, for an operation that says it is `abortable`; else never. */
  readonly signal: AbortSignal
}

/** The error that an operation is declared to throw, or to reject with. */
export interface DeclaredError {
  /** `error.code`. */
  readonly code?: string
  /** `error.name`. */
  readonly name?: string
  /** `true`: `error.cause` is there. A string: `error.cause.code` or `error.cause.message` is it. */
  readonly cause?: boolean | string
}

/** What every operation can say, whatever its context. */
export interface OperationFacts {
  readonly class: OperationClass
  /** How many items one call handles; times are then per 1 000 items. A `bulkOperation` must say it. Default 1. */
  readonly items?: number
  /** Every call throws or rejects: the `code` of the error, or more of it. */
  readonly throws?: string | DeclaredError
  /** Instead of the budget of its class. */
  readonly budget?: Budget
  /** Stops when `signal` is aborted, by rejecting. */
  readonly abortable?: boolean
  /** The own set-up is done again after so many calls: for operations that grow what they work on. */
  readonly callsPerSetup?: number
  /**
   * Same context and number, same result: `false` when that is not so. Without it, results that differ between two calm
   * runs are not judged by `gc`.
   */
  readonly deterministic?: boolean
  /** Takes values of any type, so that wrong types need not throw. */
  readonly lenient?: boolean
  /** Checks that do not judge this operation, each with the reason, which is shown. */
  readonly skip?: Partial<Record<CheckName, string>>
}

/**
 * One operation: a call of the addon as its users make it.
 *
 * Results with `Symbol.dispose` or `Symbol.asyncDispose` are disposed of by the checks, outside the clock.
 * An operation with a context of its own, or with `call` and `args`, is made by the function that `operations`
 * gets when it is a function itself.
 */
export type Operation<Context> = RunOperation<Context> | PreparedOperation<Context>

/** An operation as one function on the context that the bridge's `setup` made. */
export interface RunOperation<Context> extends OperationFacts {
  /** Makes one call. `i` counts calls from 0. May be async; the checks wait for it. */
  readonly run: (context: Context, i: number, tools: CallTools) => unknown
  readonly setup?: undefined
}

/** What {@link MakeOperation} makes: typed when it was made, so that nothing needs to be known of it but its context. */
export interface PreparedOperation<Context> extends OperationFacts {
  readonly setup: (context: Context) => unknown
  readonly teardown?: ((own: never) => unknown) | undefined
  readonly run?: ((own: never, i: number, tools: CallTools) => unknown) | undefined
  readonly call?: ((own: never, ...args: never) => unknown) | undefined
  readonly args?: ((own: never, i: number) => readonly unknown[]) | undefined
}

/** What {@link MakeOperation} takes. */
export interface OperationParts<Context, Own, Args extends readonly unknown[]> extends OperationFacts {
  /** Makes what `run` or `call` get instead of the shared context. Not timed. Default: the shared context. */
  readonly setup?: (context: Context) => Own | PromiseLike<Own>
  /** Undoes `setup`. Not timed. */
  readonly teardown?: (own: Own) => unknown
  /** Makes one call. Give this, or `args` and `call`. */
  readonly run?: (own: Own, i: number, tools: CallTools) => unknown
  /** The arguments of call `i`, made outside the clock. Checks vary them. */
  readonly args?: (own: Own, i: number) => readonly [...Args]
  /** Makes one call with the arguments given. */
  readonly call?: (own: Own, ...args: NoInfer<Args>) => unknown
}

/** Makes an operation of its parts, with its types checked against each other. */
export type MakeOperation<Context> = <Own = Context, Args extends readonly unknown[] = readonly unknown[]>(
  parts: OperationParts<Context, Own, Args>,
) => PreparedOperation<Context>

/** Operations by name. */
export type Operations<Context> = { readonly [name: string]: Operation<Context> }

/** Memory that an addon owns, in bytes; everything in it that is a number is compared, by name. */
export type NativeMemory = number | object

/** A bridge: how to load an addon, and the operations that its users make. */
export interface Bridge<Lib, Context> {
  /** Shown in reports. */
  readonly name: string
  /** Imports the addon. Called once in each process and worker. */
  readonly load: () => Lib | PromiseLike<Lib>
  /** Makes what the operations work on; default: the library itself. */
  readonly setup?: (lib: Lib) => Context | PromiseLike<Context>
  /** Undoes `setup`. */
  readonly teardown?: (context: Context) => unknown
  /** The operations by name, or a function that gets what makes operations with a context of their own. */
  readonly operations: Operations<Context> | ((operation: MakeOperation<Context>) => Operations<Context>)
  /**
   * Bytes of native memory that are live now, where the addon knows them exactly: a number, or an object of
   * numbers (nested ones are found; `liveBytes` and `liveAllocations` are judged when there, else all).
   */
  readonly nativeMemory?: (lib: Lib) => NativeMemory | PromiseLike<NativeMemory>
  /** An empty function of the addon, for the cost of a crossing; default: one of Node's own. */
  readonly emptyCall?: (lib: Lib) => () => unknown
  readonly budgets?: Budgets
  /** Sources, declarations and sanitizer build of the addon, and results of others. */
  readonly project?: Project
  /** Other functions, classes or objects to record calls of, besides what `load` gives. */
  readonly alsoRecord?: (lib: Lib) => readonly object[]
}

/** A bridge whose types were forgotten: what the checks work with. */
export interface AnyBridge extends Bridge<unknown, unknown> {
  readonly operations: Operations<unknown>
}

/**
 * Declares a bridge, with the types of `load` and `setup` flowing into the operations.
 *
 * @example
 * ```ts
 * export default defineBridge({
 *   name: 'crc32',
 *   load: () => import('@node-rs/crc32'),
 *   setup: lib => ({ lib, text: Buffer.from('hello') }),
 *   operations: operation => ({
 *     hash: { class: 'simpleQuery', run: ({ lib, text }) => lib.crc32(text) },
 *     long: operation({
 *       class: 'bulkOperation',
 *       items: 1000,
 *       setup: ({ lib }) => ({ lib, bytes: new Uint8Array(1000) }),
 *       args: ({ bytes }, i) => [bytes, i],
 *       call: ({ lib }, bytes, state) => lib.crc32(bytes, state),
 *     }),
 *   }),
 * })
 * ```
 */
export function defineBridge<Lib, Context = Lib>(bridge: Bridge<Lib, Context>): AnyBridge {
  const operations =
    typeof bridge.operations === 'function' ? bridge.operations(prepareOperation) : bridge.operations
  // Checks hand every function only what `load` and `setup` of the same bridge returned.
  return { ...bridge, operations } as unknown as AnyBridge
}

function prepareOperation<Context, Own, Args extends readonly unknown[]>(
  parts: OperationParts<Context, Own, Args>,
): PreparedOperation<Context> {
  return { ...parts, setup: parts.setup ?? (context => context) }
}
