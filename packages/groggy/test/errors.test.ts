/**
 * Invariant: every failure is the class that `conformance/errors.json` names for its code; it names the
 * operation, and its stack begins at the caller's line, also for work that failed on another thread.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { inspect, promisify } from 'node:util'
import * as groggy from 'groggy'
import { Graph, GraphError, runtime } from 'groggy'
import { makeError } from '../dist/errors/make-error.js'
import { fails, rejects } from './support.js'

interface Table {
  readonly kinds: readonly { readonly code: string; readonly typescript: string }[]
}
const table = JSON.parse(
  readFileSync(new URL('../../../conformance/errors.json', import.meta.url), 'utf8'),
) as Table

/** The first frame of a stack. */
function top(error: Error): string {
  return (error.stack ?? '').split('\n').find(line => line.startsWith('    at ')) ?? ''
}

describe('the table of errors', () => {
  for (const { code, typescript } of table.kinds) {
    it(`${code} is thrown as ${typescript}`, () => {
      const error = makeError(code, 'op', 'what happened', '{"node":1}', ['near', 'far'])
      const Class = (groggy as unknown as Record<string, new () => Error>)[typescript]
      assert.ok(Class !== undefined && error instanceof Class)
      assert.ok(error instanceof GraphError)
      assert.equal(error.name, typescript)
      assert.equal(error.code, code)
      assert.equal(error.operation, 'op')
      assert.deepEqual(error.details, { node: 1 })
      assert.equal(error.message, 'op: what happened')
      assert.equal((error.cause as Error).message, 'near')
      assert.equal(((error.cause as Error).cause as Error).message, 'far')
      assert.match(String(error), new RegExp(`^${typescript}: op: what happened$`))
    })
  }

  it('the package exports one class for each row of the table, and no more', () => {
    const exported = Object.keys(groggy).filter(name => name.endsWith('Error') && name !== 'GraphError')
    assert.deepEqual(exported.sort(), table.kinds.map(kind => kind.typescript).sort())
  })

  it('an unknown code becomes an InternalError that keeps the code', () => {
    const error = makeError('NEWER', 'op', 'message', '{}', []) as GraphError
    assert.equal(error.code, 'INTERNAL')
    assert.equal(error.details['nativeCode'], 'NEWER')
  })
})

describe('stacks', () => {
  const g = new Graph()
  g.addNodes([{ x: 1 }, { x: 2 }])

  function failsHere(call: () => unknown): void {
    try {
      call()
    } catch (error) {
      assert.match(top(error as Error), /errors\.test/)
      return
    }
    assert.fail('nothing was thrown')
  }

  it('the stack of an error of TypeScript begins at the caller', () => {
    failsHere(() => g.degree(9))
    failsHere(() => g.nodes.get(0, 'nope'))
    failsHere(() => g.addNodes([{ x: 'text' }]))
    failsHere(() => g.nodes.column('x').set(0, 'text' as never))
    failsHere(() => new Graph({ directed: 1 as never }))
  })

  it('the stack of a native error begins at the caller', () => {
    failsHere(() => g.nodeByKey('x'))
    failsHere(() => g.addEdges({ source: Uint32Array.of(0), target: Uint32Array.of(9) }))
    failsHere(() => g.pageRankSync({ damping: 2 }))
    failsHere(() => groggy.Snapshot.attach('nothing'))
  })

  it('a stack has as many frames as Error.stackTraceLimit', () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 1
    try {
      const error = fails('NODE_NOT_FOUND', () => g.degree(9))
      assert.equal((error.stack ?? '').split('\n').filter(line => line.startsWith('    at ')).length, 1)
      assert.match(top(error), /errors\.test/)
    } finally {
      Error.stackTraceLimit = limit
    }
  })

  it('errors work where Error.stackTraceLimit cannot be written', async () => {
    const original = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor
    const { captureStackTrace } = Error
    const refusing: PropertyDescriptor[] = [
      { value: 10, writable: false, configurable: true },
      { get: () => assert.fail('asked'), configurable: true },
      { get: () => 10, set: () => assert.fail('set'), configurable: true },
    ]
    for (const descriptor of refusing) {
      Object.defineProperty(Error, 'stackTraceLimit', descriptor)
      Reflect.deleteProperty(Error, 'captureStackTrace')
      try {
        fails('NODE_NOT_FOUND', () => g.degree(9))
        await rejects('INVALID_ARGUMENT', g.pageRank({ damping: 2, offload: 'pool' }))
        await g.pageRank({ offload: 'pool' })
      } finally {
        Object.defineProperty(Error, 'stackTraceLimit', original)
        Error.captureStackTrace = captureStackTrace
      }
    }
  })

  it('errors work under an Error.prepareStackTrace of the user', async () => {
    const { prepareStackTrace } = Error
    Error.prepareStackTrace = () => {
      throw new RangeError('mine')
    }
    try {
      const error = fails('NODE_NOT_FOUND', () => g.degree(9))
      assert.match(error.message, /degree/)
      await rejects('INVALID_ARGUMENT', g.pageRank({ damping: 2, offload: 'pool' }))
    } finally {
      Error.prepareStackTrace = prepareStackTrace
    }
  })

  it('the stack of an error from the pool shows the caller, with await and with then', async () => {
    async function inner(): Promise<unknown> {
      await null
      return await g.pageRank({ weight: Float64Array.of(), offload: 'pool', damping: 3 })
    }
    async function outer(): Promise<unknown> {
      return await inner()
    }
    const error = await rejects('INVALID_ARGUMENT', outer())
    assert.match(top(error), /inner.*errors\.test/)
    assert.match(error.stack ?? '', /async outer/)

    const other = await new Promise<Error>((resolve, reject) => {
      g.pageRank({ offload: 'pool', damping: 3 }).then(reject, resolve)
    })
    assert.match(top(other), /errors\.test/)
  })

  it('the stacks of errors of other code keep their length', () => {
    const mine = new Error('mine')
    const before = mine.stack
    assert.throws(
      () =>
        g.addNodes([
          {
            get x(): number {
              throw mine
            },
          },
        ]),
      error => error === mine && mine.stack === before,
    )
  })
})

