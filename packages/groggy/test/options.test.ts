/**
 * Invariant: an option that does not exist is refused wherever options are taken, by its name and with the
 * names that exist; nothing was done then.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph, type GraphError } from 'groggy'
import { declared, exampleArguments } from './declared.js'
import { fails, rejects } from './support.js'

const g = Graph.fromEdges({ source: [0, 1], target: [1, 2] })

type Take = (options: never) => unknown

const graph = ['directed', 'multi', 'selfLoops', 'key', 'nodes', 'edges']

/** Calls an algorithm by the name of its method. */
const run = (method: string, args: readonly unknown[]): unknown =>
  (g as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[method]?.(...args)

const takers: readonly (readonly [name: string, known: readonly string[], take: Take])[] = [
  ['Graph', graph, options => new Graph(options)],
  [
    'fromEdges',
    [...graph, 'nodeCount', 'onDuplicate'],
    options => Graph.fromEdges({ source: [0], target: [1] }, options),
  ],
  ['addEdge', ['onDuplicate', 'createMissing'], options => g.addEdge(0, 1, {}, options)],
  ['addEdges', ['onDuplicate', 'createMissing'], options => g.addEdges([{ source: 0, target: 1 }], options)],
  ...declared.map(
    algorithm =>
      [
        algorithm.name,
        [...algorithm.options.map(({ name }) => name), 'signal', 'onProgress', 'offload'],
        (options: never) => run(`${algorithm.name}Sync`, [...exampleArguments(algorithm), options]),
      ] as const,
  ),
]

const promisers: readonly (readonly [name: string, take: (options: never) => Promise<unknown>])[] = [
  ['read', options => Graph.read('never-opened.csv', options)],
  ...declared.map(
    algorithm =>
      [
        algorithm.name,
        (options: never) =>
          run(algorithm.name, [...exampleArguments(algorithm), options]) as Promise<unknown>,
      ] as const,
  ),
]

function isUnknown(error: GraphError, operation: string): void {
  assert.equal(error.operation, operation)
  assert.equal(error.details['value'], 'bogus')
  assert.match(error.message, /unknown option "bogus"; expected one of /)
}

describe('options', () => {
  for (const [name, known, take] of takers) {
    it(`${name} refuses an unknown option and lists the known ones`, () => {
      const version = g.version
      const error = fails('INVALID_ARGUMENT', () => take({ bogus: undefined } as never))
      isUnknown(error, name)
      assert.deepEqual([...(error.details['expected'] as string[])].sort(), [...known].sort())
      for (const one of known) assert.ok(error.message.includes(one))
      for (const wrong of [null, 5, 'x', [], new Float64Array(1), () => undefined, Symbol('s')]) {
        const mismatch = fails('TYPE_MISMATCH', () => take(wrong as never))
        assert.equal(mismatch.details['argument'], 'options')
        assert.equal(mismatch.operation, name)
      }
      assert.equal(g.version, version)
      // Each known name may be there without a value, and what is inherited is nobody's name.
      const empty = Object.create({ inherited: 1 }, {}) as object
      take(Object.assign(empty, Object.fromEntries(known.map(one => [one, undefined]))) as never)
    })
  }

  for (const [name, take] of promisers) {
    it(`${name} rejects with an unknown option`, async () => {
      isUnknown(await rejects('INVALID_ARGUMENT', take({ bogus: 1 } as never)), name)
      await rejects('TYPE_MISMATCH', take(null as never))
    })
  }

  it('an option with a wrong letter is refused with the name that was meant', () => {
    const message = (name: string): string =>
      fails('INVALID_ARGUMENT', () => g.pageRankSync({ [name]: 0.9 } as never)).message
    assert.match(message('dampng'), /^pageRank: unknown option "dampng"; .* \(did you mean "damping"\?\)$/)
    for (const near of ['Damping', 'damping_', 'dmaping', 'damp1ng2']) {
      assert.match(message(near), /did you mean "damping"/, near)
    }
    for (const far of ['d', 'dampened', 'bogus', '', 'damping'.repeat(100)]) {
      assert.doesNotMatch(message(far), /did you mean/, far)
    }
  })

  it('an empty text is refused as the name of a key', () => {
    assert.equal(fails('INVALID_ARGUMENT', () => new Graph({ key: '' })).details['argument'], 'key')
  })

  it('fromEdges() refuses a nodeCount that is not a count', () => {
    for (const [code, wrong] of [
      ['TYPE_MISMATCH', '3'],
      ['INVALID_ARGUMENT', -1],
      ['INVALID_ARGUMENT', Number.NaN],
    ] as const) {
      const error = fails(code, () => Graph.fromEdges([], { nodeCount: wrong as number }))
      assert.equal(error.details['argument'], 'nodeCount')
      assert.match(error.message, /for nodeCount, got .*; use a whole number from 0$/)
    }
  })
})
