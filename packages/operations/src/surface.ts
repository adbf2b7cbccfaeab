/** The public surface by reflection, and what of it has no operation. */

import { Graph, runtime, Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'
import { algorithms } from './catalogue/algorithm-table.js'
import { resultOf } from './catalogue/algorithms.js'
import type { Library } from './context.js'
import { memberOf } from './operation.js'
import { operations } from './operations.js'

/** Members that are not operations, with the reason. */
const notOperations: ReadonlyMap<string, string> = new Map([
  ['Snapshot.of', 'internal: how the library itself makes snapshots'],
  ['ReadonlyColumn.set', 'not in its type: a column of a snapshot is a Column'],
  ['Runtime.version', 'a constant'],
  ['Runtime.inPlace', 'a constant'],
])

/** Members that are measured under another name. */
export const measuredAs: ReadonlyMap<string, string> = new Map([
  ['Monitor.start', 'Monitor.start and stop'],
  ['Monitor.stop', 'Monitor.start and stop'],
])

/** What the operations and the public surface do not have in common: empty when every member has an operation. */
export function uncovered(): { readonly withoutOperation: string[]; readonly withoutMember: string[] } {
  const members = publicMembers()
  const named = new Set(operations.map(memberOf))
  const wanted = new Set(members.map(member => measuredAs.get(member) ?? member))
  return {
    withoutOperation: members.filter(member => !named.has(measuredAs.get(member) ?? member)),
    withoutMember: [...named].filter(member => !wanted.has(member)),
  }
}

/** Every public member, as in `Graph.degree`, sorted. */
function publicMembers(): string[] {
  const members = new Set([
    'Graph.constructor',
    ...statics('Graph', Graph),
    ...statics('Snapshot', Snapshot),
    ...own('Runtime', runtime),
    ...own('Monitor', monitor),
    ...instances({ Graph }).flatMap(([owner, object]) =>
      prototypes(object).flatMap(each => own(owner, each)),
    ),
  ])
  return [...members].filter(member => !notOperations.has(member)).sort()
}

/** Prototypes of what graphs and snapshots give, whose classes the package does not export. */
export function hiddenPrototypes(lib: Library): readonly object[] {
  return [...new Set(instances(lib).map(([, object]) => Object.getPrototypeOf(object) as object))]
}

/** One object of each class, with the name of the class. */
function instances(lib: Pick<Library, 'Graph'>): [owner: string, object: object][] {
  using graph = new lib.Graph({
    nodes: { number: 'float64', text: 'utf8', flag: 'bool', time: 'timestamp', vector: 'vector<float32, 4>' },
  })
  graph.addNodes(1)
  using snapshot = graph.snapshot()
  const names = ['number', 'text', 'flag', 'time', 'vector'] as const
  return [
    ['Graph', graph],
    ['Snapshot', snapshot],
    ['Attributes', graph.nodes],
    ['AttributeReader', snapshot.nodes],
    ...names.map((name): [string, object] => ['Column', graph.nodes.column(name)]),
    ...names.map((name): [string, object] => ['ReadonlyColumn', snapshot.nodes.column(name)]),
    ...algorithms.flatMap((algorithm): [string, object][] =>
      algorithm.resultClass === undefined
        ? []
        : [[algorithm.resultClass, resultOf(algorithm, graph as never)]],
    ),
  ]
}

/** An object's class and those that it extends. */
function prototypes(object: object): object[] {
  const prototype: object | null = Object.getPrototypeOf(object)
  return prototype === null || prototype === Object.prototype ? [] : [prototype, ...prototypes(prototype)]
}

function statics(owner: string, class_: object): string[] {
  const standard = ['length', 'name', 'prototype'].map(name => `${owner}.${name}`)
  return own(owner, class_).filter(member => !standard.includes(member))
}

/** What every class has, and what only people see in a console, is not an operation. */
const everyday: ReadonlySet<PropertyKey> = new Set<PropertyKey>([
  'constructor',
  Symbol.toStringTag,
  Symbol.for('nodejs.util.inspect.custom'),
])

function own(owner: string, object: object): string[] {
  return Reflect.ownKeys(object)
    .filter(key => !everyday.has(key))
    .map(key => `${owner}.${typeof key === 'symbol' ? symbolName(key) : key}`)
}

/** Node 20 calls its own symbol otherwise than later ones do. */
function symbolName(symbol: symbol): string {
  return symbol === Symbol.dispose ? '[Symbol.dispose]' : `[${symbol.description}]`
}
