/** `groggy doctor`: what a report of a problem needs to say, and whether the library works here. */

import { createRequire } from 'node:module'
import os from 'node:os'
import { runtime } from 'groggy'
import { print, printJson, table } from '../output.js'
import { bytes } from '../quantities.js'
import { type SelfTest, selfTest } from '../self-test.js'

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

/** Runs the command: the exit code is 1 when the self-test fails. */
export async function doctor({ json }: DoctorOptions): Promise<void> {
  const self = await selfTest()
  const { liveBytes, byOwner, externalBytes } = runtime.memory()
  const facts = {
    versions: {
      groggy: manifestVersion('groggy/package.json'),
      native: runtime.version,
      node: process.versions.node,
      v8: process.versions.v8,
    },
    machine: { platform: process.platform, arch: process.arch, cpus: os.availableParallelism() },
    threads: runtime.threads,
    mode: runtime.inPlace ? 'in place' : 'fallback',
    memory: { liveBytes, byOwner, externalBytes },
    settings: Object.fromEntries(Object.keys(SETTINGS).map(name => [name, process.env[name] ?? null])),
    selfTest: self,
  }
  if (json === true) printJson(facts)
  else printFacts(facts)
  if (!self.passed) process.exitCode = 1
}

interface Facts {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: Readonly<Record<string, string | number>>
  readonly threads: number
  readonly mode: string
  readonly memory: { readonly liveBytes: number; readonly byOwner: Readonly<Record<string, number>> }
  readonly settings: Readonly<Record<string, string | null>>
  readonly selfTest: SelfTest
}

function printFacts({ versions, machine, threads, mode, memory, settings, selfTest: self }: Facts): void {
  const pairs = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  print(`versions   ${pairs(versions)}`)
  print(`machine    ${pairs(machine)}`)
  print(`threads    ${threads}`)
  print(`mode       ${mode}`)
  const owners = Object.entries(memory.byOwner).map(([name, held]) => `${name} ${bytes(held)}`)
  print(`memory     ${bytes(memory.liveBytes)} (${owners.join(', ')})`)
  const given = Object.entries(settings).filter(([, value]) => value !== null)
  for (const [name, value] of given) print(`setting    ${name}=${value}  (${SETTINGS[name]})`)
  if (given.length === 0) print('settings   none in the environment')
  print()
  print(
    table(
      ['self-test', '', 'ms'],
      self.checks.map(({ name, problem, ms }) => [name, problem ?? 'passed', ms.toFixed(1)]),
      ['left', 'left', 'right'],
    ),
  )
  print()
  print(
    self.passed
      ? 'The library works here.'
      : 'The library does NOT work here: please report all of the above.',
  )
}

function manifestVersion(specifier: string): string {
  const manifest: unknown = createRequire(import.meta.url)(specifier)
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}
