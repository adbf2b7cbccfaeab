/** A worker that is always in the middle of something: attaching, a blocking call, or tasks on the pool. */

import { parentPort, workerData } from 'node:worker_threads'
import { Graph, Snapshot } from 'groggy'

/** What a worker is busy with. */
export type Busy = 'attach' | 'call' | 'inline' | 'task'

const { token, what } = workerData as { token: string; what: Busy }
/** Long after the test has given up, but not for ever: a process that cannot cancel tasks must still end. */
const long = { tolerance: 0, maxIterations: 30_000, offload: 'pool' } as const
const endless = { tolerance: 0, maxIterations: 2 ** 32 - 1 } as const

const snapshot = Snapshot.attach(token)
parentPort?.postMessage('begun')
if (what === 'call') {
  snapshot.toGraph().pageRankSync(endless)
} else if (what === 'inline') {
  snapshot.pageRank({ ...endless, offload: 'inline' })
} else if (what === 'task') {
  const own = new Graph()
  own.addNodes(1000)
  snapshot.pageRank({ ...long, onProgress: () => undefined })
  own.pageRank(long)
  snapshot.bfs(0, { offload: 'pool' })
}
for (;;) {
  if (what === 'attach') {
    const again = Snapshot.attach(token)
    again.neighbors(0)
    if (again.nodeCount % 2 === 0) again.close()
  }
  await new Promise(resolve => setImmediate(resolve))
}
