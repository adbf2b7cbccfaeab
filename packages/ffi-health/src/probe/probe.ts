/** `ffi-health probe PACKAGE`: a first report on an addon without a config. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CheckContext, runCheck } from '../checks/check.js'
import { completeBudgets } from '../config/budgets.js'
import { exit } from '../exit/check.js'
import { type CheckReport, statusOf } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'
import { removedAtExit } from '../harness/at-exit.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { writeOutput } from '../output/file.js'
import { ownFile } from '../output/own-folder.js'
import { workers } from '../workers/check.js'
import { type BinaryFacts, binaryFacts } from './binary.js'
import type { ExportedThing } from './exports.js'
import { type EmptyCall, probeChild } from './task.js'

/** What a probe found: the JSON of `ffi-health probe --json`. */
export interface ProbeReport {
  readonly package: string
  readonly loadMs: number
  readonly exports: readonly ExportedThing[]
  readonly addons: readonly BinaryFacts[]
  /** Functions called without arguments. */
  readonly calls: readonly EmptyCall[]
  /** One of Node's own, for comparison; absent when nothing was called. */
  readonly emptyNativeNs?: number
  /** Workers that load it and are terminated, and the ways in which a process with it ends. */
  readonly checks: readonly CheckReport[]
}

/** How to probe. */
export interface ProbeOptions {
  readonly folder: string
  /** Call functions that take no arguments; they may do whatever their names say. */
  readonly call: boolean
  readonly seed: number
  progress(what: string): void
}

/**
 * Probes a package, as it is found from `folder`, or a file.
 *
 * @throws {UsageError} when it cannot be loaded.
 */
export async function probe(
  name: string,
  { folder, call, seed, progress }: ProbeOptions,
): Promise<ProbeReport> {
  const { url, remove } = writeConfig(name, folder)
  try {
    progress('loading')
    const found = await load(name, url, call)
    const context: CheckContext = {
      configUrl: url,
      bridge: { name, operations: [], budgets: completeBudgets(), exactMemory: false },
      operations: [],
      seed,
      effort: 0.2,
      progress,
    }
    const checks = [await runCheck(workers, context), await runCheck(exit, context)]
    return { package: name, ...found, addons: found.addons.map(file => addonFacts(file, checks)), checks }
  } finally {
    remove()
  }
}

/** Whether a second environment of one process takes the addon says more than how it registers itself. */
function addonFacts(file: string, checks: readonly CheckReport[]): BinaryFacts {
  const facts = binaryFacts(file)
  const inWorkers = checks.find(({ check }) => check === 'workers')?.operations ?? []
  const judged = inWorkers.some(({ status }) => status !== 'not-judged')
  return judged ? { ...facts, contextAware: statusOf(inWorkers) === 'pass' } : facts
}

/** What a name stands for, and the folder from which that is imported. */
interface Target {
  readonly from: string
  /** An absolute path, or the name of a package. */
  readonly target: string
}

/**
 * A file, a folder with a package, or a package by name; `decimal.js` may be a package, and `./decimal.js` is none.
 *
 * @throws {UsageError} for a folder in which there is nothing to load.
 */
function targetOf(name: string, folder: string): Target {
  const isPath = path.isAbsolute(name) || /^\.{1,2}($|[/\\])/.test(name)
  const at = path.resolve(folder, name)
  const stats = statSync(at, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true && isPath) return packageIn(at)
  const isFile = isPath || (stats?.isFile() === true && /\.(node|[cm]?js)$/.test(name))
  return { from: folder, target: isFile ? at : name }
}

/** By its own name where it says what it exports, so that Node decides as it does for others. */
function packageIn(at: string): Target {
  const manifest = path.join(at, 'package.json')
  const { name, exports }: { name?: string; exports?: unknown } = existsSync(manifest)
    ? JSON.parse(readFileSync(manifest, 'utf8'))
    : {}
  if (name !== undefined && exports !== undefined) return { from: at, target: name }
  try {
    return { from: at, target: createRequire(manifest).resolve(at) }
  } catch {
    throw new UsageError(`expected \`main\`, \`exports\` or index.js in ${at}, got none of them`)
  }
}

/** A config that only loads: imports are then resolved as the user's own would be. */
function writeConfig(name: string, folder: string): { url: string; remove(): void } {
  const { from, target: found } = targetOf(name, folder)
  const file = ownFile(from, `probe-${process.pid}.mjs`)
  const remove = removedAtExit(file)
  const target = JSON.stringify(found)
  const load = /\.(node|cjs)$/.test(found)
    ? `createRequire(import.meta.url)(${target})`
    : `import(${path.isAbsolute(found) ? `pathToFileURL(${target}).href` : target})`
  const text = [
    "import { createRequire } from 'node:module'",
    "import { pathToFileURL } from 'node:url'",
    "const operations = { none: { class: 'simpleQuery', run: () => undefined } }",
    `export default { name: ${target}, load: () => ${load}, operations }`,
  ]
  writeOutput(file, `${text.join('\n')}\n`)
  return { url: pathToFileURL(file).href, remove }
}

/** Loads it, and calls what takes no arguments; what crashes is left out of the next process. */
async function load(name: string, configUrl: string, call: boolean) {
  const calls = new Map<string, EmptyCall>()
  for (;;) {
    const task = { configUrl, call, without: [...calls.keys()] }
    const outcome = await runChild(probeChild, task, { timeoutMs: 60_000 })
    const { messages, end } = outcome
    for (const message of messages) if (message.kind === 'call') calls.set(message.call.path, message.call)
    const failed = messages.find(message => message.kind === 'failed')
    if (failed !== undefined) throw new UsageError(`cannot load ${name}: ${failed.reason}`)
    const loaded = messages.find(message => message.kind === 'loaded')
    if (loaded === undefined)
      throw new UsageError(`while ${name} was loaded, the process ${describeOutcome(outcome)}`)
    const listed = messages.find(message => message.kind === 'exports')
    if (listed === undefined)
      throw new UsageError(`while the exports of ${name} were read, the process ${describeOutcome(outcome)}`)
    const at = messages.filter(message => message.kind === 'at').at(-1)?.path
    if ((end.kind === 'exit' && end.code === 0) || at === undefined || calls.has(at)) {
      const empty = messages.find(message => message.kind === 'empty native call')
      const { loadMs, addons } = loaded
      const { exports } = listed
      return {
        loadMs,
        exports,
        addons,
        calls: [...calls.values()],
        ...(empty && { emptyNativeNs: empty.ns }),
      }
    }
    calls.set(at, { path: at, outcome: 'crashed', what: describeOutcome(outcome) })
  }
}
