/**
 * An operation as a case for the kernel: its calls in a loop.
 *
 * The loop is compiled again for each session: the engine specialises a loop for what it calls, and one that had called
 * twenty operations would charge each for a call through a table. What it does with results depends on the first, so
 * that each is used and none costs more than a sum.
 */

import type { DeclaredError } from 'ffi-health'
import { Context } from '../context.js'
import type { Operation, Tools } from '../operation.js'
import { type Case, sink } from './timing.js'

/** What each loop gets. */
interface Calls {
  readonly run: (own: unknown, i: number, tools: Tools) => unknown
  readonly own: unknown
  readonly tools: Tools
  /** What must be closed. */
  readonly made: Disposable[]
  readonly sink: { last: unknown }
}

type Loop = (calls: Calls, from: number, to: number) => number | Promise<number>

/** Statements that make call `i` and use its result. */
const uses = {
  number: 'sum += run(own, i, tools) ?? 0',
  boolean: 'sum += run(own, i, tools) ? 1 : 0',
  string: 'sum += run(own, i, tools)?.length ?? 0',
  other: 'last = run(own, i, tools)',
  promise: 'last = await run(own, i, tools)',
  disposable: 'made.push(run(own, i, tools))',
  promisedDisposable: 'made.push(await run(own, i, tools))',
} as const

/** Loops that were compiled, so that no two have one text: the engine would take one for the other. */
let compiled = 0

function compile(use: keyof typeof uses): Loop {
  const kind = use.startsWith('promise') ? 'async function' : 'function'
  const source = `return ${kind} loop${compiled++}({ run, own, tools, made, sink }, from, to) {
    let sum = 0
    let last
    for (let i = from; i < to; i++) ${uses[use]}
    sink.last = last
    return sum
  }`
  return (new Function(source) as () => Loop)()
}

/** The calls of an operation, on a context of their own. An operation that is to fail must fail with its error. */
export function caseOf(operation: Operation): Case {
  const { callsPerSetup = Number.POSITIVE_INFINITY } = operation
  return {
    open() {
      const context = new Context()
      // What `setup` returns is what `run` and `teardown` take.
      const own = operation.setup(context) as never
      const calls: Calls = { run: operation.run as Calls['run'], own, tools: {}, made: [], sink }
      const loop = operation.throws === undefined ? succeeding(calls) : failing(operation, calls)
      let next = 0
      return {
        capacity: callsPerSetup,
        run(count) {
          next += count
          return loop(next - count, next)
        },
        close() {
          for (const one of calls.made) one[Symbol.dispose]()
          operation.teardown?.(own)
          context.close()
        },
      }
    },
  }
}

/** Makes one call to see what comes, and the others in a loop for that. */
function succeeding(calls: Calls): (from: number, to: number) => number | Promise<number> {
  let loop: Loop | undefined
  const start = (first: unknown, promised: boolean, from: number, to: number) => {
    if (isDisposable(first)) calls.made.push(first)
    loop = compile(promised ? (isDisposable(first) ? 'promisedDisposable' : 'promise') : useOf(first))
    return loop(calls, from, to)
  }
  return (from, to) => {
    if (loop !== undefined) return loop(calls, from, to)
    const first = calls.run(calls.own, from, calls.tools)
    return first instanceof Promise
      ? first.then(result => start(result, true, from + 1, to))
      : start(first, false, from + 1, to)
  }
}

function useOf(result: unknown): keyof typeof uses {
  if (typeof result === 'number' || typeof result === 'boolean' || typeof result === 'string') {
    return typeof result as 'number' | 'boolean' | 'string'
  }
  return isDisposable(result) ? 'disposable' : 'other'
}

function isDisposable(value: unknown): value is Disposable {
  return typeof value === 'object' && value !== null && Symbol.dispose in value
}

function failing({ name, throws }: Operation, { run, own, tools }: Calls) {
  const wanted: DeclaredError = typeof throws === 'object' ? throws : { code: throws ?? '' }
  return async (from: number, to: number): Promise<number> => {
    for (let i = from; i < to; i++) {
      const error: unknown = await attempt(() => run(own, i, tools))
      const { code, name: kind } = Object(error) as { code?: unknown; name?: unknown }
      if (error === undefined || code !== (wanted.code ?? code) || kind !== (wanted.name ?? kind)) {
        throw new Error(`${name}: expected ${JSON.stringify(wanted)}, got ${error ?? 'a result'}`, {
          cause: error,
        })
      }
    }
    return to - from
  }
}

/** What a call throws or rejects with. */
async function attempt(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  return undefined
}
