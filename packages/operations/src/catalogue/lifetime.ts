/** How graphs and snapshots begin, are shared, and end. Graphs and snapshots that calls return are closed by the loops. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Graph, Snapshot } from 'groggy'
import type { Context } from '../context.js'
import { ITEMS, ramp, scattered, snapshotOf, tinyGraph } from '../graphs.js'
import { type Facts, type Operation, operation } from '../operation.js'

/** Objects of one set-up. */
const OPEN = 64

const edges = {
  source: Uint32Array.from(ramp(ITEMS)),
  target: Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i) % ITEMS),
}

/** Makes an object, which costs one crossing more, for its header. */
const making: Facts = { class: 'life', crossings: 2, callsPerSetup: OPEN }
/** Needs no graph. */
const alone = { endsWithOwner: false }

/** Calls that end an object each. */
function ending<Ended extends { close(): void }>(
  name: string,
  make: () => Ended,
  end: (object: Ended) => void,
): Operation {
  return operation(name, {
    class: 'life',
    crossings: 1,
    ...alone,
    callsPerSetup: OPEN,
    setup: () => Array.from({ length: OPEN }, make),
    run(objects, i) {
      const object = objects[i % OPEN]
      if (object !== undefined) end(object)
    },
    teardown(objects) {
      for (const object of objects) object.close()
    },
  })
}

/** A call that reads a small file. */
function reading(
  name: string,
  crossings: number,
  text: string,
  run: (own: { readonly lib: Context['lib']; readonly file: string }, signal?: AbortSignal) => unknown,
): Operation {
  return operation(name, {
    class: 'algorithm',
    crossings,
    guardNs: 200_000,
    callsPerSetup: OPEN,
    abortable: true,
    ...alone,
    setup({ lib }) {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-operations-'))
      const file = path.join(folder, 'rows.txt')
      writeFileSync(file, text)
      return { lib, folder, file }
    },
    run: (own, _, { signal }) => run(own, signal),
    teardown: ({ folder }) => rmSync(folder, { recursive: true, force: true }),
  })
}

const tinySnapshot = () => snapshotOf<Snapshot>(tinyGraph())

/** All of them. */
export const lifetime: readonly Operation[] = [
  operation('Graph.constructor', {
    ...making,
    // One more for the column.
    crossings: 3,
    ...alone,
    setup: ({ lib }) => lib,
    run: lib => new lib.Graph({ nodes: { age: 'float64' } }),
  }),
  operation(`Graph.fromEdges, ${ITEMS} as typed arrays`, {
    class: 'bulkOperation',
    crossings: 4,
    items: ITEMS,
    callsPerSetup: OPEN,
    ...alone,
    setup: ({ lib }) => lib,
    run: lib => lib.Graph.fromEdges(edges),
  }),
  reading('Graph.read', 3, '0 1\n1 2\n', ({ lib, file }, signal) => lib.Graph.read(file, { signal })),
  reading('Graph.readNodes, of its own', 3, 'ann\nbob\n', ({ lib, file }, signal) =>
    lib.Graph.readNodes(file, { signal }),
  ),
  reading('Graph.sniff', 1, '0 1\n1 2\n', ({ lib, file }, signal) => lib.Graph.sniff(file, { signal })),
  operation('Graph.snapshot', { ...making, setup: ({ tiny }) => tiny, run: graph => graph.snapshot() }),
  operation('Snapshot.toGraph', {
    ...making,
    setup: context => context.tinySnapshot,
    run: snapshot => snapshot.toGraph(),
  }),
  operation('Snapshot.attach', {
    ...making,
    setup: context => ({ lib: context.lib, token: context.tinySnapshot.share() }),
    run: ({ lib, token }) => lib.Snapshot.attach(token),
  }),
  operation('Snapshot.share', {
    class: 'change',
    crossings: 1,
    // A token is drawn at random.
    deterministic: false,
    setup: context => context.tinySnapshot,
    run: snapshot => snapshot.share(),
  }),
  operation('Snapshot.refs', {
    class: 'change',
    crossings: 1,
    setup: context => context.tinySnapshot,
    run: snapshot => snapshot.refs,
  }),
  ending<Graph>('Graph.close', tinyGraph, graph => graph.close()),
  ending<Graph>('Graph.[Symbol.dispose]', tinyGraph, graph => graph[Symbol.dispose]()),
  ending('Snapshot.close', tinySnapshot, snapshot => snapshot.close()),
  ending('Snapshot.[Symbol.dispose]', tinySnapshot, snapshot => snapshot[Symbol.dispose]()),
]
