/** The public operations, found by reflection: no row, no operation. */

import { Graph, runtime, Snapshot } from 'groggy'
import { monitor } from 'groggy/monitor'

/** Members that are no operations, with the reason. */
const notOperations: ReadonlyMap<string, string> = new Map([
  ['Snapshot.of', 'internal: how the library itself makes snapshots'],
  ['runtime.version', 'a constant'],
  ['runtime.inPlace', 'a constant'],
])

/** Every public operation, as in `Graph.degree`, sorted. */
export function publicOperations(): string[] {
  using graph = new Graph({ nodes: { number: 'float64', text: 'utf8', flag: 'bool' } })
  graph.addNodes({ number: [1], text: ['a'], flag: [true] })
  using snapshot = graph.snapshot()
  const members = new Set([
    'Graph.constructor',
    ...statics('Graph', Graph),
    ...statics('Snapshot', Snapshot),
    ...methods('Graph', graph),
    ...methods('Snapshot', snapshot),
    ...methods('Attributes', graph.nodes),
    ...methods('AttributeReader', snapshot.nodes),
    ...(['number', 'text', 'flag'] as const).flatMap(name => methods('Column', graph.nodes.column(name))),
    ...methods('PageRankResult', graph.pageRankSync()),
    ...methods('Components', graph.connectedComponentsSync()),
    ...methods('BfsResult', graph.bfsSync(0)),
    ...own('runtime', runtime),
    ...own('monitor', monitor),
  ])
  return [...members].filter(member => !notOperations.has(member)).sort()
}

/** Methods and accessors of an object's class and those that it extends. */
function methods(owner: string, object: object): string[] {
  const found: string[] = []
  for (
    let prototype: object | null = Object.getPrototypeOf(object);
    prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    found.push(...own(owner, prototype))
  }
  return found
}

function statics(owner: string, class_: object): string[] {
  const standard = ['length', 'name', 'prototype'].map(name => `${owner}.${name}`)
  return own(owner, class_).filter(member => !standard.includes(member))
}

/** What every class has, and what only people see in a console, is no operation. */
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
