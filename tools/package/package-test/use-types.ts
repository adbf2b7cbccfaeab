// Type-checked against the installed package with strict settings and without skipLibCheck.
import { type Column, Graph, GraphError, type Snapshot } from 'groggy'

using graph = new Graph({ nodes: { age: 'float64', name: 'utf8' } })
const ids: Uint32Array = graph.addNodes([{ name: 'Alice', age: 25 }])
const first = ids[0] ?? 0
const age: number | undefined = graph.nodes.get(first, 'age')
const name: string | undefined = graph.nodes.get(first, 'name')
const column: Column<number> = graph.nodes.column('age')
const values: ArrayLike<number> | undefined = column.values
const { scores }: { scores: Float64Array } = await graph.pageRank({ damping: 0.9 })

export function describe(snapshot: Snapshot, error: unknown): string {
  const code = error instanceof GraphError ? error.code : 'none'
  return `${snapshot.nodeCount} ${code} ${age} ${name} ${values?.length} ${scores.length}`
}
