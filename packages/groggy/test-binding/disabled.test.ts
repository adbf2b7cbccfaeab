/**
 * Invariant: every operation of the binding that GROGGY_DISABLE names is refused with `DISABLED`, before it looks at
 * anything; so is every method and getter that reads in place.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Graph, Snapshot } from 'groggy'
import { declared, exampleArguments } from '../build/declared.js'
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
const examples = {
  ...Object.fromEntries(declared.map(algorithm => [algorithm.name, exampleArguments(algorithm)])),
  read: ['no-such-file.csv'],
}

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

test('a disabled async method rejects and does not throw', async () => {
  const found = await codes(
    tasks,
    `const graph = new (await import('${dist}index.js')).Graph()
    graph.addNodes(2)
    for (const name of ${JSON.stringify(tasks)}) {
      await attempt(name, () => {
        const on = name === 'read' ? graph.constructor : graph
        const args = ${JSON.stringify(examples)}[name]
        let promise
        try {
          promise = on[name](...args)
        } catch (error) {
          throw { code: 'thrown: ' + error }
        }
        return promise
      })
    }`,
  )
  assert.deepEqual(found, Object.fromEntries(tasks.map(name => [name, 'DISABLED'])))
})

/** Methods and getters of a class, but what must always work. */
const members = (prototype: object) =>
  Object.getOwnPropertyNames(prototype).filter(name => !['constructor', 'close', 'closed'].includes(name))

/** Names of the members of an object's classes. */
function membersOf(object: object): string[] {
  const names = new Set<string>()
  for (
    let at: object = Object.getPrototypeOf(object);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of members(at)) names.add(name)
  }
  return [...names]
}

const sample = new Graph()
sample.addNodes({ x: [1, 2], name: ['a', 'b'] })

/** Each kind of object: one of it, how the program gets its own, and how many members it has at least. */
const kinds = {
  Graph: { one: sample, get: 'graph', least: 40 },
  Snapshot: { one: sample.snapshot(), get: 'graph.snapshot()', least: 35 },
  'Graph.nodes': { one: sample.nodes, get: 'graph.nodes', least: 10 },
  'Snapshot.nodes': { one: sample.snapshot().nodes, get: 'graph.snapshot().nodes', least: 4 },
  'a column of numbers': { one: sample.nodes.column('x'), get: "graph.nodes.column('x')", least: 7 },
  'a column of text': { one: sample.nodes.column('name'), get: "graph.nodes.column('name')", least: 7 },
}
for (const [what, { one, get, least }] of Object.entries(kinds)) {
  test(`every method and getter of ${what} can be disabled`, async () => {
    const names = membersOf(one)
    assert.ok(names.length >= least, names.join(', '))
    // One at a time: a graph is made with some of them.
    const program = (name: string) => `
      const graph = new Graph()
      // What fills it may be what is switched off.
      try {
        graph.addNodes({ x: [1, 2], name: ['a', 'b'] })
        graph.addEdge(0, 1)
      } catch {}
      const object = ${get}
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

test('every static method of Graph and Snapshot can be disabled', async () => {
  const statics = { Graph: ['fromEdges', 'read'], Snapshot: ['attach'] }
  for (const [name, own] of Object.entries(statics)) {
    const found = Object.getOwnPropertyNames({ Graph, Snapshot }[name]).filter(each => /^[a-z]/.test(each))
    const rest = found.filter(each => !['length', 'name', 'prototype', 'of'].includes(each))
    assert.deepEqual(rest.sort(), own.toSorted())
    const wanted = Object.fromEntries(own.map(each => [each, 'DISABLED']))
    const program = own.map(each => `await attempt('${each}', () => ${name}.${each}('0'.repeat(32)))`)
    assert.deepEqual(await codes(own, program.join('\n')), wanted)
  }
})
