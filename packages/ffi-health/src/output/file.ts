/** Files that the user asked for: that one cannot be written is told before the work, and never by a stack. */

import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../findings/usage-error.js'

/**
 * Makes sure that a file can be written, and makes its folder.
 *
 * @param file - absent: nothing is to be written.
 * @throws {UsageError} when it cannot.
 */
export function requireWritable(file: string | undefined): void {
  if (file === undefined) return
  const folder = path.dirname(path.resolve(file))
  told(file, () => {
    mkdirSync(folder, { recursive: true })
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder')
    accessSync(existsSync(file) ? file : folder, constants.W_OK)
  })
}

/** @throws {UsageError} when it cannot be written. */
export function writeOutput(file: string, text: string): void {
  requireWritable(file)
  told(file, () => writeFileSync(file, text))
}

function told(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : error}`)
  }
}
