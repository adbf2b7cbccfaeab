/** What the examples of the documentation speak of; `ffi-health api` evaluates this again for each of them. */

import { writeFileSync } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import { Graph, GraphError, runtime, Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'

export { Graph, GraphError, monitor, runtime, Snapshot }

/** Three people who know each other. */
export const g = new Graph({
  nodes: { name: 'utf8', age: 'float64' },
  edges: { since: 'float64', distance: 'float64', weight: 'float64' },
})
export const [alice = 0, bob = 1, carol = 2] = g.addNodes([
  { name: 'Alice', age: 25 },
  { name: 'Bob' },
  { name: 'Carol', age: 41 },
])
export const e = g.addEdge(alice, bob, { since: 2019, distance: 3, weight: 1 })
g.addEdge(bob, carol, { since: 2021, distance: 4, weight: 2 })
g.addEdge(carol, alice, { since: 2022, distance: 5, weight: 2 })

/** A graph without a cycle. */
export const dag = Graph.fromEdges({ source: [0, 0, 1], target: [1, 2, 2] })

/** A snapshot, and what another thread is sent of it. */
export const s = g.snapshot()
export const token = s.share()

/** Two ends of a channel, as a thread and its worker have them; a message is on its way. */
const { port1, port2 } = new MessageChannel()

export { port1 as worker, port2 as parentPort }

port1.postMessage(s.share())

/** Whatever is watched. */
export const work = async (): Promise<void> => {
  await g.pageRank()
}

// Examples run in a folder of their own.
writeFileSync('roads.csv', 'from,to,km,opened,lanes\n0,1,12.5,1998-05-01,2\n1,2,30,2004-11-12,4\n')
