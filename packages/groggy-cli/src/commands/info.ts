/** `groggy info FILE`: what is in the file, and what it takes in memory. */

import type { Graph } from 'groggy'
import { type Input, readInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { print, printJson, table } from '../output.js'
import { where } from '../placement.js'
import { bytes, count, milliseconds, plural } from '../quantities.js'

/** Options of the command. */
export interface InfoOptions extends InputOptions {}

/** A column as it is told. */
interface ColumnInfo {
  readonly name: string
  readonly type: string
  /** Nodes or edges without a value. */
  readonly missing: number
}

/** Degrees over all nodes. */
interface DegreeInfo {
  readonly smallest: number
  readonly mean: number
  readonly largest: number
  /** Nodes without any edge. */
  readonly isolated: number
}

/** Runs the command. */
export async function info(file: string, options: InfoOptions, signal: AbortSignal): Promise<void> {
  const input = await readInput(file, options, signal)
  using graph = input.graph
  const facts = {
    file,
    directed: graph.directed,
    nodes: graph.nodeCount,
    edges: graph.edgeCount,
    keyed: input.names.keyed,
    degree: degrees(graph),
    selfLoops: selfLoops(graph),
    columns: { nodes: columns(graph.nodes), edges: columns(graph.edges) },
    nativeBytes: input.nativeBytes,
    bytesPerEdge: graph.edgeCount === 0 ? null : input.nativeBytes / graph.edgeCount,
    read: { ms: input.read.ms, place: input.read.place },
  }
  if (options.json === true) printJson(facts)
  else printFacts(facts, input)
}

function printFacts(
  facts: { readonly degree: DegreeInfo; readonly selfLoops: number } & Facts,
  input: Input,
): void {
  const { graph } = input
  const kind = graph.directed ? 'directed' : 'undirected'
  print(`${input.file}: ${kind}, ${plural(graph.nodeCount, 'node')}, ${plural(graph.edgeCount, 'edge')}`)
  print(`nodes are ${input.names.keyed ? 'named by the text of the file' : 'the numbers of the file'}`)
  const { smallest, mean, largest, isolated } = facts.degree
  print(
    `degree ${count(smallest)} to ${count(largest)}, ${mean.toFixed(2)} on average; ${plural(isolated, 'node')} without edges`,
  )
  print(plural(facts.selfLoops, 'self-loop'))
  const perEdge = facts.bytesPerEdge === null ? '' : `, ${facts.bytesPerEdge.toFixed(1)} an edge`
  print(`${bytes(facts.nativeBytes)} of native memory${perEdge}`)
  print(`read in ${milliseconds(input.read.ms)} ${where(input.read)}`)
  const rows = (['nodes', 'edges'] as const).flatMap(side =>
    facts.columns[side].map(({ name, type, missing }) => [side, name, type, count(missing)]),
  )
  if (rows.length === 0) return
  print()
  print(table(['of', 'column', 'type', 'missing'], rows, ['left', 'left', 'left', 'right']))
}

interface Facts {
  readonly columns: { readonly nodes: readonly ColumnInfo[]; readonly edges: readonly ColumnInfo[] }
  readonly nativeBytes: number
  readonly bytesPerEdge: number | null
}

function columns(side: Graph['nodes'] | Graph['edges']): ColumnInfo[] {
  return Object.entries(side.schema).map(([name, type]) => ({
    name,
    type,
    missing: side.column(name).nullCount,
  }))
}

function degrees(graph: Graph): DegreeInfo {
  let smallest = Number.POSITIVE_INFINITY
  let largest = 0
  let sum = 0
  let isolated = 0
  for (const id of graph.nodes) {
    const degree = graph.degree(id)
    if (degree < smallest) smallest = degree
    if (degree > largest) largest = degree
    if (degree === 0) isolated++
    sum += degree
  }
  const { nodeCount } = graph
  return {
    smallest: nodeCount === 0 ? 0 : smallest,
    mean: nodeCount === 0 ? 0 : sum / nodeCount,
    largest,
    isolated,
  }
}

function selfLoops(graph: Graph): number {
  let found = 0
  for (const edge of graph.edges) {
    if (graph.source(edge) === graph.target(edge)) found++
  }
  return found
}
