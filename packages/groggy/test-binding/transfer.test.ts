/**
 * Invariant: memory that JavaScript moved out of our buffers (`ArrayBuffer.prototype.transfer`) and sent to another
 * thread stays as it is when the thread that made it ends, and is counted; what was not moved is freed.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { HANGS_MS } from './soon.js'

const program = fileURLToPath(new URL('./moved-memory.js', import.meta.url))
/** Node 20 has it behind a flag. */
const flags = 'transfer' in ArrayBuffer.prototype ? [] : ['--harmony-rab-gsab-transfer']

test('memory transferred to another thread outlives its worker, and the rest is freed', async () => {
  const args = [...flags, '--expose-gc', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: HANGS_MS })
  assert.match(stdout, /^\d{7} bytes are kept\n$/)
})
