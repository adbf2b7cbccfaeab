/**
 * Invariant: native memory lives as long as something looks at it, and goes when nothing does: at `close()`
 * within a turn of the event loop, else when the garbage collector finds the object.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { Graph, runtime } from 'groggy'
import { inPlace, turn } from './support.js'

const run = promisify(execFile)

/** Runs a program in a process of its own; what it printed. */
async function program(source: string, ...flags: string[]): Promise<string> {
  const index = new URL('../dist/index.js', import.meta.url).href
  const script = `import { Graph, Snapshot, runtime } from ${JSON.stringify(index)}\n${source}`
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '-e', script])
  return stdout.trim()
}

describe('closing', () => {
  it('close() frees memory within a turn of the event loop', async () => {
    await turn()
    const before = runtime.memory().liveBytes
    for (let i = 0; i < 50; i++) {
      using g = Graph.fromEdges({ source: new Uint32Array(10_000), target: new Uint32Array(10_000) })
      g.addNodes({ x: new Float64Array(10_000), s: Array<string>(10_000).fill('x') })
      g.degree(0)
      g.neighbors(0)
      g.nodes.get(5, 'x')
      g.nodes.get(5, 's')
      using s = g.snapshot()
      s.neighbors(0)
      s.nodes.get(5, 'x')
    }
    await turn()
    await turn()
    assert.ok(runtime.memory().liveBytes - before < 1_000_000, JSON.stringify(runtime.memory()))
  })

  /** Bytes that are left of a graph that was read like that and closed, after one turn and without a collection. */
  async function bytesLeft(read: string): Promise<number> {
    const printed = await program(
      `
      const length = 1000
      const liveBytes = () => {
        const { liveBytes, byOwner } = runtime.memory()
        return liveBytes - byOwner.results // which are JavaScript's
      }
      const turn = () => new Promise(resolve => setImmediate(resolve))
      const make = () => {
        const g = new Graph()
        g.addNodes({
          x: new Float64Array(length), i: new BigInt64Array(length),
          s: Array.from({ length }, (_, i) => 'text ' + i), b: Array(length).fill(true), t: Array(length).fill(new Date(5)),
        })
        g.addEdges({ source: new Uint32Array(length), target: new Uint32Array(length), w: new Float64Array(length) })
        return g
      }
      const columns = ['x', 'i', 's', 'b', 't']
      const use = object => { ${read} }
      await turn()
      const before = liveBytes()
      const g = make()
      const s = g.snapshot()
      use(s)
      use(g)
      s.close()
      g.close()
      await turn()
      console.log(liveBytes() - before)
    `,
      // Room enough that nothing is collected.
      '--min-semi-space-size=64',
    )
    return Number(printed)
  }

  it('close() frees every byte that was read, in one turn and without a collection', async () => {
    const ways = [
      'columns.forEach(name => object.nodes.get(5, name))',
      'columns.forEach(name => object.nodes.column(name).toArray()); object.edges.column("w").toArray()',
      'object.neighbors(0); object.degree(1); object.hasEdge(0, 1); object.source(0)',
      'object.nodes.row(5); if (object === g) { g.nodes.set(5, "x", 1); g.addNodes(100000); g.nodes.get(7, "x") }',
      'object.nodes.get(5, "x"); if (object === g) { g.nodes.drop("x"); g.nodes.define("x", "int32"); g.nodes.get(5, "x") }',
    ]
    for (const way of ways) assert.equal(await bytesLeft(way), 0, way)
  })

  it('an array handed out lives past close() and is freed when it is collected', {
    skip: !inPlace,
  }, async () => {
    assert.equal(await bytesLeft('if (object === g) globalThis.kept = g.nodes.column("x").values'), 8000)
  })

  it('an array handed out stays readable after close()', { skip: !inPlace }, async () => {
    const g = new Graph()
    g.addNodes({ x: Float64Array.of(1, 2, 3) })
    const values = g.nodes.column('x').values
    const { scores } = await g.pageRank()
    g.close()
    await turn()
    assert.deepEqual([...(values ?? [])], [1, 2, 3])
    assert.equal(scores.length, 3)
  })

  it('`using` closes at the end of the block, also when it throws', () => {
    let kept: Graph | undefined
    assert.throws(() => {
      using g = new Graph()
      kept = g
      throw new Error('out')
    })
    assert.equal(kept?.closed, true)
  })
})

