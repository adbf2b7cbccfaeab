/** `groggy doctor`: what a report of a problem needs to say, and whether the library works here. */

import { createRequire } from 'node:module'
import os from 'node:os'
import { print, printJson, table } from '../output.js'
import { bytes } from '../quantities.js'
import { describeError, ExitCode } from '../report-error.js'
import type { SelfTest } from '../self-test.js'

/** Options of the command. */
export interface DoctorOptions {
  readonly json?: boolean
}

/** Settings that the library reads from the environment, with what they do. */
const SETTINGS: Readonly<Record<string, string>> = {
  GROGGY_THREADS: 'threads of the pool',
  GROGGY_EXTERNAL_BUFFERS: '0: native memory is copied, never read in place',
  GROGGY_DISABLE: 'operations that are switched off',
  GROGGY_NATIVE: 'the file of the native module',
}

/** What can be told without the library. */
interface Surroundings {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: Readonly<Record<string, string | number>>
  readonly settings: Readonly<Record<string, string | null>>
}

/** What the library tells of itself. */
interface Library {
  readonly native: string
  /** `null`: switched off. */
  readonly threads: number | null
  readonly mode: string
  readonly memory: {
    readonly liveBytes: number
    readonly byOwner: Readonly<Record<string, number>>
    readonly externalBytes: number
  } | null
  readonly selfTest: SelfTest
}

/** Runs the command: the exit code is 1 when the library does not load, or its self-test fails. */
export async function doctor({ json }: DoctorOptions): Promise<void> {
  const around = surroundings()
  let library: Library
  try {
    library = await lookInside()
  } catch (error) {
    process.exitCode = ExitCode.failed
    const loadError = describeError(error)
    if (json === true) printJson({ ...around, loadError })
    else printFailure(around, loadError)
    return
  }
  if (!library.selfTest.passed) process.exitCode = ExitCode.failed
  const { native, ...rest } = library
  const facts = { ...around, versions: { ...around.versions, native }, ...rest }
  if (json === true) printJson(facts)
  else printFacts(facts)
}

function surroundings(): Surroundings {
  const { node, v8 } = process.versions
  return {
    versions: { groggy: libraryVersion(), node, v8: String(v8) },
    machine: { platform: process.platform, arch: process.arch, cpus: os.availableParallelism() },
    settings: Object.fromEntries(Object.keys(SETTINGS).map(name => [name, process.env[name] ?? null])),
  }
}

async function lookInside(): Promise<Library> {
  const { runtime } = await import('groggy')
  const { ask, selfTest } = await import('../self-test.js')
  const self = await selfTest()
  return {
    native: runtime.version,
    threads: ask(() => runtime.threads),
    mode: runtime.inPlace ? 'in place' : 'fallback',
    memory: ask(() => {
      const { liveBytes, byOwner, externalBytes } = runtime.memory()
      return { liveBytes, byOwner, externalBytes }
    }),
    selfTest: self,
  }
}

function printSurroundings({ versions, machine, settings }: Surroundings): void {
  const pairs = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  print(`versions   ${pairs(versions)}`)
  print(`machine    ${pairs(machine)}`)
  const given = Object.entries(settings).filter(([, value]) => value !== null)
  for (const [name, value] of given) print(`setting    ${name}=${value}  (${SETTINGS[name]})`)
  if (given.length === 0) print('settings   none in the environment')
}

function printFailure(around: Surroundings, loadError: readonly string[]): void {
  printSurroundings(around)
  print()
  for (const line of loadError) print(line)
  print()
  print('The library does NOT load here: if the remedy does not help, please report all of the above.')
}

function printFacts(facts: Surroundings & Omit<Library, 'native'>): void {
  const { threads, mode, memory, selfTest: self } = facts
  printSurroundings(facts)
  print(`threads    ${threads ?? 'switched off'}`)
  print(`mode       ${mode}`)
  const owners = Object.entries(memory?.byOwner ?? {}).map(([name, held]) => `${name} ${bytes(held)}`)
  print(
    `memory     ${memory === null ? 'switched off' : `${bytes(memory.liveBytes)} (${owners.join(', ')})`}`,
  )
  print()
  print(
    table(
      ['self-test', '', 'ms'],
      self.checks.map(({ name, status, problem, ms }) => [
        name,
        status === 'failed' ? (problem ?? status) : status,
        ms.toFixed(1),
      ]),
      ['left', 'left', 'right'],
    ),
  )
  print()
  print(verdictOn(self))
}

function verdictOn({ passed, checks }: SelfTest): string {
  if (!passed) return 'The library does NOT work here: please report all of the above.'
  return checks.some(({ status }) => status === 'switched off')
    ? 'What is switched off was not tested; all else works here.'
    : 'The library works here.'
}

function libraryVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('groggy/package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}
