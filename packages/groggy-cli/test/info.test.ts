// Protects: `groggy info` tells what is in the file, and as JSON exactly in the shape that other programs read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { file, groggy, roads, shape, start } from './command.js'

test('counts, degrees and columns', async () => {
  const { code, stdout, stderr } = await groggy('info', file('roads.csv', roads))
  assert.equal(code, 0)
  assert.equal(
    stderr,
    'read roads.csv: "," between fields; a header; edges from source to target; labels are utf8; columns km float64\n',
  )
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

test('numbers are labels, or ids where that is asked for', async () => {
  const ids = file('ids.txt', '# comment\n0 2\n2 2\n5 0\n')
  const facts = async (...options: readonly string[]) =>
    JSON.parse((await groggy('info', '--json', ids, ...options)).stdout)
  const labels = await facts()
  assert.deepEqual([labels.nodes, labels.edges, labels.keyed, labels.selfLoops], [3, 3, true, 1])
  assert.deepEqual(labels.columns.nodes, [{ name: 'id', type: 'int64', missing: 0 }])
  const named = await facts('--key', 'city', '--key-type', 'utf8')
  assert.deepEqual(named.columns.nodes, [{ name: 'city', type: 'utf8', missing: 0 }])
  const indices = await facts('--ids', 'index')
  assert.deepEqual([indices.nodes, indices.keyed, indices.degree.isolated], [6, false, 3])
})

test('what is assumed, and why', async () => {
  const name = file('dates.txt', '# note\nAnn;2019-03-31;Bob\nBob;2019-04-01;Cem\n')
  const { code, stdout } = await groggy('sniff', '--target', '2', name)
  assert.equal(code, 0)
  assert.match(stdout, /^dates\.txt: by its first 2 records$/m)
  assert.match(stdout, /^between fields +";" +all 2 of the sampled records/m)
  assert.match(stdout, /^header +no +/m)
  assert.match(stdout, /^ends +source \(field 0\) to target \(field 2\)/m)
  assert.match(stdout, /^times +dates without an offset are taken for UTC/m)
  assert.match(stdout, /^column2 +timestamp +1$/m)
  const json = JSON.parse((await groggy('sniff', '--json', file('one.el', '1 2\n'))).stdout)
  assert.deepEqual(
    [json.sniffed.delimiter, json.sniffed.labels, json.sniffed.header],
    ['blanks', 'int64', false],
  )
  assert.match((await groggy('sniff', file('none.txt', '# nothing\n'))).stdout, /^none\.txt: no records$/m)
  const refused = await groggy('sniff', file('two.csv', 'Ann,Bob\n'))
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /--header/)
})

test('standard input', async () => {
  for (const [text, ...args] of [
    ['a b\nb c\n', 'info', '--json', '-'],
    ['a,b\nb,c\n', 'info', '--json', '--no-header', '-'],
  ] as const) {
    const running = start(args, {}, text)
    const { code, stdout, stderr } = await running.ended
    assert.equal(code, 0, stderr)
    assert.deepEqual([JSON.parse(stdout).nodes, JSON.parse(stdout).edges], [3, 2])
  }
  const wrong = await start(['info', '-'], {}, 'a b\nb\n').ended
  assert.match(wrong.stderr, /<standard input>:2:1: /)
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
