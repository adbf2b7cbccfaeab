/** Runs operations on a build of the addon with AddressSanitizer. */

import { execFile, spawn } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { scaled } from '../checks/check.js'
import type { SanitizeOptions } from '../config/project.js'
import { counted } from '../findings/plural.js'
import { temporaryFolder } from '../harness/at-exit.js'
import { describeEnd, endWithParent, type Outcome, runChild, tellingLine } from '../harness/child-process.js'
import { asanProblems } from './asan-report.js'
import { type SanitizeMessage, sanitizeChild } from './child.js'
import type { Problem } from './problem.js'
import { absentTool, type ToolRun, ToolRunBuilder } from './tool-run.js'

const execute = promisify(execFile)

/** What a tool is run with. */
export interface ToolOptions {
  readonly folder: string
  readonly configUrl: string
  readonly operations: readonly string[]
  readonly sanitize: SanitizeOptions
  /** Factor on how many calls are made. Default 1. */
  readonly effort?: number | undefined
  readonly progress: (what: string) => void
}

/** Operations after whose failure the others are still tried. */
const mostRestarts = 5

/** Builds the addon when the config says how, and runs the operations on it. */
export async function runAsan(options: ToolOptions): Promise<ToolRun> {
  const { folder, sanitize } = options
  const tool = 'AddressSanitizer'
  if (process.platform !== 'linux') return absentTool(tool, 'AddressSanitizer is run on Linux only')
  if (sanitize.addon === undefined) {
    return absentTool(tool, 'no sanitizer build: `project.sanitize.addon` in the config names it')
  }
  if (sanitize.build !== undefined) {
    options.progress(`building: ${sanitize.build.join(' ')}`)
    const problem = await build(folder, sanitize)
    if (problem !== undefined) return absentTool(tool, problem)
  }
  const built = path.resolve(folder, sanitize.addon)
  if (!existsSync(built)) return absentTool(tool, `cannot find the sanitizer build ${sanitize.addon}`)
  const runtime = await runtimeLibrary()
  if (runtime === undefined) return absentTool(tool, 'it needs libasan, which comes with gcc')
  const temporary = temporaryFolder('asan')
  try {
    // Node loads only what ends in `.node`; cargo builds what ends in `.so`.
    const addon = path.join(temporary.path, `${path.basename(built).replace(/\.(so|node)$/, '')}.node`)
    copyFileSync(built, addon)
    return await watch(options, { addon, runtime, reports: path.join(temporary.path, 'report') })
  } finally {
    temporary.remove()
  }
}

async function build(
  folder: string,
  { build: command, buildEnv }: SanitizeOptions,
): Promise<string | undefined> {
  const [program, ...args] = command ?? ['true']
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2000)
  }
  const code = await new Promise<number | null>(resolve => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...buildEnv },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const forget = endWithParent(child)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', error => {
      output = error.message
      forget()
      resolve(null)
    })
    child.on('close', status => {
      forget()
      resolve(status)
    })
  })
  if (code === 0) return undefined
  const line = output.split('\n').find(one => /\berror\b/i.test(one)) ?? output.trim().split('\n').at(-1)
  return `the sanitizer build failed: ${line?.trim()}`
}

/** The runtime that the sanitizer's calls are answered by: preloaded, since Node itself is not instrumented. */
async function runtimeLibrary(): Promise<string | undefined> {
  try {
    const { stdout } = await execute('gcc', ['-print-file-name=libasan.so'])
    const file = stdout.trim()
    return path.isAbsolute(file) ? file : undefined
  } catch {
    return undefined
  }
}

interface Place {
  readonly addon: string
  readonly runtime: string
  readonly reports: string
}

