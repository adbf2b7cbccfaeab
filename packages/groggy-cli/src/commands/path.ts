/** `groggy path FILE A B`: a shortest path between two nodes. */

import type { Graph, Path } from 'groggy'
import { readInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import type { NodeNames } from '../node-names.js'
import { print, printJson, table } from '../output.js'
import { placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { milliseconds, plural } from '../quantities.js'

/** Options of the command. */
export interface PathOptions extends InputOptions {
  readonly weight?: string
}

/** Runs the command. */
export async function path(
  file: string,
  a: string,
  b: string,
  options: PathOptions,
  signal: AbortSignal,
): Promise<void> {
  const { graph: opened, names } = await readInput(file, options, signal)
  using graph = opened
  const source = names.find(a)
  const target = names.find(b)
  const { weight } = options
  const found = await withProgress('finding a path', onProgress =>
    placed('shortestPath', () => graph.shortestPath(source, target, { weight, signal, onProgress })),
  )
  const { result, ms, place } = found
  if (options.json === true) {
    printJson({
      file,
      source: names.named(source),
      target: names.named(target),
      weight: weight ?? null,
      ms,
      place,
      path: result === undefined ? null : pathFacts(graph, result, names, weight),
    })
    return
  }
  if (result === undefined) {
    print(`no path leads from ${names.of(source)} to ${names.of(target)}`)
    if (graph.directed)
      print('edges were followed in their direction only; --undirected follows them both ways')
  } else {
    printPath(graph, result, names, weight)
  }
  print()
  print(`searched in ${milliseconds(ms)} ${where(found)}`)
}

function printPath(graph: Graph, path: Path, names: NodeNames, weight: string | undefined): void {
  const facts = pathFacts(graph, path, names, weight)
  const rows = facts.nodes.map(({ name }, step) => {
    const edge = facts.edges[step - 1]
    return [String(step), name, edge === undefined ? '' : String(edge.length)]
  })
  print(table(['step', 'node', 'length'], rows, ['right', 'left', 'right']))
  print()
  print(`${plural(path.edges.length, 'edge')}, length ${path.distance}`)
}

function pathFacts(graph: Graph, path: Path, names: NodeNames, weight: string | undefined) {
  const lengths = weight === undefined ? undefined : graph.edges.column(weight)
  return {
    distance: path.distance,
    nodes: Array.from(path.nodes, id => names.named(id)),
    edges: Array.from(path.edges, id => ({
      id,
      source: graph.source(id),
      target: graph.target(id),
      length: lengths === undefined ? 1 : Number(lengths.get(id)),
    })),
  }
}
