/** Rows of how graphs and snapshots begin, are shared, and end. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Graph, Snapshot } from 'groggy'
import { ITEMS, ramp, scattered, tinyGraph } from 'groggy-cli/measure'
import { type Loop, type Row, type RowClass, row } from './row.js'
import { snapshotOf } from './topology.js'

/** Objects of one session. */
const OPEN = 64

interface Closable {
  close(): void
}

/** Calls that make an object each, which costs one crossing more, for its header; all are closed with the session. */
function making(
  member: string,
  class_: RowClass,
  crossings: number,
  prepare: () => { make(): Closable | Promise<Closable>; close(): void },
  more: { readonly variant?: string; readonly barNs?: number } = {},
): Row {
  return row(
    member,
    class_,
    crossings,
    () => {
      const { make, close } = prepare()
      const made: Closable[] = []
      return {
        capacity: OPEN,
        async run(count) {
          for (let i = 0; i < count; i++) {
            const object = make()
            made.push(object instanceof Promise ? await object : object)
          }
          return made.length
        },
        close() {
          for (const object of made) object.close()
          close()
        },
      }
    },
    more,
  )
}

/** Calls that end an object each. */
function ending<T extends Closable>(member: string, make: () => T, end: (object: T) => void): Row {
  return row(member, 'life', 1, () => {
    const objects = Array.from({ length: OPEN }, make)
    let next = 0
    return {
      capacity: OPEN,
      run(count) {
        for (let i = 0; i < count; i++) {
          const object = objects[next++]
          if (object !== undefined) end(object)
        }
        return next
      },
      close() {
        for (const object of objects) object.close()
      },
    }
  })
}

/** Calls on one snapshot. */
function onSnapshot(member: string, loop: (snapshot: Snapshot) => Loop): Row {
  return row(member, 'life', 1, () => {
    const snapshot = snapshotOf(tinyGraph())
    return { run: loop(snapshot), close: () => snapshot.close() }
  })
}

const edges = {
  source: Uint32Array.from(ramp(ITEMS)),
  target: Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i) % ITEMS),
}

/** A small file in a folder of its own, which goes with it. */
function smallFile(): { readonly name: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-bridge-'))
  const name = path.join(folder, 'edges.txt')
  writeFileSync(name, '0 1\n1 2\n')
  return { name, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** All of them. */
export const lifetimeRows: readonly Row[] = [
  making('Graph.constructor', 'life', 2, () => ({ make: () => new Graph(), close: () => undefined })),
  making(
    'Graph.fromEdges',
    'bulk',
    4,
    () => ({ make: () => Graph.fromEdges(edges), close: () => undefined }),
    { variant: '1000 as typed arrays' },
  ),
  making('Graph.read', 'life', 2, () => {
    const file = smallFile()
    return { make: () => Graph.read(file.name), close: () => file.remove() }
  }),
  making('Graph.snapshot', 'life', 2, () => {
    const graph = tinyGraph()
    return { make: () => graph.snapshot(), close: () => graph.close() }
  }),
  making('Snapshot.toGraph', 'life', 2, () => {
    const snapshot = snapshotOf(tinyGraph())
    return { make: () => snapshot.toGraph(), close: () => snapshot.close() }
  }),
  making('Snapshot.attach', 'life', 2, () => {
    const snapshot = snapshotOf(tinyGraph())
    const token = snapshot.share()
    return { make: () => Snapshot.attach(token), close: () => snapshot.close() }
  }),
  onSnapshot('Snapshot.share', snapshot => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += snapshot.share().length
    return sum
  }),
  onSnapshot('Snapshot.refs', snapshot => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += snapshot.refs.host
    return sum
  }),
  ending('Graph.close', tinyGraph, graph => graph.close()),
  ending('Graph.[Symbol.dispose]', tinyGraph, graph => graph[Symbol.dispose]()),
  ending(
    'Snapshot.close',
    () => snapshotOf(tinyGraph()),
    snapshot => snapshot.close(),
  ),
  ending(
    'Snapshot.[Symbol.dispose]',
    () => snapshotOf(tinyGraph()),
    snapshot => snapshot[Symbol.dispose](),
  ),
]
