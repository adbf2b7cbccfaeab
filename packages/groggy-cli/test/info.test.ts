// Protects: `groggy info` tells what is in the file, and as JSON exactly in the shape that other programs read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { file, groggy, roads, shape } from './command.js'

test('counts, degrees and columns', async () => {
  const { code, stdout, stderr } = await groggy('info', file('roads.csv', roads))
  assert.equal(code, 0)
  assert.equal(stderr, '')
  assert.match(stdout, /^roads\.csv: directed, 6 nodes, 5 edges$/m)
  assert.match(stdout, /^degree 1 to 3, 1\.67 on average; 0 nodes without edges$/m)
  assert.match(stdout, /^edges +km +float64 +1$/m)
})

test('JSON', async () => {
  const { code, stdout } = await groggy('info', '--json', '--undirected', file('roads.csv', roads))
  assert.equal(code, 0)
  const facts = JSON.parse(stdout)
  assert.deepEqual(shape(facts), {
    file: 'string',
    directed: 'boolean',
    nodes: 'number',
    edges: 'number',
    keyed: 'boolean',
    degree: { smallest: 'number', mean: 'number', largest: 'number', isolated: 'number' },
    selfLoops: 'number',
    columns: {
      nodes: [{ name: 'string', type: 'string', missing: 'number' }],
      edges: [{ name: 'string', type: 'string', missing: 'number' }],
    },
    nativeBytes: 'number',
    bytesPerEdge: 'number',
    read: { ms: 'number', place: 'string' },
  })
  assert.equal(facts.directed, false)
  assert.deepEqual([facts.nodes, facts.edges, facts.keyed], [6, 5, true])
  assert.deepEqual(facts.columns.edges, [{ name: 'km', type: 'float64', missing: 1 }])
})

test('numbers are node ids, and gaps are nodes without edges', async () => {
  const { stdout } = await groggy('info', '--json', file('ids.txt', '# comment\n0 2\n2 2\n5 0\n'))
  const facts = JSON.parse(stdout)
  assert.deepEqual([facts.nodes, facts.edges, facts.keyed, facts.selfLoops], [6, 3, false, 1])
  assert.equal(facts.degree.isolated, 3)
})

test('numbers are names when a key is asked for', async () => {
  const { stdout } = await groggy('info', '--json', '--key', 'city', file('ids.txt', '0 2\n2 2\n5 0\n'))
  const facts = JSON.parse(stdout)
  assert.deepEqual([facts.nodes, facts.keyed], [3, true])
  assert.deepEqual(facts.columns.nodes, [{ name: 'city', type: 'utf8', missing: 0 }])
})

test('columns, types and layout as they are said', async () => {
  const odd = file('odd.txt', '! note\n1:2:5:it\'s\n3:4:x:"\n')
  const layout = ['--delimiter', ':', '--comment', '!', '--no-quoting', '--format', 'csv']
  const read = async (...options: readonly string[]) =>
    JSON.parse((await groggy('info', '--json', odd, ...layout, ...options)).stdout)
  const named = (name: string, type: string) => ({ name, type, missing: 0 })
  assert.deepEqual((await read()).columns.edges, [named('column3', 'utf8'), named('column4', 'utf8')])
  assert.deepEqual((await read('--columns', '3,2')).columns.edges, [
    named('column4', 'utf8'),
    named('column3', 'utf8'),
  ])
  assert.deepEqual((await read('--columns', '')).columns.edges, [])
  const keyed = await read('--header', '--key', 'id', '--key-type', 'int64', '--columns', "5:utf8,it's")
  assert.equal(keyed.edges, 1)
  assert.deepEqual(keyed.columns.nodes, [named('id', 'int64')])
  assert.deepEqual(keyed.columns.edges, [named('5', 'utf8'), named("it's", 'utf8')])

  const path = await groggy('path', odd, ...layout, '--key', 'id', '--key-type', 'int64', '1', '2')
  assert.match(path.stdout, /1 .*2/s)

  const wrong = await groggy('info', odd, ...layout, '--columns', 'column3:int32')
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /odd\.txt:3:5: expected int32, got "x"/)
  const long = await groggy('info', odd, '--max-line-bytes', '4')
  assert.match(long.stderr, /--max-line-bytes/)
  for (const usage of [
    ['--columns', '2,km:int32'],
    ['--columns', 'km:int32,km:int64'],
    ['--max-text-bytes', '0'],
    ['--key-type', 'bool'],
  ]) {
    assert.equal((await groggy('info', odd, ...usage)).code, 2)
  }
})

test('columns of the ends by name and by number', async () => {
  const text = 'km,von,nach\n1,a,b\n2,b,c\n'
  for (const ends of [
    ['--source', 'nach', '--target', 'von'],
    ['--source', '2', '--target', '1'],
  ]) {
    const { code, stdout } = await groggy('path', '--json', ...ends, file('wege.csv', text), 'c', 'a')
    assert.equal(code, 0)
    assert.equal(JSON.parse(stdout).path.distance, 2)
  }
})

test('gzip, and a file without any edge', async () => {
  const { stdout } = await groggy('info', '--json', file('roads.csv.gz', gzipSync(roads)))
  assert.equal(JSON.parse(stdout).edges, 5)
  const empty = await groggy('info', '--json', file('empty.txt', '# nothing\n'))
  assert.equal(empty.code, 0)
  assert.equal(JSON.parse(empty.stdout).bytesPerEdge, null)
  assert.equal((await groggy('info', file('empty.txt', ''))).code, 0)
})
