/** How graphs and snapshots begin, are shared, and end. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Operations } from 'ffi-health'
import { ITEMS, ramp, scattered, tinyGraph } from 'groggy-cli/measure'
import { type Context, close, type Make, snapshotOf } from './context.js'

/** Objects of one set-up. */
const OPEN = 64

const edges = {
  source: Uint32Array.from(ramp(ITEMS)),
  target: Uint32Array.from({ length: ITEMS }, (_, i) => scattered(i) % ITEMS),
}

/** All of them. Graphs and snapshots that calls give are closed by the checks. */
export function lifetime(operation: Make): Operations<Context> {
  return {
    'Graph.constructor': { class: 'life', run: ({ lib }) => new lib.Graph({ nodes: { age: 'float64' } }) },
    'Graph.fromEdges': {
      class: 'bulkOperation',
      items: ITEMS,
      run: ({ lib }) => lib.Graph.fromEdges(edges),
    },
    'Graph.read': operation({
      class: 'algorithm',
      abortable: true,
      budget: { ns: 200_000 },
      setup({ lib }) {
        const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-health-'))
        const file = path.join(folder, 'edges.txt')
        writeFileSync(file, '0 1\n1 2\n')
        return { lib, folder, file }
      },
      run: ({ lib, file }, _, { signal }) => lib.Graph.read(file, { signal }),
      teardown: ({ folder }) => rmSync(folder, { recursive: true, force: true }),
    }),
    'Graph.snapshot': { class: 'life', run: ({ tiny }) => tiny.snapshot() },
    'Snapshot.toGraph': { class: 'life', run: ({ tinySnapshot }) => tinySnapshot.toGraph() },
    'Snapshot.attach': operation({
      class: 'life',
      setup: ({ lib, tinySnapshot }) => ({ lib, token: tinySnapshot.share() }),
      run: ({ lib, token }) => lib.Snapshot.attach(token),
    }),
    'Snapshot.share': {
      class: 'change',
      // A token is drawn at random.
      deterministic: false,
      run: ({ tinySnapshot }) => tinySnapshot.share(),
    },
    'Snapshot.refs': { class: 'change', run: ({ tinySnapshot }) => tinySnapshot.refs },
    'Graph.close': ending(operation, tinyGraph, graph => graph.close()),
    'Graph.[Symbol.dispose]': ending(operation, tinyGraph, graph => graph[Symbol.dispose]()),
    'Snapshot.close': ending(
      operation,
      () => snapshotOf(tinyGraph()),
      snapshot => snapshot.close(),
    ),
    'Snapshot.[Symbol.dispose]': ending(
      operation,
      () => snapshotOf(tinyGraph()),
      snapshot => snapshot[Symbol.dispose](),
    ),
  }
}

/** Calls that end an object each. */
function ending<Ended extends { close(): void }>(
  operation: Make,
  make: () => Ended,
  end: (object: Ended) => void,
) {
  return operation({
    class: 'life',
    callsPerSetup: OPEN,
    setup: () => Array.from({ length: OPEN }, make),
    run(objects, i) {
      const object = objects[i % OPEN]
      if (object !== undefined) end(object)
    },
    teardown: objects => objects.forEach(close),
  })
}
