/**
 * Invariant: what the runtime and the monitor tell is true: every byte, handle and crossing is counted, and
 * watching changes no result.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { Graph, runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { turn } from './support.js'

describe('memory', () => {
  it('runtime counts memory by owner', async () => {
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
  it('the monitor counts handles and crossings, and finds no violation in ordinary use', async () => {
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

describe('statistics', () => {
  it('statistics count blocking calls too', () => {
    using g = Graph.fromEdges({ source: [0, 1], target: [1, 2] })
    const calls = () => runtime.stats().operations['bfs']?.calls ?? 0
    const before = calls()
    g.bfsSync(0)
    g.bfsSync(1)
    assert.equal(calls(), before + 2)
    assert.match(runtime.stats().operations['bfs']?.reason ?? '', /^on the calling thread/)
  })
})

describe('settings in the environment', () => {
  /** What a process that loads the library says. */
  function said(settings: NodeJS.ProcessEnv): string {
    const program = "await import('groggy')"
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      env: { ...process.env, ...settings },
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    return stderr
  }

  it('a setting that is not valid is warned of, with its value and what is valid', () => {
    for (const threads of ['abc', '0', '-1', '99999']) {
      const text = said({ GROGGY_THREADS: threads })
      assert.match(
        text,
        /\[GROGGY_SETTING\] GroggyWarning: GROGGY_THREADS: expected a whole number from 1 to 1024/,
      )
      assert.ok(text.includes(`got "${threads}"; using `), text)
    }
    const text = said({ GROGGY_DISABLE: 'degree, nope,constructor' })
    assert.match(text, /GROGGY_DISABLE: expected names of operations, got "nope"; /)
    assert.match(text, /GROGGY_DISABLE: expected names of operations, got "constructor"; /)
    assert.doesNotMatch(text, /degree"/)
  })

  it('a valid setting is not warned of', () => {
    assert.equal(said({ GROGGY_THREADS: '2', GROGGY_DISABLE: 'degree,addNodes,fromEdges,row' }), '')
  })
})

describe('where the system gives no thread', () => {
  /** What a program prints that can start none: their stacks are larger than the address space. */
  function printed(program: string): unknown {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', `import { Graph, runtime } from 'groggy'\n${program}`],
      {
        cwd: import.meta.dirname,
        env: { ...process.env, RUST_MIN_STACK: String(2 ** 48), GROGGY_THREADS: '2' },
        encoding: 'utf8',
      },
    )
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout)
  }

  const graph = `
    const ids = Uint32Array.from({ length: 50_000 }, (_, id) => id)
    const g = Graph.fromEdges({ source: ids, target: ids.toReversed() })`

  it('without threads, work that may run on the event loop runs there and says why', () => {
    const [equal, { pool, lastPlace, reason }] = printed(`${graph}
      const { scores } = await g.pageRank()
      const stats = runtime.stats().operations.pageRank
      const waited = g.pageRankSync().scores
      console.log(JSON.stringify([scores.every((score, id) => score === waited[id]), stats]))
    `) as [boolean, Record<string, unknown>]
    assert.deepEqual([equal, pool, lastPlace], [true, 0, 'inline'])
    assert.equal(reason, 'inline, because the system refused to start a thread for the pool')
  })

  it('without threads, work that needs the pool is refused and says so', () => {
    const errors = printed(`${graph}
      const all = [g.pageRank({ offload: 'pool' }), Graph.read('edges.csv')]
      console.log(JSON.stringify((await Promise.allSettled(all)).map(({ reason }) => [reason.code, reason.details.what])))
    `)
    assert.deepEqual(errors, [
      ['LIMIT_EXCEEDED', 'threads'],
      ['LIMIT_EXCEEDED', 'threads'],
    ])
  })
})
