/** A worker that is always in the middle of something: attaching, a blocking call, or tasks on the pool. */

import { parentPort, workerData } from 'node:worker_threads'
import { Graph, Snapshot } from 'groggy'

const { token, what } = workerData as { token: string; what: 'attach' | 'call' | 'task' }
parentPort?.postMessage('begun')
/** Long after the test has given up, but not for ever: a process that cannot cancel must still end. */
const endless = { tolerance: 0, maxIterations: 30_000, offload: 'pool' } as const
if (what === 'task') {
  const snapshot = Snapshot.attach(token)
  const own = new Graph()
  own.addNodes(1000)
  snapshot.pageRank({ ...endless, onProgress: () => undefined })
  own.pageRank(endless)
  snapshot.bfs(0, { offload: 'pool' })
}
for (;;) {
  if (what === 'attach') {
    const snapshot = Snapshot.attach(token)
    snapshot.neighbors(0)
    if (snapshot.nodeCount % 2 === 0) snapshot.close()
  } else if (what === 'call') {
    const snapshot = Snapshot.attach(token)
    snapshot.pageRankSync({ tolerance: 0, maxIterations: 3 })
    snapshot.toGraph().addNodes(100)
  }
  await new Promise(resolve => setImmediate(resolve))
}