describe('messages', () => {
  const g = new Graph()
  g.addNodes([{ age: 1 }])

  it('a message names the value and a remedy', () => {
    assert.match(
      fails('NODE_NOT_FOUND', () => g.degree(7)).message,
      /^degree: expected the id of a live node, got 7 \(the largest id is 0\); use an id that addNode/,
    )
    assert.match(
      fails('TYPE_MISMATCH', () => g.degree('7' as never)).message,
      /^degree: expected a node id, got "7"; use a number that addNode returned$/,
    )
    assert.match(
      fails('ATTRIBUTE_NOT_FOUND', () => g.nodes.get(0, 'ag')).message,
      /^get: expected one of the columns "age", got "ag"; /,
    )
    assert.match(
      fails('TYPE_MISMATCH', () => g.nodes.set(0, 'age', 5n as never)).message,
      /^set: expected float64 for column "age", got 5n; /,
    )
    const error = fails('TYPE_MISMATCH', () => g.addNodes([{ age: 1 }, { age: 'old' }]))
    assert.match(error.message, /"old" in row 1/)
    assert.deepEqual(error.details, { attribute: 'age', expected: 'float64', found: 'old', row: 1 })
  })

  it('making a message runs no code of the value', () => {
    const trap = new Proxy(
      {},
      {
        get: () => assert.fail('a getter ran'),
        getPrototypeOf: () => assert.fail('a trap ran'),
      },
    )
    fails('TYPE_MISMATCH', () => g.degree(trap as never))
    fails('TYPE_MISMATCH', () => g.nodes.set(0, 'age', trap as never))
  })
})

describe('after close', () => {
  it('closing a closed graph does nothing; views and snapshots live on', () => {
    const g = new Graph()
    g.addNodes([{ x: 1 }])
    const values = g.nodes.column('x').values
    const s = g.snapshot()
    g.close()
    g.close()
    g[Symbol.dispose]()
    assert.equal(g.closed, true)
    assert.equal(values?.[0], 1)
    assert.equal(s.nodes.get(0, 'x'), 1)
    s.close()
  })
})

describe('operations that are switched off', () => {
  it('operations that are disabled throw or reject with DISABLED; all others work', async () => {
    const index = new URL('../dist/index.js', import.meta.url).href
    const script = `
      import { Graph } from ${JSON.stringify(index)}
      const g = new Graph()
      g.addNodes({ x: [1, 2] })
      const codes = []
      for (const call of [() => g.degree(0), () => g.nodeCount, () => g.nodes.column('x').get(0), () => g.nodes.get(0, 'x'),
        () => g.setColumn, () => g.nodes.setColumn('x', [1]), () => g.pageRankSync(), () => g.pageRank(), () => g.bfsSync(0), () => g.addEdge(0, 1)]) {
        try { await call(); codes.push('ok') } catch (error) { codes.push(error.code + ' ' + error.operation) }
      }
      console.log(JSON.stringify(codes))
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, GROGGY_DISABLE: 'degree, nodeCount,get,setColumn,pageRank' },
    })
    const disabled = (name: string): string => `DISABLED ${name}`
    assert.deepEqual(JSON.parse(stdout), [
      disabled('degree'),
      disabled('nodeCount'),
      disabled('get'),
      disabled('get'),
      'ok',
      disabled('setColumn'),
      disabled('pageRank'),
      disabled('pageRank'),
      'ok',
      'ok',
    ])
  })
})

describe('the operation of an error', () => {
  it('the operation of an error is the public method that was called', () => {
    using keyed = new Graph({ key: 'name' })
    keyed.addNode({ name: 'a' })
    using g = Graph.fromEdges({ source: [0], target: [1] })
    g.nodes.define('label', 'utf8')
    const calls: [string, () => unknown][] = [
      ['addNode', () => keyed.addNode({ name: 'a' })],
      ['addEdge', () => keyed.addEdge('a', 'nobody', {}, { createMissing: false })],
      ['fromEdges', () => Graph.fromEdges({ source: [0], target: [5] }, { nodeCount: 3 })],
      ['assignTo', () => g.bfsSync(0).assignTo('label')],
      ['threads', () => Object.assign(runtime, { threads: 1_000_000 })],
    ]
    for (const [operation, call] of calls) {
      assert.throws(call, error => error instanceof GraphError && error.operation === operation, operation)
    }
  })
})

describe('console.log', () => {
  it('console.log shows the kind and size of an object, also of a closed one', () => {
    const g = new Graph({ nodes: { age: 'float64' } })
    g.addNodes({ age: [1, null] })
    const column = g.nodes.column('age')
    const graph = "Graph { directed: true, nodeCount: 2, edgeCount: 0, nodes: { age: 'float64' }, edges: {} }"
    assert.equal(inspect(g, { breakLength: Number.POSITIVE_INFINITY }), graph)
    assert.equal(inspect(column), "Column { name: 'age', type: 'float64', nullCount: 1 }")
    assert.equal(inspect(g.nodes), "Attributes { age: 'float64' }")
    const s = g.snapshot()
    assert.match(inspect(s), /^Snapshot \{/)
    g.close()
    s.close()
    for (const closed of [g, s, column, g.nodes]) assert.match(inspect(closed), /^\w+ \(closed\)$/)
    assert.equal(inspect({ inner: { deep: { g } } }), '{ inner: { deep: { g: [Graph] } } }')
  })
})
