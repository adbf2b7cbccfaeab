/** Calls that fail, each with the error that it must fail with. A call that fails changes nothing. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Context } from '../context.js'
import { peopleGraph } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'
import { algorithmFailures } from './algorithms.js'

type Failing = NonNullable<Facts['throws']>

function fails(
  name: string,
  throws: Failing,
  run: (context: Context) => unknown,
  facts: Partial<Facts> = {},
): Operation {
  return operation(name, { class: 'simpleQuery', throws, setup: context => context, run, ...facts })
}

function rejects(
  name: string,
  throws: Failing,
  run: (context: Context) => Promise<unknown>,
  facts: Partial<Facts> = {},
): Operation {
  return fails(name, throws, run, { class: 'algorithm', ...facts })
}

/** In the place of rows or columns, a number says how many nodes. */
const orCount = { lenient: true }

const three = new Float64Array(3)
const detached = new Float64Array(3)
structuredClone(detached, { transfer: [detached.buffer] })
const edges = { source: [0, 1], target: [1, 2], weight: [1, 2] }
const twice = { source: [0, 0], target: [1, 1], weight: [1, 2] }
const unknownKeys = { source: ['node 0', 'c'], target: ['node 1', 'd'] }
const negative = Float64Array.of(-1, 1)

const reads: readonly Operation[] = [
  fails('degree of an unknown node', 'NODE_NOT_FOUND', ({ people }) => people.degree(99)),
  fails('degree of a text', 'TYPE_MISMATCH', ({ people }) => people.degree('0' as never)),
  fails('neighbors of a fraction', 'NODE_NOT_FOUND', ({ people }) => people.neighbors(0.5)),
  fails('source of an unknown edge', 'EDGE_NOT_FOUND', ({ people }) => people.source(99)),
  fails('get of an unknown column', 'ATTRIBUTE_NOT_FOUND', ({ people }) => people.nodes.get(0, 'absent')),
  fails('an unknown column', 'ATTRIBUTE_NOT_FOUND', ({ people }) => people.nodes.column('absent')),
  fails('nodeByKey of an unknown key', 'KEY_NOT_FOUND', ({ keyed }) => keyed.nodeByKey('absent')),
  fails('nodeByKey of a graph without keys', 'INVALID_ARGUMENT', ({ people }) => people.nodeByKey('a')),
]

const writes: readonly Operation[] = [
  fails('set of another type', 'TYPE_MISMATCH', ({ people }) => people.nodes.set(0, 'age', 'old')),
  fails('set of a lone surrogate', 'TYPE_MISMATCH', ({ people }) => people.nodes.set(0, 'name', '\ud800')),
  fails('set of a taken key', 'DUPLICATE_KEY', ({ keyed }) => keyed.nodes.set(0, 'name', 'node 1')),
  fails('assign with one wrong type', 'TYPE_MISMATCH', ({ people }) =>
    people.nodes.assign(0, { age: 5, fresh: 1, name: 7 }),
  ),
  fails('setValues of a new column for an unknown node', 'NODE_NOT_FOUND', ({ people }) =>
    people.nodes.setValues('fresh', [0, 99], [1, 2]),
  ),
  fails('setColumn longer than the ids', 'INVALID_ARGUMENT', ({ people }) =>
    people.nodes.setColumn('age', new Float64Array(99)),
  ),
  fails('define of another type', 'INVALID_ARGUMENT', ({ people }) => people.nodes.define('age', 'bool')),
  fails('drop of the key', 'INVALID_ARGUMENT', ({ keyed }) => keyed.nodes.drop('name')),
]

