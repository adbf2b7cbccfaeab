/**
 * Invariant: every operation of the binding that GROGGY_DISABLE names is refused with `DISABLED`, before it looks at
 * anything; so is every method and getter that reads in place.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Graph, Snapshot } from 'groggy'
import { info, native } from '../dist/native.js'

const run = promisify(execFile)
const dist = new URL('../dist/', import.meta.url).href

/** What these operations, each called without a reason, end with when `disabled` are switched off. */
async function codes(disabled: readonly string[], program: string): Promise<Record<string, string>> {
  const script = `
    import { native } from '${dist}native.js'
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
const tasks = ['pageRank', 'connectedComponents', 'bfs', 'shortestPath', 'shortestDistances', 'read']

test('every operation of the binding', async () => {
  assert.ok(functions.length > 40, `${functions.length} operations`)
  const found = await codes(
    functions,
    `for (const name of ${JSON.stringify(functions)}) attempt(name, () => native[name](0, 0, 0, 0, 0, 0, 0, 0))`,
  )
  assert.deepEqual(found, Object.fromEntries(functions.map(name => [name, 'DISABLED'])))
})

test('every algorithm, and the reader', async () => {
  const found = await codes(
    tasks,
    `for (const [i, name] of ${JSON.stringify(tasks)}.entries()) await attempt(name, () => native.run(i, 0, 0, false, []))`,
  )
  assert.deepEqual(found, Object.fromEntries(tasks.map(name => [name, 'DISABLED'])))
})

/** Methods and getters of a class, but what must always work. */
const members = (prototype: object) =>
  Object.getOwnPropertyNames(prototype).filter(name => !['constructor', 'close', 'closed'].includes(name))

for (const [what, { prototype }] of Object.entries({ Graph, Snapshot })) {
  test(`every method and getter of ${what}`, async () => {
    const chain = [prototype as object]
    for (
      let parent = Object.getPrototypeOf(prototype);
      parent !== Object.prototype;
      parent = Object.getPrototypeOf(parent)
    ) {
      chain.push(parent as object)
    }
    const names = [...new Set(chain.flatMap(members))]
    assert.ok(names.length > 20, names.join(', '))
    // One at a time: a graph is made with some of them.
    const program = (name: string) => `
      const graph = new Graph()
      // What fills it may be what is switched off.
      try {
        graph.addNodes(2)
        graph.addEdge(0, 1)
      } catch {}
      const object = ${what === 'Graph' ? 'graph' : 'graph.snapshot()'}
      // With no arguments, then with more: what is wrong with them may be told first.
      for (const args of [[], [0], [0, 1], [0, 'x', 1]]) {
        await attempt('${name}', () => {
          const value = object['${name}']
          return typeof value === 'function' ? value.apply(object, args) : value
        })
        if (codes['${name}'] === 'DISABLED' || codes['${name}'] === 'done') break
      }`
    const kept = ['nodes', 'edges', 'snapshot']
    for (const name of names.filter(each => !kept.includes(each))) {
      // The blocking twin of a method is the same operation.
      const found = await codes([name.replace(/Sync$/, '')], program(name))
      assert.deepEqual(found, { [name]: 'DISABLED' })
    }
  })
}
