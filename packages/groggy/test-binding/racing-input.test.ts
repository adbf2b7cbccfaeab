/**
 * Invariant: whatever threads of the host write into an array while a bulk call reads it, the call ends with a result
 * or with a typed error, and the graph is sound: what was checked is what was used.
 *
 * JavaScript stands still during a call, libuv does not: `fs.read` into a plain array goes on. Here it flips the end of
 * the array between two contents, each of which the call could take for itself, ten thousand times a second.
 */

import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, read, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { Graph, GraphError } from 'groggy'
import { HANGS_MS } from './soon.js'

/** Bytes at the end of an array that are written: so many that a write takes longer than to ask for it. */
const FLIPPED_BYTES = 256 << 10
/** Writes under way when a call begins: they take longer than it does. */
const FLIPS = 1000
/** Each call is repeated so often at least, and until both contents were met. */
const REPEATS = 40

type Elements = Uint32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>

const folder = mkdtempSync(path.join(tmpdir(), 'groggy-racing-'))
after(() => rmSync(folder, { recursive: true }))

interface Row {
  readonly name: string
  readonly make: () => Graph
  /** What the array holds before the race, and what its end is written to in turn with that. */
  readonly elements: Elements
  readonly others: Elements
  /** Reads the array; says which content of its end it met. */
  readonly call: (graph: Graph, elements: Elements) => 'elements' | 'others'
}

function withNodes(count: number): Graph {
  const graph = new Graph() as Graph
  graph.addNodes(count)
  return graph
}

/** What a call meets whose array is good at first, and at its end holds ids of no node in between. */
function unlessRefused(call: () => void): 'elements' | 'others' {
  try {
    call()
    return 'elements'
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== 'NODE_NOT_FOUND') throw error
    return 'others'
  }
}

/** How many there are decides how long a call takes: some milliseconds. */
const IDS = 500_000
const KEYS = 60_000
const ids = Uint32Array.from({ length: IDS }, (_, row) => row)
const noIds = new Uint32Array(FLIPPED_BYTES / 4).fill(0xfff0_0000)
const zeros = new Uint32Array(IDS)
const numbers = new Float64Array(IDS)
const keys = BigInt64Array.from({ length: KEYS }, (_, row) => BigInt(row))
const otherKeys = BigInt64Array.from({ length: FLIPPED_BYTES / 8 }, (_, row) => BigInt(-1 - row))

const rows: readonly Row[] = [
  {
    name: 'addEdges',
    make: () => withNodes(IDS),
    elements: ids,
    others: noIds,
    call: (graph, source) =>
      unlessRefused(() => graph.addEdges({ source: source as Uint32Array, target: zeros })),
  },
  {
    name: 'addNodes, int64 keys',
    make: () => new Graph({ key: 'key', nodes: { key: 'int64' } }) as unknown as Graph,
    elements: keys,
    others: otherKeys,
    call(graph, key) {
      graph.addNodes({ key: key as BigInt64Array })
      return graph.keyOf(KEYS - 1) === otherKeys.at(-1) ? 'others' : 'elements'
    },
  },
  {
    name: 'nodes.setValues',
    make() {
      const graph = withNodes(IDS)
      graph.nodes.define('x', 'float64')
      return graph
    },
    elements: ids,
    others: noIds,
    call: (graph, rows) => unlessRefused(() => graph.nodes.setValues('x', rows as Uint32Array, numbers)),
  },
  {
    name: 'removeNodes',
    make: () => withNodes(IDS),
    elements: ids,
    others: noIds,
    call: (graph, rows) => unlessRefused(() => graph.removeNodes(rows as Uint32Array)),
  },
]

/** Begins to write the end of `array`, again and again; when this is settled, nothing writes it any more. */
function flip(file: number, array: Elements): Promise<unknown> {
  const end = new Uint8Array(array.buffer, array.byteLength - FLIPPED_BYTES)
  const once = (position: number) =>
    new Promise<void>((resolve, reject) => {
      read(file, end, 0, FLIPPED_BYTES, position, error => (error === null ? resolve() : reject(error)))
    })
  // What comes last must not decide what a call meets that takes longer than all of them.
  const last = Math.random() < 0.5 ? 0 : 1
  return Promise.all(Array.from({ length: FLIPS }, (_, turn) => once(((turn + last) % 2) * FLIPPED_BYTES)))
}

for (const { name, make, elements, others, call } of rows) {
  test(`${name} uses just the values that it checked while another thread writes its array`, async () => {
    const contents = path.join(folder, name)
    writeFileSync(contents, Buffer.concat([bytesOf(others), bytesOf(elements).subarray(-FLIPPED_BYTES)]))
    const file = openSync(contents, 'r')
    const array = elements.slice() as Elements
    const met = new Set<string>()
    const hangs = performance.now() + HANGS_MS
    for (let repeat = 0; repeat < REPEATS || met.size < 2; repeat++) {
      assert.ok(performance.now() < hangs, `nothing raced in ${repeat} calls: all met ${[...met]}`)
      using graph = make()
      array.set(elements as never)
      const flipped = flip(file, array)
      try {
        met.add(call(graph, array))
      } finally {
        await flipped
      }
      const [violation] = graph.validate()
      assert.equal(violation, undefined, `what was checked is not what was used: ${violation}`)
    }
    closeSync(file)
  })
}

function bytesOf(elements: Elements): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength)
}
