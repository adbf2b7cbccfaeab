/**
 * Protects: every algorithm answers as NetworkX does (`conformance/algorithms/*.json`), blocking and not, on the
 * graph and on a snapshot of it.
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Graph, GraphError, type Snapshot } from 'groggy'

interface GraphData {
  name: string
  directed: boolean
  nodeCount: number
  source: number[]
  target: number[]
  weight: number[]
  removedNodes: number[]
  removedEdges: number[]
}
/** Numbers that JSON lacks are the texts "NaN" and "Infinity"; null is the lack of a result. */
type Expected = number | string | boolean | null | Expected[] | { [field: string]: Expected }
interface Case {
  graph: string
  arguments: unknown[]
  options: object
  expected?: Expected
  error?: { code: string; details?: { [name: string]: Expected } }
}
interface Algorithm {
  algorithm: string
  tolerance: number
  cases: Case[]
}

const folder = new URL('../../../conformance/', import.meta.url)
function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T
}
const { graphs } = read<{ graphs: GraphData[] }>('graphs.json')
const files = readdirSync(new URL('algorithms/', folder)).filter(name => name.endsWith('.json'))
const algorithms = files.map(name => read<Algorithm>(`algorithms/${name}`))

function build({
  source,
  target,
  weight,
  directed,
  nodeCount,
  removedEdges,
  removedNodes,
}: GraphData): Graph {
  const graph = Graph.fromEdges(
    { source, target, weight: Float64Array.from(weight) },
    { directed, nodeCount },
  )
  graph.removeEdges(removedEdges)
  graph.removeNodes(removedNodes)
  return graph
}

/** Asserts that what was found is what is expected; fields that the data does not name are not looked at. */
function matches(found: unknown, expected: Expected, tolerance: number, where: string): void {
  if (Array.isArray(expected)) {
    const items = found as ArrayLike<unknown>
    assert.equal(items.length, expected.length, `${where}.length`)
    expected.forEach((item, index) => {
      matches(items[index], item, tolerance, `${where}[${index}]`)
    })
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [field, value] of Object.entries(expected)) {
      matches((found as { [field: string]: unknown })[field], value, tolerance, `${where}.${field}`)
    }
  } else if (typeof expected === 'number' && typeof found === 'number') {
    assert.ok(Math.abs(found - expected) <= tolerance, `${where} is ${found}, not ${expected}`)
  } else {
    assert.equal(typeof found === 'number' ? String(found) : (found ?? null), expected, where)
  }
}

async function check(
  graph: Graph | Snapshot,
  { algorithm, tolerance }: Algorithm,
  example: Case,
): Promise<void> {
  const options = Object.entries(example.options).map(([name, value]) => [
    name,
    Array.isArray(value) ? Float64Array.from(value) : value,
  ])
  const input = [...example.arguments, Object.fromEntries(options)]
  const where = `${algorithm}(${JSON.stringify([...example.arguments, example.options]).slice(1, -1)})`
  for (const name of [algorithm, `${algorithm}Sync`]) {
    const method = Reflect.get(graph, name) as (...input: unknown[]) => unknown
    try {
      const found = await method.apply(graph, input)
      assert.ok(example.expected !== undefined, `${where} succeeded`)
      matches(found, example.expected, tolerance, where)
    } catch (error) {
      if (!(error instanceof GraphError) || !example.error) throw error
      const { code, details } = error
      matches({ code, details }, example.error, 0, where)
    }
  }
}

assert.ok(graphs.length > 0 && algorithms.length > 0, 'the data is there')
for (const data of graphs) {
  test(data.name, async () => {
    const cases = algorithms.flatMap(file =>
      file.cases.filter(({ graph }) => graph === data.name).map(example => ({ file, example })),
    )
    assert.ok(cases.length >= algorithms.length)
    using graph = build(data)
    for (const { file, example } of cases) await check(graph, file, example)
    using snapshot = graph.snapshot()
    graph.removeNodes([...graph.nodes])
    for (const { file, example } of cases) await check(snapshot, file, example)
  })
}
