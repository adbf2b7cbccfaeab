/** Child: loads a package, lists what it exports, and calls what takes no arguments. */

import { types } from 'node:util'
import { readBridge } from '../config/read.js'
import type { ChildRun } from '../harness/child-module.js'
import { finish } from '../harness/messages.js'
import { describeThrown } from '../harness/thrown.js'
import { calibrate, timedLoop } from '../overhead/batches.js'
import { loopAround } from '../overhead/timed-loop.js'
import { disposeOf, isDisposable, isThenable } from '../session/session.js'
import { exportsOf } from './exports.js'
import type { EmptyCall, ProbeMessage, ProbeTask } from './task.js'

const batchMs = 1
const batches = 7

export const run: ChildRun<ProbeTask, ProbeMessage> = async ({ configUrl, call, without }, send) => {
  process.on('unhandledRejection', () => undefined).on('uncaughtException', () => undefined)
  const before = new Set(addonsLoaded())
  const bridge = await readBridge(configUrl)
  const start = performance.now()
  let lib: unknown
  try {
    lib = await bridge.load()
  } catch (error) {
    send({ kind: 'failed', reason: describeThrown(error) })
    finish()
  }
  const loadMs = Math.round(performance.now() - start)
  send({ kind: 'loaded', addons: addonsLoaded().filter(file => !before.has(file)), loadMs })
  const exports = exportsOf(lib)
  send({ kind: 'exports', exports })
  if (call) {
    send({ kind: 'empty native call', ns: await cost(types.isExternal) })
    for (const { path, kind } of exports) {
      if (kind !== 'function' || without.includes(path)) continue
      send({ kind: 'at', path })
      send({ kind: 'call', call: await callEmpty(path, memberAt(lib, path)) })
    }
  }
  finish()
}

async function callEmpty(path: string, target: () => unknown): Promise<EmptyCall> {
  try {
    const result = target()
    if (isThenable(result)) {
      await disposeOf(await result)
      return { path, outcome: 'returned', what: 'a promise' }
    }
    const what = nameOf(result)
    if (isDisposable(result)) {
      await disposeOf(result)
      return { path, outcome: 'returned', what }
    }
    return { path, outcome: 'returned', what, ns: await cost(target) }
  } catch (error) {
    return { path, outcome: 'threw', what: describeThrown(error) }
  }
}

/** Nanoseconds a call: the median of a few batches. */
async function cost(target: (nothing: undefined) => unknown): Promise<number> {
  const timed = timedLoop(
    loopAround(() => target(undefined)),
    undefined,
  )
  const calls = await calibrate(timed, batchMs)
  const times: number[] = []
  for (let i = 0; i < batches; i++) times.push((await timed.batch(calls)).ns / calls)
  return times.sort((a, b) => a - b)[batches >> 1] ?? Number.NaN
}

/** The function at a path that `exportsOf` gave; called on the object that has it. */
function memberAt(lib: unknown, path: string): () => unknown {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const owner = keys.reduce<unknown>((value, key) => Reflect.get(Object(value), key), lib)
  return () => Reflect.apply(Reflect.get(Object(owner), last), owner, [])
}

function addonsLoaded(): string[] {
  const report = process.report?.getReport() as unknown as { sharedObjects?: readonly string[] } | undefined
  return (report?.sharedObjects ?? []).filter(file => file.endsWith('.node'))
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  return value.constructor?.name ?? 'an object'
}
