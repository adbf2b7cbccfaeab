/** Files for tests of reading, in a folder of their own that goes when the tests of the file have ended. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'

/** Writes a file and gives its path; `undefined` as content gives a path where nothing is. */
export type WriteFile = (name: string, content: string | Uint8Array | undefined) => string

/** Makes the folder. */
export function textFiles(): WriteFile {
  const folder = mkdtempSync(path.join(tmpdir(), 'groggy-read-'))
  after(() => rmSync(folder, { recursive: true }))
  return (name, content) => {
    const where = path.join(folder, name)
    if (content !== undefined) writeFileSync(where, content)
    return where
  }
}
