/**
 * Invariant: a worker that is terminated while it attaches, in a blocking call or with tasks on the pool is gone within
 * the bound of cancellation - a chunk of the work that runs - and leaves not one native byte.
 *
 * `ffi-health workers` ends 200 workers among all operations; here each of the three moments is made sure of.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { Graph } from 'groggy'
import { bytesLeft } from './collect.js'
import { randomOf, seed } from './seed.js'

/** Of each of the three kinds: more than 200 in all. Under a sanitizer each takes ten times as long. */
const WORKERS = process.env['GROGGY_SANITIZER'] === undefined ? 70 : 10
/** What a worker may take to be gone, besides what an idle one takes: far less than the endless work it does. */
const BOUND_MS = 2000
const NODES = 20_000

function shared(): Graph {
  const source = Uint32Array.from({ length: 5 * NODES }, (_, i) => i % NODES)
  const target = source.map((node, i) => (node * 7 + i) % NODES)
  return Graph.fromEdges({ source, target }) as Graph
}

for (const [stream, what] of (['attach', 'call', 'task'] as const).entries()) {
  test(`terminated: ${what} (seed ${seed})`, async () => {
    const random = randomOf(stream)
    const graph = shared()
    const snapshot = graph.snapshot()
    for (let i = 0; i < WORKERS; i++) {
      const worker = new Worker(new URL('./busy-worker.js', import.meta.url), {
        workerData: { token: snapshot.share(), what },
      })
      await once(worker, 'message')
      await new Promise(resolve => setTimeout(resolve, random(30)))
      const ended = await Promise.race([
        worker.terminate().then(() => true),
        new Promise<false>(resolve => setTimeout(resolve, BOUND_MS, false)),
      ])
      assert.ok(ended, `worker ${i} was not gone ${BOUND_MS} ms after terminate()`)
    }
    assert.deepEqual(snapshot.refs, { host: 1, native: 0 }, 'workers that are gone still hold the snapshot')
    snapshot.close()
    graph.close()
    assert.equal(await bytesLeft(), 0, 'native bytes are left by workers that were terminated')
  })
}
