/** Protects: an operation that crashes while it is timed is named, and the others are timed without it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { runCheck } from '../dist/checks/check.js'
import { completeBudgets } from '../dist/config/budgets.js'
import { overhead } from '../dist/overhead/check.js'

const folder = mkdtempSync(path.join(tmpdir(), 'ffi-health-'))
after(() => rmSync(folder, { recursive: true }))

test('overhead: a crash after all were prepared', async () => {
  const file = path.join(folder, 'config.mjs')
  writeFileSync(
    file,
    `let timing = false
    const crash = () => { if (timing) process.kill(process.pid, 'SIGSEGV') }
    export default { name: 'x', load: () => ({}), operations: {
      one: { class: 'simpleQuery', run: (_, i) => i },
      crashes: { class: 'simpleQuery', run: crash },
      two: { class: 'simpleQuery', run: (_, i) => { timing = true; return i } },
    } }`,
  )
  const { operations } = await runCheck(overhead, {
    configUrl: pathToFileURL(file).href,
    bridge: {
      name: 'x',
      operations: [],
      budgets: completeBudgets({ simpleQuery: { ns: 1e6 } }),
      exactMemory: false,
    },
    operations: ['one', 'crashes', 'two'].map(name => ({
      name,
      facts: { class: 'simpleQuery' },
      async: false,
    })),
    seed: 1,
    effort: 0.2,
    progress: () => undefined,
  })
  assert.deepEqual(
    operations.map(({ operation, status }) => [operation, status]),
    [
      ['one', 'pass'],
      ['crashes', 'fail'],
      ['two', 'pass'],
    ],
  )
  assert.match(operations[1]?.reason ?? '', /^the process was ended by SIGSEGV/)
})
