// Uses the installed package as a stranger would; any surprise ends the process with an error.
import assert from 'node:assert/strict'
import { Graph, NodeNotFoundError, Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'

const graph = new Graph({ directed: true })
const [alice, bob] = graph.addNodes([
  { name: 'Alice', age: 25 },
  { name: 'Bob', age: 30 },
])
const edge = graph.addEdge(alice, bob, { since: 2019 })
assert.equal(graph.nodeCount, 2)
assert.equal(graph.nodes.get(bob, 'name'), 'Bob')
assert.equal(graph.edges.get(edge, 'since'), 2019)
assert.deepEqual([...graph.neighbors(alice)], [bob])
assert.throws(() => graph.degree(7), NodeNotFoundError)

const { scores, converged } = await graph.pageRank()
assert.equal(converged, true)
assert.ok(Math.abs(scores[alice] + scores[bob] - 1) < 1e-9)

const snapshot = graph.snapshot()
assert.ok(snapshot instanceof Snapshot)
graph.close()
assert.equal(graph.closed, true)
assert.equal(snapshot.edgeCount, 1)
snapshot.close()
assert.equal(typeof monitor.start, 'function')
