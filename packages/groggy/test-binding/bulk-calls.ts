/** Bulk calls whose input is watched: see `hostile-input.test.ts`. */

import type { Graph } from 'groggy'
import type { Tripwire } from './tripwire.js'

/** Arrays over buffers that can be taken away or shrunk while a call reads them. */
export interface Buffers {
  readonly numbers: Float64Array
  readonly ids: Uint32Array
}

/** A call, the nodes and edges that it adds, and how its input is made. */
export interface BulkCall {
  readonly name: string
  call(graph: Graph, wire: Tripwire, buffers: Buffers): unknown
}

const row = (wire: Tripwire, values: object) => wire.watch(values)

export const bulkCalls: readonly BulkCall[] = [
  {
    name: 'addNodes, rows',
    call: (graph, wire) =>
      graph.addNodes(wire.rows([row(wire, { x: 7, name: 'n' }), row(wire, { x: 8, name: 'm' })])),
  },
  {
    name: 'addNodes, columns',
    call: (graph, wire, { numbers }) =>
      graph.addNodes(
        wire.watch({ x: numbers, name: wire.rows(['n', 'm', 'o']), more: wire.rows([1, 2, 3]) }),
      ),
  },
  {
    name: 'addEdges, rows',
    call: (graph, wire) =>
      graph.addEdges(
        wire.rows([
          row(wire, { source: 0, target: 2, weight: 3 }),
          row(wire, { source: 2, target: 1, weight: 4 }),
        ]) as { source: number; target: number; weight: number }[],
      ),
  },
  {
    name: 'addEdges, columns',
    call: (graph, wire, { ids, numbers }) =>
      graph.addEdges(wire.watch({ source: ids, target: wire.rows([2, 1, 0]), weight: numbers })),
  },
  {
    name: 'addEdges, columns and options',
    call: (graph, wire, { ids }) =>
      graph.addEdges(
        wire.watch({ source: wire.rows([2, 1, 0]), target: ids }),
        wire.watch({ onDuplicate: 'skip' as const }),
      ),
  },
  {
    name: 'setColumn',
    call: (graph, wire) => graph.nodes.setColumn('x', wire.rows([9, 8, 7])),
  },
  {
    name: 'setValues',
    call: (graph, wire, { numbers }) => graph.nodes.setValues('x', wire.rows([0, 1, 2]), numbers),
  },
  {
    name: 'setValues of text',
    call: (graph, wire, { ids }) => graph.nodes.setValues('name', ids, wire.rows(['p', 'q', 'r'])),
  },
  {
    name: 'assign',
    call: (graph, wire) => graph.nodes.assign(1, wire.watch({ x: 5, name: 'z' })),
  },
  {
    name: 'removeNodes',
    call: (graph, wire) => graph.removeNodes(wire.rows([0, 2])),
  },
  {
    name: 'removeEdges',
    call: (graph, wire) => graph.removeEdges(wire.rows([1, 0])),
  },
]
