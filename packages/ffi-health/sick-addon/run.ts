/** Builds the sick addon, and runs ffi-health on it. */

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const root = path.dirname(require.resolve('ffi-health/package.json'))
const source = path.join(root, 'sick-addon')
const folder = path.join(root, 'build', 'sick-addon')

/** What `ffi-health --json` prints of an operation. */
export interface Operation {
  readonly operation: string
  readonly status: 'pass' | 'fail' | 'not-judged'
  readonly reason: string
}

/** What `ffi-health --json` prints of a check. */
export interface Check {
  readonly check: string
  readonly seed: number
  readonly operations: readonly Operation[]
}

/** How a run of the command ended. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Whether the addon can be built here; it starts threads as POSIX does. */
export const buildable = process.platform !== 'win32'

/** Builds the addon with the C compiler that Rust needs for linking anyway. */
export function buildAddon(): void {
  mkdirSync(folder, { recursive: true })
  const { include_dir: headers }: { include_dir: string } = require('node-api-headers')
  const linking =
    process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-Wl,-z,nodelete', '-lpthread']
  const built = spawnSync(
    process.env['CC'] ?? 'cc',
    [
      '-std=c11',
      '-D_GNU_SOURCE',
      ...['-Wall', '-Wextra', '-O1', '-fPIC', '-shared', '-I', headers],
      path.join(source, 'sick.c'),
      ...['-o', path.join(folder, 'sick.node'), ...linking],
    ],
    { encoding: 'utf8' },
  )
  if (built.status !== 0) throw new Error(`the sick addon does not compile: ${built.stderr ?? built.error}`)
}

/**
 * Runs the command beside the config of the sick addon.
 *
 * @param illnesses - the value of SICK; empty for a healthy addon.
 */
export function ffiHealth(illnesses: string, ...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    cwd: source,
    env: { ...process.env, SICK: illnesses },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
