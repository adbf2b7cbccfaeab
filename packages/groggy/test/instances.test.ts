/**
 * Invariant: this package may be evaluated several times in one thread, as test runners do for each file and as two
 * versions of it do that share one binding; each has handles, tasks and errors of its own, over the same native memory.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as groggy from 'groggy'

const dist = path.dirname(fileURLToPath(import.meta.resolve('groggy')))
const folder = mkdtempSync(path.join(tmpdir(), 'groggy-instances-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A second evaluation of the same JavaScript, over the same file of native code. */
function another(name: string): Promise<typeof groggy> {
  const copy = path.join(folder, name)
  cpSync(dist, path.join(copy, 'dist'), { recursive: true })
  cpSync(path.join(dist, '..', 'package.json'), path.join(copy, 'package.json'))
  const bindings = readdirSync(path.join(dist, '..')).filter(file => file.endsWith('.node'))
  for (const file of bindings) symlinkSync(path.join(dist, '..', file), path.join(copy, file))
  return import(pathToFileURL(path.join(copy, 'dist', 'index.js')).href)
}

test('two copies of the package share one binding without mixing their errors and answers', async () => {
  const other = await another('two')
  using mine = groggy.Graph.fromEdges({ source: [0, 1], target: [1, 2] })
  using theirs = other.Graph.fromEdges({ source: [0], target: [1] })
  assert.deepEqual([mine.nodeCount, theirs.nodeCount], [3, 2])

  // Errors are of the classes of the library that was called.
  assert.throws(() => mine.degree(9), groggy.NodeNotFoundError)
  assert.throws(() => theirs.degree(9), other.NodeNotFoundError)
  assert.throws(
    () => theirs.pageRankSync({ damping: 2 }),
    error => error instanceof other.InvalidArgumentError && !(error instanceof groggy.GraphError),
  )

  // Answers of tasks come to the caller.
  const [ours, others] = await Promise.all([
    mine.pageRank({ offload: 'pool' }),
    theirs.pageRank({ offload: 'pool' }),
  ])
  assert.deepEqual([ours.scores.length, others.scores.length], [3, 2])

  // A token is of the process.
  using snapshot = mine.snapshot()
  using attached = other.Snapshot.attach(snapshot.share())
  assert.equal(attached.edgeCount, 2)
})

test('a process with two copies of the package ends normally', () => {
  const urls = [dist, path.join(folder, 'two', 'dist')].map(
    each => pathToFileURL(path.join(each, 'index.js')).href,
  )
  const program = `
    for (const url of ${JSON.stringify(urls)}) {
      const { Graph } = await import(url)
      const graph = Graph.fromEdges({ source: [0, 1], target: [1, 2] })
      graph.pageRank({ offload: 'pool' })
      globalThis.kept = [globalThis.kept, graph, graph.nodes]
    }
    console.log('both')`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout.trim()], [0, 'both'], stderr)
})