describe('dropping without closing', () => {
  it('dropping 2 000 graphs of 1 MB without close() stays within 256 MB', async () => {
    const printed = await program(`
      let peak = 0
      for (let i = 0; i < 2000; i++) {
        const g = new Graph()
        g.addNodes({ x: new Float64Array(131072) })
        g.nodes.get(1, 'x')
        await new Promise(resolve => setImmediate(resolve))
        peak = Math.max(peak, runtime.memory().liveBytes)
      }
      console.log(peak)
    `)
    assert.ok(Number(printed) <= 256 << 20, `peak ${Number(printed) / 2 ** 20} MiB`)
  })

  it('graphs and snapshots without close() are freed by collection, but not while a column or attributes are held', async () => {
    const printed = await program(
      `
      const settle = async () => { for (let i = 0; i < 6; i++) { gc(); await new Promise(resolve => setTimeout(resolve, 5)) } }
      const big = () => { const g = new Graph(); g.addNodes({ x: new Float64Array(1e6).fill(7) }); return g }
      let column = big().nodes.column('x')
      let nodes = big().nodes
      let snapshot = big().snapshot()
      await settle()
      const held = runtime.memory().liveBytes
      const ok = column.get(5) === 7 && nodes.get(5, 'x') === 7 && snapshot.nodes.get(5, 'x') === 7
      nodes.set(5, 'x', 8)
      column = nodes = snapshot = undefined
      await settle()
      console.log(JSON.stringify({ ok, held, left: runtime.memory().liveBytes }))
    `,
      '--expose-gc',
    )
    const { ok, held, left } = JSON.parse(printed) as { ok: boolean; held: number; left: number }
    assert.ok(ok)
    assert.ok(held >= 24e6, `${held}`)
    assert.ok(left < 1e6, `${left}`)
  })

  it('results do not keep their graph alive', async () => {
    const printed = await program(
      `
      const results = []
      const result = () => {
        const g = new Graph()
        g.addNodes({ x: new Float64Array(1e6) })
        return g.connectedComponents({ offload: 'inline' })
      }
      for (let i = 0; i < 20; i++) results.push(await result())
      for (let i = 0; i < 6; i++) { gc(); await new Promise(resolve => setTimeout(resolve, 5)) }
      console.log(runtime.memory().byOwner, runtime.memory().liveBytes - results.length * 8e6)
    `,
      '--expose-gc',
    )
    assert.ok(Number(printed.split(' ').at(-1)) < 10e6, printed)
  })
})

describe('the end of the process', () => {
  it('a process ends with work in flight, and by itself when all is done', async () => {
    const start = `const g = Graph.fromEdges({ source: new Uint32Array(2e6), target: new Uint32Array(2e6) });
      const work = g.pageRank({ tolerance: 0, maxIterations: 200, offload: 'pool' });`
    assert.equal(await program(`${start} console.log('out'); process.exit(0)`), 'out')
    assert.equal(await program(`${start} const r = await work; console.log(r.iterations)`), '200')
    assert.equal(await program(`${start} work.then(r => console.log(r.iterations))`), '200')
  })

  it('a process ends with five thousand graphs open', async () => {
    const printed = await program(`
      const graphs = []
      for (let i = 0; i < 5000; i++) {
        const g = new Graph()
        g.addNodes({ x: [1, 2, 3] })
        g.addEdge(0, 1)
        g.degree(0)
        g.nodes.get(2, 'x')
        graphs.push(g)
      }
      console.log(graphs.reduce((sum, g) => sum + g.nodeCount + g.nodes.get(2, 'x'), 0))
    `)
    assert.equal(printed, '30000')
  })
})
