/** A folder for what the tests of one file write. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'

/** Each test file, which runs in a process of its own, has another; it goes when its tests are over. */
export const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
after(() => rmSync(folder, { recursive: true, force: true }))
