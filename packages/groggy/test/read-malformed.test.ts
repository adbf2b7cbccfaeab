/**
 * Invariant: a file that is not what it should be becomes the error that says what and where, within bounded
 * memory, and nothing of it stays behind; the odd but right ones read as what they say.
 */

import assert from 'node:assert/strict'
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Graph, type ReadOptions, runtime } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects, turn } from './support.js'

const file = textFiles()

describe('a malformed file', () => {
  const rows: readonly (readonly [
    what: string,
    text: string | Uint8Array,
    line: number,
    column: number,
    options?: ReadOptions,
  ])[] = [
    ['a row without its last column', 'source,target,w\n0,1,2\n1,2\n', 3, 1],
    ['a row without its target', '0 1\n2\n', 2, 1],
    ['a row with too many columns', 'source,target\n0,1\n1,2,3\n', 3, 1],
    ['a header without a target', 'source\n0\n', 1, 1],
    ['a header with two sources', 'source,source\n0,1\n', 1, 8],
    ['a header with two columns of one name', 'source,target,w,w\n0,1,2,3\n', 1, 17],
    ['a label that is not an id', '0 1\n1 abc\n', 2, 3, { ids: 'index' }],
    ['a label that is negative', '0 1\n1 -2\n', 2, 3, { ids: 'index' }],
    ['a label with a fraction', '0 1\n1.5 2\n', 2, 1, { ids: 'index' }],
    ['a label with leading zeros', '0 1\n1 02\n', 2, 3, { ids: 'index' }],
    ['an endpoint that is missing', 'source,target\n0,1\n,2\n', 3, 1],
    ['a key that is missing', 'source,target\na,b\nc,\n', 3, 3],
    ['a number that is none', 'source,target,w\r\n0,1,1\r\n1,2,1x\r\n', 3, 5, { columns: { w: 'float64' } }],
    ['a quote that never ends', 'source,target,t\n0,1,"a\n1,2,b\n', 2, 5],
    ['a quote within a field', 'a,b\nc,d"e\n', 2, 3],
    ['bytes that are not UTF-8', Uint8Array.of(0x61, 0x20, 0x62, 0x0a, 0x63, 0x20, 0xff, 0x0a), 2, 3],
    ['a NUL', 'a b\nc d\0e\n', 2, 3],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0x0a, 0xff), 1, 8],
    ['UTF-16', Buffer.from('\ufeff0 1\n', 'utf16le'), 1, 1],
    ['lines that end in a carriage return alone', '0 1\r1 2\r', 1, 4],
  ]
  for (const [what, content, line, column, options] of rows) {
    it(`a malformed file is refused with line and column: ${what}`, async () => {
      const where = file('malformed.txt', content)
      const { details, message } = await rejects('PARSE', Graph.read(where, options))
      assert.deepEqual([details['path'], details['line'], details['column']], [where, line, column], message)
      assert.ok(message.includes(`${where}:${line}:${column}: `), message)
      assert.match(message, /: expected .+, got .+; .+/)
    })
  }

  it('two columns of one name are refused by name and read by number', async () => {
    const twice = file('twice.csv', 'source,source\n0,1\n')
    assert.match((await rejects('PARSE', Graph.read(twice))).message, /"source" for fields 0 and 1/)
    using g = await Graph.read(twice, { source: 0, target: 1 })
    assert.equal(g.edgeCount, 1)
  })

  it('a truncated gzip file is refused', async () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `${i} ${(i * 7) % 10_000}`).join('\n')
    const zipped = gzipSync(text)
    const wrong = Buffer.from(zipped)
    wrong[zipped.length >> 1] = (wrong[zipped.length >> 1] ?? 0) ^ 0x55
    const sum = Buffer.from(zipped)
    sum[zipped.length - 6] = (sum[zipped.length - 6] ?? 0) ^ 1
    for (const bytes of [
      zipped.subarray(0, 1),
      zipped.subarray(0, zipped.length >> 1),
      zipped.subarray(0, -1),
      wrong,
      sum,
    ]) {
      const { details } = await rejects('PARSE', Graph.read(file('broken.gz', bytes)))
      assert.ok(typeof details['path'] === 'string')
    }
  })
})

