/**
 * Invariant: every operation of the binding that GROGGY_DISABLE names is refused with `DISABLED`, before it looks at
 * anything. Those of the public surface are tested with the catalogue of operations.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { declared } from '../build/declared.js'
import { info, native } from '../dist/bridge/native.js'

const run = promisify(execFile)
const dist = new URL('../dist/', import.meta.url).href

/** What these operations, each called without a reason, end with when `disabled` are switched off. */
async function codes(disabled: readonly string[], program: string): Promise<Record<string, string>> {
  const script = `
    import { native } from '${dist}bridge/native.js'
    import { Graph, Snapshot } from '${dist}index.js'
    const codes = {}
    const attempt = async (name, call) => {
      try {
        await call()
        codes[name] = 'done'
      } catch (error) {
        codes[name] = error.code ?? String(error)
      }
    }
    ${program}
    console.log(JSON.stringify(codes))
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, GROGGY_DISABLE: disabled.join(',') },
  })
  return JSON.parse(stdout) as Record<string, string>
}

/** What loading needs, and closing, which is never refused: memory must come back. */
const needed = ['init', 'close', 'detach']
const functions = info.operations.filter(
  name => name in native && name !== 'run' && !needed.includes(name) && !name.startsWith('test'),
)
const tasks = [...declared.map(({ name }) => name), 'read']

test('each operation of the binding that GROGGY_DISABLE names throws DISABLED', async () => {
  assert.ok(functions.length > 40, `${functions.length} operations`)
  const found = await codes(
    functions,
    `for (const name of ${JSON.stringify(functions)}) attempt(name, () => native[name](0, 0, 0, 0, 0, 0, 0, 0))`,
  )
  assert.deepEqual(found, Object.fromEntries(functions.map(name => [name, 'DISABLED'])))
})

/** What the library warns of when these are to be switched off, and what closing does then. */
async function settings(disabled: string): Promise<{ warnings: string[]; closed: unknown }> {
  const script = `
    const warnings = []
    process.on('warning', ({ message }) => warnings.push(message))
    const { Graph } = await import('${dist}index.js')
    const graph = new Graph()
    graph.close()
    await new Promise(resolve => setImmediate(resolve))
    console.log(JSON.stringify({ warnings, closed: graph.closed }))
  `
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    env: { ...process.env, GROGGY_DISABLE: disabled },
  })
  return JSON.parse(stdout) as { warnings: string[]; closed: unknown }
}

test('operations that free memory cannot be disabled, and a warning says so', async () => {
  const { warnings, closed } = await settings(needed.join(','))
  assert.equal(closed, true)
  assert.deepEqual(
    warnings,
    needed.map(
      name =>
        `GROGGY_DISABLE: expected operations that can be disabled, got "${name}"; it is needed to free memory`,
    ),
  )
})

test('GROGGY_DISABLE names the operation to use for a blocking twin or a name with its class', async () => {
  const { warnings } = await settings('pageRankSync, Graph.addNodes, no.such')
  assert.match(warnings[0] ?? '', /"pageRankSync"; use "pageRank", which/)
  assert.match(warnings[1] ?? '', /"Graph\.addNodes"; use "addNodes", which/)
  assert.match(warnings[2] ?? '', /"no\.such"; check its spelling/)
})

test('each algorithm and the file reader that GROGGY_DISABLE names reject with DISABLED', async () => {
  const found = await codes(
    tasks,
    `for (const name of ${JSON.stringify(tasks)}) {
      const number = ${JSON.stringify(info.operations)}.indexOf(name)
      await attempt(name, () => native.run(number, 0, 0, false, []))
    }`,
  )
  assert.deepEqual(found, Object.fromEntries(tasks.map(name => [name, 'DISABLED'])))
})
