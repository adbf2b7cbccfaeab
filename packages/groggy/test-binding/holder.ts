/** A worker that holds the snapshots whose tokens it is sent, until it is ended. */

import { parentPort } from 'node:worker_threads'
import { Snapshot } from 'groggy'

const held: Snapshot[] = []
parentPort?.on('message', (tokens: readonly string[]) => {
  for (const token of tokens) {
    const snapshot = Snapshot.attach(token)
    snapshot.neighbors(0)
    held.push(snapshot)
  }
  parentPort?.postMessage(held.length)
})
