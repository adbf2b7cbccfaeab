// Uses the installed package as a stranger would, type-checked with strict settings and without skipLibCheck; any
// surprise ends the process with an error.
import assert from 'node:assert/strict'
import { type Column, Graph, GraphError, NodeNotFoundError, type Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'

const graph = new Graph({ nodes: { age: 'float64', name: 'utf8' } })
const ids: Uint32Array = graph.addNodes([
  { name: 'Alice', age: 25 },
  { name: 'Bob', age: 30 },
])
const [alice = 0, bob = 0] = ids
const edge = graph.addEdge(alice, bob, { since: 2019 })
const name: string | undefined = graph.nodes.get(bob, 'name')
const column: Column<number> = graph.nodes.column('age')
const values: ArrayLike<number> | undefined = column.values
assert.deepEqual([name, values?.[bob], graph.edges.get(edge, 'since')], ['Bob', 30, 2019])
assert.deepEqual([...graph.neighbors(alice)], [bob])
assert.throws(() => graph.degree(7), NodeNotFoundError)

const { scores, converged }: { scores: Float64Array; converged: boolean } = await graph.pageRank({
  damping: 0.9,
})
assert.ok(converged && Math.abs((scores[alice] ?? 0) + (scores[bob] ?? 0) - 1) < 1e-9)

const snapshot: Snapshot = graph.snapshot()
graph.close()
assert.throws(
  () => graph.degree(alice),
  (error: unknown) => error instanceof GraphError && error.code === 'CLOSED',
)
assert.equal(snapshot.edgeCount, 1)
snapshot.close()
assert.equal(typeof monitor.start, 'function')
