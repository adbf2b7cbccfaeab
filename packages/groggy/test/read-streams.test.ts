/**
 * Invariant: text reads the same from a path, from bytes and from a stream however it is cut; a stream that fails, never
 * ends or is given up is let go, and leaves nothing behind.
 */

import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Graph, type Sniffed, type TextSource } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects } from './support.js'

const file = textFiles()
const text = 'source,target,note\nä,b,"x 🦊 y"\nb,c,\n'

/** A stream of chunks, and how it ended. */
class Chunks {
  ended = ''
  readonly #chunks: readonly unknown[]

  constructor(...chunks: readonly unknown[]) {
    this.#chunks = chunks
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    this.ended = 'given up'
    for (const chunk of this.#chunks) {
      if (chunk instanceof Error) throw chunk
      yield chunk as Uint8Array
    }
    this.ended = 'read'
  }
}

async function read(source: TextSource): Promise<readonly unknown[]> {
  using g = await Graph.read(source)
  assert.deepEqual(g.validate(), [])
  return [[...g.nodes].map(node => g.keyOf(node)), g.edges.column('note').toArray()]
}

describe('a text', () => {
  const expected = [
    ['ä', 'b', 'c'],
    ['x 🦊 y', undefined],
  ]
  const bytes = Buffer.from(text)
  const sources: Readonly<Record<string, () => TextSource>> = {
    'a path': () => file('a.csv', text),
    bytes: () => new Uint8Array(bytes),
    'a Buffer': () => bytes,
    'an ArrayBuffer': () => new Uint8Array(bytes).buffer,
    'gzipped bytes': () => gzipSync(text),
    'chunks of one byte': () => new Chunks(...[...bytes].map(byte => Uint8Array.of(byte))),
    'strings, cut within a character': () => new Chunks(...text.split('')),
    'buffers of memory': () => new Chunks(new Uint8Array(bytes).buffer),
    'a ReadableStream': () => new Blob([text]).stream(),
    'a stream of Node': () => createReadStream(file('b.csv', text), { highWaterMark: 5 }),
    'a stream of Node with an encoding': () => Readable.from([text.slice(0, 9), text.slice(9)]),
    'a gzipped stream': () => new Blob([gzipSync(text)]).stream(),
  }
  for (const [what, source] of Object.entries(sources)) {
    it(`reads from ${what}`, async () => {
      assert.deepEqual(await read(source()), expected)
    })
  }

  it('has a name in errors, whose extension counts', async () => {
    const wrong = 'source,target\na,b\nb\n'
    for (const source of [Buffer.from(wrong), new Chunks(wrong)]) {
      const { details, message } = await rejects('PARSE', Graph.read(source, { name: 'upload.csv' }))
      assert.deepEqual([details['path'], details['line']], ['upload.csv', 3])
      assert.match(message, /^read: upload\.csv:3:1: /)
    }
    const named = await Graph.sniff(Buffer.from('a b\tc\n'), { name: 'x.tsv', header: false })
    assert.deepEqual([named?.delimiter, named?.reasons['delimiter']], ['\t', 'the extension says so'])
  })

  it('is copied at the call', async () => {
    const given = Buffer.from('1 2\n')
    const reading = Graph.read(given)
    given.fill(0x39)
    using g = await reading
    assert.equal(g.keyOf(0), 1n)
  })
})

describe('a stream', () => {
  it('that fails rejects with its own error', async () => {
    const mine = new Error('mine')
    await assert.rejects(Graph.read(new Chunks('1 2\n', mine)), error => error === mine)
  })

  it('of anything else is refused, at the line of the caller', async () => {
    const chunks = new Chunks('1 2\n', 5)
    const error = await rejects('TYPE_MISMATCH', Graph.read(chunks))
    assert.match(error.stack ?? '', /read-streams\.test/)
    assert.equal(chunks.ended, 'given up')
  })

  it('that is longer than allowed is given up', async () => {
    const chunks = new Chunks('1 2\n', new Uint8Array(10_000).fill(10), '3 4\n', new Error('too far'))
    const { details } = await rejects('LIMIT_EXCEEDED', Graph.read(chunks, { maxTextBytes: 100 }))
    assert.equal(details['limit'], 100)
    assert.equal(chunks.ended, 'given up')
  })

  it('that is silent can be given up', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) })
    const reading = Graph.read(silent, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 5)
    await assert.rejects(reading, error => error === reason)
    await assert.rejects(
      Graph.read(new Chunks('1 2\n'), { signal: AbortSignal.abort(reason) }),
      error => error === reason,
    )
  })

  it('is not begun when an option is wrong', async () => {
    const chunks = new Chunks('1 2\n')
    await rejects('INVALID_ARGUMENT', Graph.read(chunks, { delimiter: '::' }))
    assert.equal(chunks.ended, '')
  })
})

describe('what is assumed', () => {
  it('is told before the graph is there', async () => {
    const told: Sniffed[] = []
    using g = await Graph.read(file('c.csv', text), { onSniff: sniffed => told.push(sniffed) })
    assert.equal(g.edgeCount, 2)
    const { reasons, ...sniffed } = told[0] ?? assert.fail('nothing was told')
    assert.deepEqual(sniffed, {
      format: 'csv',
      delimiter: ',',
      quoting: true,
      comments: 0,
      header: true,
      source: { name: 'source', field: 0 },
      target: { name: 'target', field: 1 },
      labels: 'utf8',
      columns: [{ name: 'note', field: 2, type: 'utf8' }],
      sampled: 2,
    })
    assert.deepEqual(Object.keys(reasons), ['delimiter', 'ends', 'header', 'labels'])
  })

  it('is the same when only the beginning is looked at', async () => {
    const told: (Sniffed | undefined)[] = []
    const where = file('d.txt', '# note\nx y 1 2019-03-31\ny z 2 2019-04-01\n')
    using _ = await Graph.read(where, { onSniff: sniffed => told.push(sniffed) })
    assert.deepEqual(told[0], await Graph.sniff(where))
    assert.deepEqual(
      told[0]?.columns.map(({ type }) => type),
      ['float64', 'timestamp'],
    )
    assert.equal(await Graph.sniff(file('e.txt', '# nothing\n')), undefined)
  })

  it('what is told throws: the graph is closed, and the error passes', async () => {
    const mine = new Error('mine')
    const onSniff = (): never => {
      throw mine
    }
    await assert.rejects(Graph.read(file('f.el', '1 2\n'), { onSniff }), error => error === mine)
  })
})
