/** `groggy components FILE`: connected components. */

import type { Components } from 'groggy'
import { highest } from '../highest.js'
import { readInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { print, printJson, table } from '../output.js'
import { placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { count, milliseconds, plural, share } from '../quantities.js'

/** Options of the command. */
export interface ComponentsOptions extends InputOptions {
  readonly top: number
}

/** Runs the command. */
export async function components(
  file: string,
  options: ComponentsOptions,
  signal: AbortSignal,
): Promise<void> {
  const { graph: opened, names } = await readInput(file, options, signal)
  using graph = opened
  const found = await withProgress('finding components', onProgress =>
    placed('connectedComponents', () => graph.connectedComponents({ signal, onProgress })),
  )
  const { result, ms, place } = found
  const nodes = graph.nodeCount
  const top = largestComponents(result, options.top).map(({ label, size, first }) => ({
    label,
    size,
    share: size / nodes,
    first: names.named(first),
  }))
  if (options.json === true) {
    printJson({ file, nodes, edges: graph.edgeCount, count: result.count, ms, place, top })
    return
  }
  print(
    table(
      ['nodes', 'share', 'with node'],
      top.map(({ size, first }) => [count(size), share(size, nodes), first.name]),
      ['right', 'right', 'left'],
    ),
  )
  print()
  print(`${plural(result.count, 'component')} found in ${milliseconds(ms)} ${where(found)}`)
}

/** A component, and the smallest id in it. */
export interface ComponentSummary {
  readonly label: number
  readonly size: number
  readonly first: number
}

/** The largest components, the largest first. */
export function largestComponents({ labels, sizes }: Components, most: number): ComponentSummary[] {
  const chosen = highest(sizes, most)
  const firsts = new Map<number, number>()
  for (let id = 0; id < labels.length && firsts.size < sizes.length; id++) {
    const label = labels[id] ?? 0
    if (!firsts.has(label)) firsts.set(label, id)
  }
  return chosen.map(label => ({ label, size: sizes[label] ?? 0, first: firsts.get(label) ?? 0 }))
}
