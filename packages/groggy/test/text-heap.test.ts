/**
 * Invariant: reading strings keeps a fixed budget of them, however many distinct ones there are.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { inPlace } from './support.js'

it('ten million distinct strings are read within a heap of 64 MB', { skip: !inPlace }, async () => {
  const script = `
    import { Graph } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const g = new Graph({ nodes: { s: 'utf8' } })
    const s = g.nodes.column('s')
    const BATCH = 100_000
    let sum = 0
    for (let batch = 0; batch < 100; batch++) {
      const first = batch * BATCH
      g.addNodes({ s: Array.from({ length: BATCH }, (_, i) => 'string ' + (first + i)) })
      for (let id = first; id < first + BATCH; id++) sum += s.get(id).length
    }
    for (let id = 0; id < g.nodeCount; id += 1001) if (s.get(id) !== 'string ' + id) throw new Error('wrong string')
    console.log(g.nodeCount, sum)
  `
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=64',
    '--input-type=module',
    '-e',
    script,
  ])
  assert.equal(stdout.trim(), '10000000 138888890')
})