const changes: readonly Operation[] = [
  fails('addEdge to an unknown node', 'NODE_NOT_FOUND', ({ people }) => people.addEdge(0, 99)),
  fails('addEdges with one bad row', 'NODE_NOT_FOUND', ({ people }) =>
    people.addEdges({ source: [0, 1, 99], target: [1, 2, 0] }),
  ),
  fails('addEdges of two lengths', 'INVALID_ARGUMENT', ({ people }) =>
    people.addEdges({ source: [0, 1], target: [1] }),
  ),
  fails('addEdges between unknown keys', 'KEY_NOT_FOUND', ({ keyed }) =>
    keyed.addEdges(unknownKeys, { createMissing: false }),
  ),
  fails('addEdges with an edge twice', 'DUPLICATE_EDGE', ({ simple }) =>
    simple.addEdges({ source: [1, 0], target: [2, 1] }),
  ),
  fails('addEdge of a self-loop', 'DUPLICATE_EDGE', ({ simple }) => simple.addEdge(1, 1)),
  fails(
    'addNodes of two lengths',
    'INVALID_ARGUMENT',
    ({ people }) => people.addNodes({ name: ['a'], age: three }),
    orCount,
  ),
  fails(
    'addNodes with a wrong type',
    'TYPE_MISMATCH',
    ({ people }) => people.addNodes([{ name: 'a' }, { name: 5 }]),
    orCount,
  ),
  fails(
    'addNodes from a detached array',
    'INVALID_ARGUMENT',
    ({ people }) => people.addNodes({ age: detached }),
    orCount,
  ),
  fails('addNodes past the ids', 'LIMIT_EXCEEDED', ({ people }) => people.addNodes(2 ** 32), {
    skip: { errors: 'one wrong argument is 2 ** 31, which is as many nodes' },
  }),
  fails('addNode with a taken key', 'DUPLICATE_KEY', ({ keyed }) => keyed.addNode({ name: 'node 0' })),
  fails(
    'addNodes with a key twice',
    'DUPLICATE_KEY',
    ({ keyed }) => keyed.addNodes({ name: ['c', 'c'] }),
    orCount,
  ),
  fails('removeNodes with one bad id', 'NODE_NOT_FOUND', ({ people }) => people.removeNodes([0, 99])),
]

const callbacks: readonly Operation[] = [
  fails(
    'a getter that throws while rows are read',
    { name: 'RangeError' },
    ({ people }) => {
      const row = {
        get name(): string {
          throw new RangeError('mine')
        },
      }
      return people.addNodes([row])
    },
    orCount,
  ),
  fails(
    'a getter that changes the graph while rows are read',
    'BUSY',
    ({ people }) => {
      const row = {
        get age() {
          people.addNode()
          return 1
        },
      }
      return people.addNodes([{ age: 1 }, row])
    },
    orCount,
  ),
  fails('a callback that changes the graph', 'BUSY', ({ people }) =>
    people.forEachNeighbor(0, () => people.addNode()),
  ),
]

const lives: readonly Operation[] = [
  fails(
    'new Graph with an unknown type',
    'TYPE_MISMATCH',
    ({ lib }) => new lib.Graph({ nodes: { a: 'bool', b: '?' } as never }),
  ),
  fails('fromEdges to an unknown node', 'NODE_NOT_FOUND', ({ lib }) =>
    lib.Graph.fromEdges(edges, { nodeCount: 2 }),
  ),
  fails('fromEdges with an edge twice', 'DUPLICATE_EDGE', ({ lib }) =>
    lib.Graph.fromEdges(twice, { multi: false }),
  ),
  fails('attach of a text that is not a token', 'INVALID_ARGUMENT', ({ lib }) =>
    lib.Snapshot.attach('nothing'),
  ),
  fails('attach of a token that nobody gave', 'CLOSED', ({ lib }) => lib.Snapshot.attach('0'.repeat(32))),
  operation('use after close', {
    class: 'simpleQuery',
    throws: 'CLOSED',
    setup() {
      const graph = peopleGraph()
      graph.close()
      return graph
    },
    run: graph => graph.addNode(),
  }),
]

const tasks: readonly Operation[] = [
  fails('pageRankSync with a negative weight', 'INVALID_ARGUMENT', ({ people }) =>
    people.pageRankSync({ weight: negative }),
  ),
  rejects(
    'pageRank that was aborted before',
    { name: 'AbortError' },
    ({ people }) => people.pageRank({ signal: AbortSignal.abort() }),
    {
      skip: { errors: 'rejects with the reason of the signal, and its stack is of who aborted' },
    },
  ),
  ...(['inline', 'pool'] as const).flatMap(offload => [
    rejects(`read of no file, ${offload}`, 'IO', ({ lib }) =>
      lib.Graph.read('/no/such/file.txt', { offload }),
    ),
    operation(`read of a malformed file, ${offload}`, {
      class: 'algorithm',
      throws: 'PARSE',
      setup({ lib }) {
        const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-operations-'))
        const file = path.join(folder, 'malformed.csv')
        writeFileSync(file, 'source,target\n0,1\n"1,2\n')
        return { lib, folder, file }
      },
      run: ({ lib, file }) => lib.Graph.read(file, { offload }),
      teardown: ({ folder }) => rmSync(folder, { recursive: true, force: true }),
    }),
  ]),
]

/** All of them. */
export const failures: readonly Operation[] = [
  ...reads,
  ...writes,
  ...changes,
  ...callbacks,
  ...lives,
  ...tasks,
  ...algorithmFailures,
]
