/** The folder in which this tool keeps things beside a config: `.ffi-health`, which git is told to pass over. */

import { existsSync } from 'node:fs'
import path from 'node:path'
import { requireWritable, writeOutput } from './file.js'

/** Its name. */
export const ownFolderName = '.ffi-health'

/**
 * The path of a file in it; the folder is made.
 *
 * What is imported lies here too, and not below `node_modules`: there, a package cannot import itself by its name.
 *
 * @throws {UsageError} when nothing can be written there.
 */
export function ownFile(folder: string, name: string): string {
  const own = path.join(folder, ownFolderName)
  const file = path.join(own, name)
  requireWritable(file)
  const ignore = path.join(own, '.gitignore')
  if (!existsSync(ignore)) writeOutput(ignore, '*\n')
  return file
}
