/** The tour of a user's own file. */

import { type Input, readInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { heading, print } from '../output.js'
import { placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { milliseconds, plural } from '../quantities.js'
import { tourBridge } from './bridge.js'
import { nativeBytesByOwner, printMemory, tourComponents, tourRank } from './sections.js'

/** Goes through a file, with the path from node `a` to node `b`: by default between nodes that are far apart. */
export async function fileTour(
  file: string,
  options: InputOptions,
  ends: readonly [a: string, b: string] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const before = nativeBytesByOwner()
  const input = await readInput(file, options, signal)
  using graph = input.graph
  heading(file)
  print(
    `${plural(graph.nodeCount, 'node')}, ${plural(graph.edgeCount, graph.directed ? 'directed edge' : 'undirected edge')}`,
  )
  print(`loaded in ${milliseconds(input.read.ms)} ${where(input.read)}`)
  const given = ends?.map(name => input.names.find(name))
  const nodes = { head: ['node'], cells: (id: number) => [input.names.of(id)] }
  await tourComponents(graph, nodes, signal)
  const { ranked, delay, top } = await tourRank(graph, nodes, signal)
  heading('What it takes')
  printMemory(graph, before)
  const [source, target] = given ?? (await farApart(input, top[0], signal))
  if (source !== undefined && target !== undefined) await printPath(input, source, target, signal)
  await tourBridge(ranked, delay, signal)
}

/** The node of the highest rank, and one of those that are farthest from it. */
async function farApart(
  { graph }: Input,
  highest: number | undefined,
  signal: AbortSignal,
): Promise<readonly (number | undefined)[]> {
  if (highest === undefined) return []
  const { depth } = await graph.bfs(highest, { direction: 'in', signal })
  let farthest = highest
  for (let id = 0; id < depth.length; id++) {
    if ((depth[id] ?? -1) > (depth[farthest] ?? -1)) farthest = id
  }
  return [farthest, highest]
}

async function printPath({ graph, names }: Input, source: number, target: number, signal: AbortSignal) {
  heading(`From ${names.of(source)} to ${names.of(target)}`)
  const found = await withProgress('finding a path', onProgress =>
    placed('shortestPath', () => graph.shortestPath(source, target, { signal, onProgress })),
  )
  const took = `searched in ${milliseconds(found.ms)} ${where(found)}`
  if (found.result === undefined) {
    print(`no path leads there (${took})`)
    if (graph.directed)
      print('edges were followed in their direction only; --undirected follows them both ways')
    return
  }
  const { nodes, edges } = found.result
  print(`${plural(edges.length, 'edge')} (${took}):`)
  print()
  for (const [index, edge] of edges.entries()) {
    const [from = 0, to = 0] = nodes.subarray(index, index + 2)
    const attributes = Object.entries(graph.edges.row(edge))
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name} ${String(value)}`)
    print(
      `  ${names.of(from)} → ${names.of(to)}${attributes.length === 0 ? '' : `  (${attributes.join(', ')})`}`,
    )
  }
}