/** An error ends the process: the operation is noted, and the others are run without it. */
async function watch(options: ToolOptions, place: Place): Promise<ToolRun> {
  const run = new ToolRunBuilder('AddressSanitizer')
  let left = [...options.operations]
  for (let restart = 0; restart <= mostRestarts; restart++) {
    options.progress(`AddressSanitizer: ${counted(left.length, 'operation')}`)
    const outcome = await runOperations(options, place, left)
    note(outcome, run)
    const { errors, leaks, foreign } = await readReports(place)
    const at = lastPlace(outcome)
    if (leaks.length > 0) await placeLeaks(options, place, left, leaks, run)
    if (errors.length > 0) run.found(at, errors)
    else if (foreign > 0)
      run.unjudged(at, 'AddressSanitizer stopped at an error in which the addon had no part')
    else if (!endedWell(outcome)) run.unjudged(at, unfinished(outcome))
    if (errors.length === 0 && foreign === 0 && endedWell(outcome)) return run.result()
    const position = left.indexOf(at)
    if (position < 0) return run.result()
    left = left.slice(position + 1)
    if (left.length === 0) return run.result()
  }
  for (const operation of left) run.unjudged(operation, 'too many others failed before it')
  return run.result()
}

/** Leaks are reported at exit: each operation alone shows whose they are. */
async function placeLeaks(
  options: ToolOptions,
  place: Place,
  operations: readonly string[],
  leaks: readonly Problem[],
  run: ToolRunBuilder,
): Promise<void> {
  let placed = 0
  for (const operation of operations.length > 1 ? operations : []) {
    options.progress(`AddressSanitizer: leaks of ${operation}`)
    await runOperations(options, place, [operation])
    const found = await readReports(place)
    run.found(operation, found.leaks)
    placed += found.leaks.length
  }
  if (placed === 0) run.found(operations.length === 1 ? (operations[0] ?? '(exit)') : '(exit)', leaks)
}

function runOperations(
  { configUrl, sanitize, effort = 1 }: ToolOptions,
  { addon, runtime, reports }: Place,
  operations: readonly string[],
): Promise<Outcome<SanitizeMessage>> {
  const calls = scaled(sanitize.calls ?? 200, effort, 5)
  const ownEnv = Object.entries(sanitize.env ?? {}).map(([name, value]) => [
    name,
    value.replaceAll('{addon}', addon),
  ])
  return runChild(
    sanitizeChild,
    { configUrl, operations, calls, operationMs: 3000 },
    {
      nodeFlags: ['--expose-gc'],
      timeoutMs: 120_000 + operations.length * 20_000,
      env: {
        ...Object.fromEntries(ownEnv),
        FFI_HEALTH_SANITIZER: 'address',
        LD_PRELOAD: runtime,
        // Node leaves memory at exit: leaks alone are not a bad end, and are read from the report.
        ASAN_OPTIONS: `detect_leaks=1:symbolize=0:exitcode=0:log_path=${reports}`,
      },
    },
  )
}

function note({ messages }: Outcome<SanitizeMessage>, run: ToolRunBuilder): void {
  for (const message of messages) {
    if (message.kind === 'done') run.watched(message.operation, message.calls)
    if (message.kind === 'complaint') run.unjudged(message.operation, `it ${message.message}`)
  }
}

async function readReports({ reports, addon }: Place) {
  const folder = path.dirname(reports)
  const found = { errors: [] as Problem[], leaks: [] as Problem[], foreign: 0 }
  for (const name of readdirSync(folder).filter(one => one.startsWith('report.'))) {
    const file = path.join(folder, name)
    const { errors, leaks, foreign } = await asanProblems(readFileSync(file, 'utf8'), addon)
    found.errors.push(...errors)
    found.leaks.push(...leaks)
    found.foreign += foreign
    rmSync(file)
  }
  return found
}

/** The operation that was running last. */
export function lastPlace({ messages }: Outcome<SanitizeMessage>): string {
  return messages.filter(message => message.kind === 'at').at(-1)?.operation ?? '(load)'
}

/** All operations were run, and the process ended by itself. */
export function endedWell(outcome: Outcome<SanitizeMessage>): boolean {
  return lastPlace(outcome) === '(exit)' && outcome.end.kind === 'exit'
}

/** Why a run is not whole. */
export function unfinished({ end, output }: Outcome<SanitizeMessage>): string {
  return `the process ${describeEnd(end)}: ${tellingLine(output)}`
}
