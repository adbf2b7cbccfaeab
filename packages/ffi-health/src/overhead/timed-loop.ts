/**
 * Loops that time a call.
 *
 * Each loop is compiled from source again: the engine specialises a loop for what it calls, and one that had
 * called twenty operations would charge each of them for a call through a table. Every result goes into a sink
 * that outlives the loop, so that no call can be optimised away.
 */

import type { CallTools } from '../config/bridge.js'
import type { OpenOperation } from '../session/session.js'

/** Where results go. */
export interface Sink {
  value: unknown
  error: unknown
}

/** Prepares calls `from` to `to - 1`, outside the clock; what it returns makes them. */
export type TimedLoop = (own: unknown, from: number, to: number) => () => void

/** One for the process, so that nothing can know that nobody reads it. */
export const sink: Sink = { value: undefined, error: undefined }

type Compiled = (
  run: unknown,
  own: unknown,
  from: number,
  to: number,
  tools: unknown,
  sink: Sink,
  lists: unknown,
) => void

/** A loop that was compiled from `body` for nobody else. */
function compile(body: string): Compiled {
  // The function's source is one of the constants of this file.
  return new Function('run', 'own', 'from', 'to', 'tools', 'sink', 'lists', body) as Compiled
}

const loopOver = (body: string) => `for (let i = from; i < to; i++) { ${body} }`
const plain = loopOver('sink.value = run(own, i, tools)')
const nothing = loopOver('sink.value = i')
const keeping = loopOver('lists[i - from] = run(own, i, tools)')
const catching = (call: string) => `try { sink.value = ${call} } catch (error) { sink.error = error }`

/** The loop alone: what every other loop costs besides its calls. */
export function emptyLoop(): TimedLoop {
  const loop = compile(nothing)
  return (own, from, to) => () => loop(undefined, own, from, to, undefined, sink, undefined)
}

/** A loop around a function. */
export function loopAround(run: (own: unknown, i: number) => unknown): TimedLoop {
  const loop = compile(plain)
  return (own, from, to) => () => loop(run, own, from, to, undefined, sink, undefined)
}

/** A loop around the calls of an operation. */
export function operationLoop({ declared, run, facts }: OpenOperation, tools: CallTools): TimedLoop {
  const throws = facts.throws !== undefined
  if (declared !== undefined) return declaredLoop(declared, throws)
  const loop = compile(throws ? loopOver(catching('run(own, i, tools)')) : plain)
  return (own, from, to) => () => loop(run, own, from, to, tools, sink, undefined)
}

/** A loop that keeps the results, for those that must be disposed of: `kept` gets one per call. */
export function keepingLoop({ run }: OpenOperation, tools: CallTools, kept: unknown[]): TimedLoop {
  const loop = compile(keeping)
  return (own, from, to) => () => loop(run, own, from, to, tools, sink, kept)
}

/** A loop around a call with declared arguments, which are made before the clock starts. */
function declaredLoop({ call, args }: NonNullable<OpenOperation['declared']>, throws: boolean): TimedLoop {
  const loops = new Map<number, Compiled>()
  return (own, from, to) => {
    const lists = Array.from({ length: to - from }, (_, i) => args(own, from + i))
    const arity = lists[0]?.length ?? 0
    const loop = loops.get(arity) ?? compileSpread(arity, throws)
    loops.set(arity, loop)
    return () => loop(call, own, from, to, undefined, sink, lists)
  }
}

function compileSpread(arity: number, throws: boolean): Compiled {
  const words = Array.from({ length: arity }, (_, k) => `, list[${k}]`).join('')
  const call = `run(own${words})`
  return compile(
    loopOver(`const list = lists[i - from]; ${throws ? catching(call) : `sink.value = ${call}`}`),
  )
}
