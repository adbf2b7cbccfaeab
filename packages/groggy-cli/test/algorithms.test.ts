// Protects: `rank`, `components` and `path` give right results, as text and in the promised JSON.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { file, groggy, roads, shape } from './command.js'

const node = { id: 'number', name: 'string' }

test('rank as a table', async () => {
  const { code, stdout, stderr } = await groggy('rank', '--top', '2', file('roads.csv', roads))
  assert.equal(code, 0)
  assert.match(stderr, /^read roads\.csv: [^\n]*\n$/)
  assert.match(stdout, /^ +1 +Thun +2\.906\de-1 +1$/m)
  assert.match(stdout, /^6 nodes ranked in .+ (inline|on the pool), \d+ iterations, converged$/m)
  assert.doesNotMatch(stdout, /Olten/)
})

test('rank as JSON', async () => {
  const { stdout } = await groggy('rank', '--json', '--undirected', file('roads.csv', roads))
  const ranked = JSON.parse(stdout)
  assert.deepEqual(shape(ranked), {
    file: 'string',
    nodes: 'number',
    edges: 'number',
    damping: 'number',
    tolerance: 'number',
    iterations: 'number',
    residual: 'number',
    converged: 'boolean',
    ms: 'number',
    place: 'string',
    top: [{ rank: 'number', ...node, score: 'number' }],
  })
  assert.equal(ranked.top[0].name, 'Bern')
  const sum = ranked.top.reduce((total: number, { score }: { score: number }) => total + score, 0)
  assert.ok(Math.abs(sum - 1) < 1e-9)
})

test('rank takes the options of the algorithm', async () => {
  const name = file('weighted.csv', 'source,target,w\na,b,9\na,c,1\n')
  const { stdout } = await groggy(
    'rank',
    '--json',
    '--weight',
    'w',
    '--damping',
    '0.5',
    '--tolerance',
    '0',
    '--max-iterations',
    '7',
    name,
  )
  const { iterations, converged, damping, top } = JSON.parse(stdout)
  assert.deepEqual([iterations, converged, damping, top[0].name], [7, false, 0.5, 'b'])
  const text = await groggy('rank', '--tolerance', '0', '--max-iterations', '1', name)
  assert.match(text.stdout, /1 iteration, not converged/)
})

test('components', async () => {
  const text = await groggy('components', file('roads.csv', roads))
  assert.equal(text.code, 0)
  assert.match(text.stdout, /^ +4 +66\.7 % +Basel$/m)
  const { stdout } = await groggy('components', '--json', '--top', '1', file('roads.csv', roads))
  const found = JSON.parse(stdout)
  assert.deepEqual(shape(found), {
    file: 'string',
    nodes: 'number',
    edges: 'number',
    count: 'number',
    ms: 'number',
    place: 'string',
    top: [{ label: 'number', size: 'number', share: 'number', first: node }],
  })
  assert.deepEqual([found.count, found.top.length, found.top[0].size], [2, 1, 4])
})

test('path, by edges and by lengths', async () => {
  const name = file(
    'roads2.csv',
    'source,target,km\nBasel,Bern,95\nBern,Thun,30\nBasel,Olten,10\nOlten,Bern,20\n',
  )
  const byEdges = await groggy('path', name, 'Basel', 'Thun')
  assert.equal(byEdges.code, 0)
  assert.match(byEdges.stdout, /^2 edges, length 2$/m)
  const { stdout } = await groggy('path', '--json', '--weight', 'km', name, 'Basel', 'Thun')
  const found = JSON.parse(stdout)
  assert.deepEqual(shape(found), {
    file: 'string',
    source: node,
    target: node,
    weight: 'string',
    ms: 'number',
    place: 'string',
    path: {
      distance: 'number',
      nodes: [node],
      edges: [{ id: 'number', source: 'number', target: 'number', length: 'number' }],
    },
  })
  assert.equal(found.path.distance, 60)
  assert.deepEqual(
    found.path.nodes.map(({ name }: { name: string }) => name),
    ['Basel', 'Olten', 'Bern', 'Thun'],
  )
  assert.deepEqual(
    found.path.edges.map(({ length }: { length: number }) => length),
    [10, 20, 30],
  )
})

test('that there is no path is an answer', async () => {
  const name = file('roads.csv', roads)
  const text = await groggy('path', name, 'Thun', 'Basel')
  assert.equal(text.code, 0)
  assert.match(text.stdout, /no path leads from Thun to Basel/)
  assert.match(text.stdout, /--undirected/)
  const { code, stdout } = await groggy('path', '--json', name, 'Thun', 'Basel')
  assert.equal(code, 0)
  assert.equal(JSON.parse(stdout).path, null)
  const both = await groggy('path', '--json', '--undirected', name, 'Thun', 'Basel')
  assert.equal(JSON.parse(both.stdout).path.distance, 2)
})

test('names from a file cannot move the cursor of a terminal', async () => {
  const { stdout } = await groggy('rank', file('evil.csv', 'source,target\n\u001b[2Ja,b\n'))
  assert.ok(!stdout.includes('\u001b'))
  assert.match(stdout, /\uFFFD\[2Ja/)
})
