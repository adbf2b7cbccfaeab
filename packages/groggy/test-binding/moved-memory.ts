/**
 * A process in which workers move memory into buffers of their own, post these, and end. Prints what it finds wrong,
 * and ends with code 1 then. Needs `ArrayBuffer.prototype.transfer`.
 */

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { runtime, Snapshot } from 'groggy'
import { bytesLeft } from './collect.js'
import type { Order, Sent } from './owner-worker.js'

const NODES = 100_000
const BYTES = 8 * NODES

function demand(holds: boolean, what: string): void {
  if (holds) return
  process.stderr.write(`${what}\n`)
  // What is wrong may be memory: nothing more is touched.
  process.exit(1)
}

let kept = 0
for (const buffers of ['move', 'move and drop', 'hold', 'drop'] satisfies Order['buffers'][]) {
  const worker = new Worker(new URL('./owner-worker.js', import.meta.url), {
    workerData: { nodes: NODES, buffers } satisfies Order,
  })
  const [{ token, values, scores }] = (await once(worker, 'message')) as [Sent]
  const snapshot = Snapshot.attach(token)
  await worker.terminate()
  const column = snapshot.nodes.column('age')
  demand(column.get(NODES - 1) === 7 && snapshot.hasEdge(9, 10), `${buffers}: a snapshot reads other values`)
  snapshot.close()
  if (values !== undefined && scores !== undefined) {
    kept += 2 * BYTES
    const left = await bytesLeft(kept)
    demand(
      left >= kept,
      `memory was freed that moved buffers read: ${left} of ${kept} bytes live, ${buffers}`,
    )
    demand(
      values.every(value => value === 7),
      `${buffers}: a moved view reads other values than were written`,
    )
    const sum = scores.reduce((sum, score) => sum + score, 0)
    demand(Math.abs(sum - 1) < 1e-9, `${buffers}: a moved result sums up to ${sum}`)
    values.fill(1)
    scores.fill(2)
  }
  // Allocations of columns are whole pages.
  const after = await bytesLeft(kept)
  demand(after - kept < 64 * 1024, `${buffers}: ${after} bytes are left, where ${kept} were moved`)
  kept = after
}
process.stdout.write(`${runtime.memory().liveBytes} bytes are kept\n`)