describe('an odd file', () => {
  it('CR LF, a byte order mark, blank lines and a missing last newline are read', async () => {
    for (const text of [
      '0 1\r\n1 2\r\n',
      '\ufeff0 1\n1 2\n',
      '\n\n0 1\n\n1 2',
      '0 1\n1 2\r\n\r\n',
      '\ufeff\r\n0 1\r\n1 2',
    ]) {
      using g = await Graph.read(file('odd.txt', text), { ids: 'index' })
      assert.deepEqual(
        [...g.edges].map(edge => [g.source(edge), g.target(edge)]),
        [
          [0, 1],
          [1, 2],
        ],
        JSON.stringify(text),
      )
    }
    using named = await Graph.read(file('odd.csv', '\ufeffsource,target,"w"\r\n0,1,"a\r\nb"'))
    assert.equal(named.edges.get(0, 'w'), 'a\r\nb')
  })

  it('an empty file is an empty graph', async () => {
    for (const text of ['', '\n', '\ufeff', '# only a comment', 'source,target,w\n', gzipSync('')]) {
      using g = await Graph.read(file('empty.txt', text))
      assert.deepEqual([g.nodeCount, g.edgeCount, g.edges.schema], [0, 0, {}])
      assert.deepEqual(g.nodes.schema, { id: 'int64' })
    }
  })

  it('a file that cannot be read is IO with the code of the system', async () => {
    const folder = path.dirname(file('here.txt', ''))
    for (const [where, systemCode] of [
      [path.join(folder, 'nothing.csv'), 'ENOENT'],
      [path.join(folder, 'here.txt', 'below.csv'), 'ENOTDIR'],
      [folder, 'EISDIR'],
      ['', 'ENOENT'],
    ] as const) {
      const { details } = await rejects('IO', Graph.read(where))
      assert.deepEqual([details['path'], details['systemCode']], [where, systemCode])
    }
  })
})

it('a line of 1 GiB is refused before much of it is read, and its memory is freed', async () => {
  const where = file('line.txt', '')
  const open = openSync(where, 'w')
  writeSync(open, 'a b ')
  ftruncateSync(open, 2 ** 30)
  closeSync(open)
  await turn()
  const before = runtime.memory().liveBytes
  const resident = process.memoryUsage().rss
  const { details, message } = await rejects('LIMIT_EXCEEDED', Graph.read(where))
  assert.equal(details['line'], 1)
  assert.match(message, /maxLineBytes/)
  if (process.env['GROGGY_SANITIZER'] === undefined) {
    assert.ok(process.resourceUsage().maxRSS * 1024 - resident < 400 * 2 ** 20)
  }
  const zipped = file('line.txt.gz', gzipSync(Buffer.alloc(2 ** 27, 'x')))
  await rejects('LIMIT_EXCEEDED', Graph.read(zipped))
  await turn()
  assert.ok(runtime.memory().liveBytes <= before + 1000)
})

it('an edge column may be named as the ends of edges', async () => {
  using g = await Graph.read(file('provenance.csv', 'from,to,km,source\n0,1,2.5,survey\n'))
  assert.deepEqual({ ...g.edges.row(0) }, { km: 2.5, source: 'survey' })
  assert.deepEqual(g.validate(), [])
})

it('a message quotes a field as it stands in the file', async () => {
  const where = file('tab.csv', 'from,to,km\n0,1,"a\tb"\n')
  const { details, message } = await rejects('PARSE', Graph.read(where, { columns: { km: 'float64' } }))
  assert.equal(details['found'], 'a\tb')
  assert.match(message, /a\\tb/)
})

it('an id past the largest is refused with the limit and the place', async () => {
  const { details } = await rejects(
    'LIMIT_EXCEEDED',
    Graph.read(file('ids.el', '0 1\n0 4294967295\n'), { ids: 'index' }),
  )
  const { what, limit, line, column } = details
  assert.deepEqual([what, limit, line, column], ['nodes', 0xffffffff, 2, 3])
})
