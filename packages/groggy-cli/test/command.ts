/** Runs the command as a user does: a process of its own. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** How a run ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A run that goes on. */
export interface Running {
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Closes the reading end of its standard output. */
  stopReading(): void
  /** Resolves when standard error or output has shown `text`. */
  shows(text: string): Promise<void>
}

/** Starts `groggy` with these arguments, and with a text on its standard input. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  return {
    ended,
    kill: signal => {
      child.kill(signal)
    },
    stopReading: () => {
      child.stdout.destroy()
    },
    shows: text =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if ((stdout + stderr).includes(text)) resolve()
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        child.on('close', () => reject(new Error(`it ended without showing ${text}: ${stderr}`)))
        look()
      }),
  }
}

/** Runs `groggy` to its end. */
export function groggy(...args: readonly string[]): Promise<Ended> {
  return start(args).ended
}

/** The folder that commands run in; gone after the tests of the file. */
export const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a file for a command to work on; returns its name. */
export function file(name: string, text: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), text)
  return name
}

/** Roads between places: two components, one road without a length. */
export const roads = 'source,target,km\nBasel,Bern,95\nBern,Thun,30\nBasel,Olten,45\nOlten,Bern,65.5\nA,B,\n'

/** The shape of a JSON value: names and kinds, arrays by their first element. */
export function shape(value: unknown): unknown {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])]
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
  }
  return typeof value
}
