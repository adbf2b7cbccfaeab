/**
 * The budgets that the bridge was founded on, the bar that it is held to now, and an operation for each.
 *
 * The table is that of the design: simple queries 50 ns, attributes 100 ns, 1000 items in bulk 1 ms, the
 * set-up of an algorithm 10 µs, less than 1 KB left after 10 000 operations.
 */

import { Graph } from 'groggy'
import { type FilledGraph, filledGraph, NODES, ramp, tinyGraph } from './fixture.js'
import { type Case, MASK } from './timing.js'

/** What kind of operation a budget is for. */
export type BudgetClass = 'query' | 'attribute' | 'bulk' | 'set-up'

/** What the project was founded on, in ns; of a bulk operation for 1000 items. */
export const foundingNs: Readonly<Record<BudgetClass, number>> = {
  query: 50,
  attribute: 100,
  bulk: 1e6,
  'set-up': 10_000,
}

/** Bytes that may be left after 10 000 operations: as founded, and now. */
export const bytesLeftBudget = { founding: 1024, bar: 0 } as const

/** How late the event loop may be while a long algorithm runs: 99th percentile, in ms. */
export const loopDelayBarMs = 10

/** Items of a bulk operation. */
export const ITEMS = 1000

/** An operation with a budget. */
export interface BudgetCase extends Case {
  /** The member of the public surface, as in `Graph.degree`. */
  readonly member: string
  /** What of it, where one member has several cases. */
  readonly variant: string
  readonly budget: BudgetClass
  /** The bar in ns; of a bulk operation for 1000 items. */
  readonly barNs: number
  /** How often a call crosses into native code. */
  readonly crossings: number
}

type Loop = (count: number) => number | Promise<number>

/** Opens a {@link filledGraph} and makes the loop of a case on it. */
function onGraph(loop: (graph: FilledGraph) => Loop): Case {
  return {
    open() {
      const graph = filledGraph()
      return { run: loop(graph), close: () => graph.close() }
    },
  }
}

const texts = Array.from({ length: ITEMS }, (_, i) => `name ${i % 100}`)
const rows = Array.from({ length: ITEMS }, (_, i) => ({ age: i, score: i / 2 }))
const ages = ramp(ITEMS)

/** Adds 1000 nodes at a time; a session of 64 calls, so that no graph becomes large. */
function addingNodes(add: (graph: Graph) => (count: number) => number): Case {
  return {
    open() {
      const graph = new Graph()
      return { capacity: 64, run: add(graph), close: () => graph.close() }
    },
  }
}

/** One operation at least for each budget. */
export const budgetCases: readonly BudgetCase[] = [
  {
    member: 'Graph.nodeCount',
    variant: '',
    budget: 'query',
    barNs: 5,
    crossings: 0,
    ...onGraph(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.nodeCount
      return sum
    }),
  },
  {
    member: 'Graph.edgeCount',
    variant: '',
    budget: 'query',
    barNs: 5,
    crossings: 0,
    ...onGraph(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.edgeCount
      return sum
    }),
  },
  {
    member: 'Graph.hasNode',
    variant: '',
    budget: 'query',
    barNs: 5,
    crossings: 0,
    ...onGraph(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.hasNode(i & MASK) ? 1 : 0
      return sum
    }),
  },
  {
    member: 'Graph.degree',
    variant: '',
    budget: 'query',
    barNs: 5,
    crossings: 0,
    ...onGraph(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.degree(i & MASK)
      return sum
    }),
  },
  {
    member: 'Column.get',
    variant: 'number',
    budget: 'attribute',
    barNs: 5,
    crossings: 0,
    ...onGraph(graph => {
      const column = graph.nodes.column('number')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK) ?? 0
        return sum
      }
    }),
  },
  {
    member: 'Column.set',
    variant: 'number',
    budget: 'attribute',
    barNs: 10,
    crossings: 0,
    ...onGraph(graph => {
      const column = graph.nodes.column('number')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, i)
        return count
      }
    }),
  },
  {
    member: 'Attributes.get',
    variant: 'number',
    budget: 'attribute',
    barNs: 30,
    crossings: 0,
    ...onGraph(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.nodes.get(i & MASK, 'number') ?? 0
      return sum
    }),
  },
  {
    member: 'Attributes.set',
    variant: 'number',
    budget: 'attribute',
    barNs: 50,
    crossings: 0,
    ...onGraph(graph => count => {
      for (let i = 0; i < count; i++) graph.nodes.set(i & MASK, 'number', i)
      return count
    }),
  },
  {
    member: 'Column.get',
    variant: 'string seen before',
    budget: 'attribute',
    barNs: 15,
    crossings: 0,
    ...onGraph(graph => {
      const column = graph.nodes.column('text')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK)?.length ?? 0
        return sum
      }
    }),
  },
  {
    member: 'Column.get',
    variant: 'string first time',
    budget: 'attribute',
    barNs: 150,
    crossings: 0,
    open() {
      const graph = new Graph({ nodes: { name: 'utf8' } })
      graph.addNodes({ name: Array.from({ length: NODES }, (_, i) => `a name of its own, ${i}`) })
      const column = graph.nodes.column('name')
      let next = 0
      return {
        capacity: NODES,
        run(count) {
          let sum = 0
          for (let i = next; i < next + count; i++) sum += column.get(i)?.length ?? 0
          next += count
          return sum
        },
        close: () => graph.close(),
      }
    },
  },
  {
    member: 'Graph.addNodes',
    variant: '1000 as typed array',
    budget: 'bulk',
    barNs: 10_000,
    crossings: 1,
    ...addingNodes(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNodes({ age: ages }).length
      return sum
    }),
  },
  {
    member: 'Graph.addNodes',
    variant: '1000 as rows',
    budget: 'bulk',
    barNs: 60_000,
    crossings: 1,
    ...addingNodes(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNodes(rows).length
      return sum
    }),
  },
  {
    member: 'Graph.addNodes',
    variant: '1000 as strings',
    budget: 'bulk',
    barNs: 60_000,
    crossings: 1,
    ...addingNodes(graph => count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += graph.addNodes({ name: texts }).length
      return sum
    }),
  },
  {
    member: 'Graph.pageRank',
    variant: 'two nodes, inline',
    budget: 'set-up',
    barNs: 5_000,
    crossings: 1,
    open: () => ranking('inline'),
  },
  {
    member: 'Graph.pageRank',
    variant: 'two nodes, on the pool and back',
    budget: 'set-up',
    barNs: 60_000,
    crossings: 1,
    open: () => ranking('pool'),
  },
]

function ranking(offload: 'inline' | 'pool') {
  const graph = tinyGraph()
  const options = { offload, maxIterations: 1 } as const
  return {
    async run(count: number) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += (await graph.pageRank(options)).iterations
      return sum
    },
    close: () => graph.close(),
  }
}
