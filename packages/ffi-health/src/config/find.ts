/** Where the config file is. */

import { existsSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../findings/usage-error.js'

/** Config files that are looked for, in this order. */
export const configNames = ['ts', 'mts', 'js', 'mjs'].map(ending => `ffi-health.config.${ending}`)

/**
 * The absolute path of the config file.
 *
 * @param folder - where to look.
 * @param given - a file to take instead, relative to `folder`.
 * @throws {UsageError} when there is none.
 */
export function findConfig(folder: string, given?: string): string {
  const names = given === undefined ? configNames : [given]
  const found = names.map(name => path.resolve(folder, name)).find(file => existsSync(file))
  if (found !== undefined) return found
  throw new UsageError(
    given === undefined
      ? `cannot find ffi-health.config.{ts,mts,js,mjs} in ${folder}; write one, or try \`ffi-health probe PACKAGE\``
      : `cannot find the config file ${path.resolve(folder, given)}; check its path`,
  )
}
