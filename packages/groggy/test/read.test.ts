/**
 * Invariant: a file becomes the graph that it says, off the event loop; a file that cannot be read, or whose
 * text is wrong, becomes an error that says where, and nothing is left behind.
 */

import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Graph, runtime } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects, turn } from './support.js'

const file = textFiles()

describe('reading', () => {
  it('read() takes named columns, keys and weights of a CSV', async () => {
    const csv = file('roads.csv', 'from,to,km\r\nRome,Pisa,354.5\r\n"Pisa",Siena,\r\n')
    using g = await Graph.read(csv, { source: 'from', target: 'to', key: 'town', directed: false })
    assert.equal(g.directed, false)
    assert.equal(g.nodeCount, 3)
    assert.deepEqual(g.nodes.schema, { town: 'utf8' })
    assert.equal(g.edges.get(g.edgesBetween(g.nodeByKey('Rome'), g.nodeByKey('Pisa'))[0] ?? -1, 'km'), 354.5)
    assert.equal(g.edges.column('km').nullCount, 1)
    g.addEdge('Siena', 'Rome', { km: 230 })
    assert.deepEqual(g.validate(), [])
  })

  it('read() takes labels of an edge list, plain and gzipped, by path and by URL', async () => {
    const text = '# comment\n0 1\n1 2\n2 0'
    for (const where of [
      file('edges.txt', text),
      file('edges.txt.gz', gzipSync(text)),
      pathToFileURL(file('url.txt', text)),
    ]) {
      using g = await Graph.read(where)
      assert.deepEqual([g.nodeCount, g.edgeCount], [3, 3])
      assert.deepEqual([...g.outNeighbors(g.nodeByKey(2n))], [g.nodeByKey(0n)])
    }
  })

  it('read() says what is wrong and where', async () => {
    const bad = file('bad.csv', 'source,target\n0,1\n2,x\n')
    const error = await rejects('PARSE', Graph.read(bad, { ids: 'index' }))
    assert.equal(error.details['path'], bad)
    assert.equal(error.details['line'], 3)
    assert.match(error.stack ?? '', /read\.test/)
    const io = await rejects('IO', Graph.read(file('nothing.csv', undefined)))
    assert.equal(io.details['systemCode'], 'ENOENT')
    assert.ok(io.cause instanceof Error)
    await rejects('IO', Graph.read(path.dirname(bad)))
    await rejects('TYPE_MISMATCH', Graph.read(5 as never))
    await rejects('TYPE_MISMATCH', Graph.read(bad, { source: {} as never }))
    await rejects('INVALID_ARGUMENT', Graph.read(bad, { source: -1 }))
    await rejects('INVALID_ARGUMENT', Graph.read(bad, { format: 'word' as never }))
    await rejects('INVALID_ARGUMENT', Graph.read(new URL('https://example.org/x.csv')))
  })

  it('read() reports progress, and leaves no graph when it is cancelled', async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `${i} ${(i * 7) % 300_000}`)
    const large = file('large.txt', lines.join('\n'))
    const fractions: number[] = []
    using g = await Graph.read(large, { onProgress: fraction => fractions.push(fraction) })
    assert.equal(g.edgeCount, 300_000)
    assert.equal(fractions.at(-1), 1)
    g.close()
    await turn()
    const before = runtime.memory().liveBytes
    for (const wait of [0, 1, 5, 20]) {
      const reason = new Error('enough')
      const controller = new AbortController()
      const reading = Graph.read(large, { signal: controller.signal })
      setTimeout(() => controller.abort(reason), wait)
      const outcome = await reading.then(
        graph => graph.close(),
        (error: unknown) => error,
      )
      assert.ok(outcome === undefined || outcome === reason)
    }
    // For ten minutes: what is not back by then never comes.
    for (let i = 0; i < 60_000 && runtime.memory().liveBytes > before + 1000; i++) {
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    assert.ok(runtime.memory().liveBytes <= before + 1000)
  })
})
