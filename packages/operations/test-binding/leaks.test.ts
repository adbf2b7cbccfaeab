/**
 * Protects: no public operation, failing or not, leaves anything behind. Between two windows of 10 000
 * operations there is not one byte, allocation or reference more; the promise is less than 1 KB.
 *
 * Windows may differ once by what a table or queue grew to: then a third decides. A leak grows in each.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Graph } from 'groggy'
import { caseOf, failures, operations, tinyGraph, uncovered } from 'groggy-operations'
import { growth, type Live, live } from './allocations.js'

const WARM_UP = 2000
const WINDOW = 10_000

/** Runs an operation so many times; prepares and gives back all that it needs. */
type Run = (count: number) => Promise<void> | void

function nothing({ bytes, allocations, segments, handles }: Live): boolean {
  return bytes <= 0 && allocations <= 0 && segments <= 0 && handles <= 0
}

async function leavesNothing(run: Run): Promise<void> {
  await run(WARM_UP)
  await run(WINDOW)
  const seen: Live[] = []
  let before = await live()
  for (let window = 0; window < 3; window++) {
    await run(WINDOW)
    const after = await live()
    seen.push(growth(before, after))
    before = after
    if (seen.some(nothing)) return
  }
  assert.fail(`${WINDOW} operations leave each time: ${JSON.stringify(seen)}`)
}

test('every public member has an operation', () => {
  assert.deepEqual(uncovered(), { withoutOperation: [], withoutMember: [] })
})

for (const operation of [...operations, ...failures]) {
  test(`${operation.name} leaves no native memory`, () =>
    leavesNothing(async count => {
      for (let left = count; left > 0; ) {
        const session = caseOf(operation).open()
        const calls = Math.min(left, session.capacity ?? count)
        await session.run(calls)
        session.close()
        left -= calls
      }
    }))
}

test('the check sees graphs that are kept as a leak', async () => {
  const kept: Graph[] = []
  await assert.rejects(
    leavesNothing(count => {
      for (let i = 0; i < count / 100; i++) kept.push(new Graph())
    }),
    /leave each time/,
  )
  for (const graph of kept) graph.close()
})

for (const offload of ['inline', 'pool'] as const) {
  test(`an algorithm that is not awaited leaves no native memory, ${offload}`, () =>
    leavesNothing(async count => {
      using graph = tinyGraph()
      for (let i = 0; i < count; i++) {
        const last = graph.connectedComponents({ offload })
        if (i % 500 === 499) await last
      }
      await graph.pageRank({ offload })
    }))
}

test('an algorithm aborted before, while or after it runs leaves no native memory', () =>
  leavesNothing(async count => {
    using graph = tinyGraph()
    for (let i = 0; i < count; i++) {
      const abort = new AbortController()
      if (i % 3 === 0) abort.abort(new Error('mine'))
      const running = graph.pageRank({
        signal: abort.signal,
        offload: 'pool',
        onProgress: fraction => assert.ok(fraction <= 1),
      })
      if (i % 3 === 1) abort.abort(new Error('mine'))
      await running.catch((error: unknown) => assert.equal((error as Error).message, 'mine'))
      abort.abort()
    }
  }))

test('closing a graph while a task runs leaves no native memory', () =>
  leavesNothing(async count => {
    for (let i = 0; i < count / 10; i++) {
      const graph = tinyGraph()
      const running = graph.pageRank({ offload: 'pool' })
      graph.close()
      assert.equal((await running).scores.length, 2)
    }
  }))
