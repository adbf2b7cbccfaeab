/**
 * Invariant: what may no longer run is gone within the bound of cancellation - a chunk of the work that runs - and
 * leaves not one native byte: a worker that is terminated while it attaches, in a call that would never return or with
 * tasks on the pool; a process that exits meanwhile; a script of `vm` that is out of time, whose graphs go on.
 *
 * `ffi-health workers` ends 200 workers among all operations; here each of these moments is made sure of.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
import { Graph } from 'groggy'
import type { Busy } from './busy-worker.js'
import { bytesLeft } from './collect.js'
import type { Manner } from './exit-while-busy.js'
import { randomOf, seed } from './seed.js'
import { BOUND_MS, computedMs, computedMsOf, isSoon } from './soon.js'

/** Of each of the four kinds: more than 200 in all. Under a sanitizer each takes ten times as long. */
const WORKERS = process.env['GROGGY_SANITIZER'] === undefined ? 55 : 10
const NODES = 20_000

function shared(): Graph {
  const source = Uint32Array.from({ length: 5 * NODES }, (_, i) => i % NODES)
  const target = source.map((node, i) => (node * 7 + i) % NODES)
  return Graph.fromEdges({ source, target }) as Graph
}

for (const [stream, what] of (['attach', 'call', 'inline', 'task'] satisfies Busy[]).entries()) {
  test(`workers terminated in the middle of: ${what} end in time and free their memory (seed ${seed})`, async () => {
    const random = randomOf(stream)
    const graph = shared()
    const snapshot = graph.snapshot()
    for (let i = 0; i < WORKERS; i++) {
      const worker = new Worker(new URL('./busy-worker.js', import.meta.url), {
        workerData: { token: snapshot.share(), what },
      })
      await once(worker, 'message')
      await new Promise(resolve => setTimeout(resolve, random(30)))
      const ended = await isSoon(worker.terminate())
      assert.ok(ended, `worker ${i} was not gone after terminate() and ${BOUND_MS} ms of work`)
    }
    assert.deepEqual(snapshot.refs, { host: 1, native: 0 }, 'workers that are gone still hold the snapshot')
    snapshot.close()
    graph.close()
    assert.equal(await bytesLeft(), 0, 'native bytes are left by workers that were terminated')
  })
}

/** Each manner with the code or signal that it ends with. */
const manners: Readonly<Record<Manner, number | NodeJS.Signals>> = {
  exit: 7,
  'an uncaught error': 1,
  SIGTERM: 'SIGTERM',
  'nothing left to do': 0,
}
for (const [manner, wanted] of Object.entries(manners)) {
  for (const what of ['call', 'inline', 'task'] satisfies Busy[]) {
    test(`a process ends in time with a worker busy in: ${what}, by ${manner}`, async () => {
      const program = fileURLToPath(new URL('./exit-while-busy.js', import.meta.url))
      const child = spawn(process.execPath, [program, what, manner], { stdio: ['ignore', 'pipe', 'ignore'] })
      await once(child.stdout, 'data')
      const exit = once(child, 'exit')
      if (!(await isSoon(exit, () => computedMsOf(child.pid ?? 0)))) child.kill('SIGKILL')
      const [code, signal] = await exit
      assert.equal(
        signal ?? code,
        wanted,
        `the process was not gone after ${BOUND_MS} ms of work, or not as asked`,
      )
    })
  }
}

for (const what of ['pageRankSync', "pageRank, offload: 'inline'"]) {
  test(`a vm script ends at its timeout in the middle of: ${what}`, async () => {
    const graph = shared()
    const options = { tolerance: 0, maxIterations: 2 ** 32 - 1 }
    const script = {
      pageRankSync: () => graph.pageRankSync(options),
      "pageRank, offload: 'inline'": () => graph.pageRank({ ...options, offload: 'inline' }),
    }[what]
    const before = computedMs()
    assert.throws(() => vm.runInNewContext('script()', { script }, { timeout: 100 }), {
      code: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
    })
    assert.ok(computedMs() - before < 100 + BOUND_MS, `the script was not gone after ${BOUND_MS} ms of work`)
    assert.deepEqual(graph.validate(), [])
    graph.addEdge(0, graph.addNode())
    assert.equal(graph.pageRankSync().scores.length, NODES + 1)
    graph.close()
    assert.equal(await bytesLeft(), 0)
  })
}
