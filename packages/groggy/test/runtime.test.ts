/**
 * Invariant: what the runtime and the monitor tell is true: every byte, handle and crossing is counted, and
 * watching changes no result.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph, runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { turn } from './support.js'

describe('memory', () => {
  it('is counted by owner', async () => {
    await turn()
    const before = runtime.memory()
    const g = new Graph()
    g.addNodes({ x: new Float64Array(1_000_000) })
    const after = runtime.memory()
    assert.ok(after.liveBytes - before.liveBytes >= 8_000_000)
    assert.ok(after.externalBytes - before.externalBytes >= 8_000_000)
    const sum = Object.values(after.byOwner).reduce((a, b) => a + b, 0)
    assert.equal(sum, after.liveBytes)
    g.close()
  })
})

describe('the monitor', () => {
  it('counts handles and crossings, and finds nothing wrong in ordinary use', async () => {
    monitor.start()
    const { handles, crossings } = monitor.report()
    using g = new Graph()
    g.addNodes({ x: [1, 2, 3] })
    g.addEdge(0, 1)
    assert.equal(g.nodes.get(1, 'x'), 2)
    await g.pageRank({ offload: 'pool' })
    const report = monitor.report()
    assert.equal(report.running, true)
    assert.equal(report.handles, handles + 1)
    assert.equal((report.crossings['addNodes'] ?? 0) - (crossings['addNodes'] ?? 0), 1)
    assert.equal(report.tasks, 0)
    assert.deepEqual(monitor.validate(), [])
    monitor.stop()
    assert.equal(monitor.report().running, false)
  })
})
