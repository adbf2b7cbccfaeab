/**
 * Invariant: every option of `Graph.read` does what it says, a wrong one is refused before the file is touched
 * and named as TypeScript spells it, and what a column holds does not depend on where in the file it says so.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph, type ReadOptions, runtime } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects } from './support.js'

const file = textFiles()

describe('columns', () => {
  const csv = file(
    'columns.csv',
    'a,when,source,b,target,c\n1,2019-03-31,0,7,1,x\n-2,,1,8,2\n,2019-04-01,2,,0,y,z,more\n',
  )

  it('columns are chosen by name and by number, and others may be missing or wrong', async () => {
    using g = await Graph.read(csv, { columns: ['b', 0] })
    assert.deepEqual(g.edges.schema, { b: 'float64', a: 'float64' })
    assert.deepEqual(g.edges.column('a').toArray(), [1, -2, undefined])
    using none = await Graph.read(csv, { columns: [] })
    assert.deepEqual([none.edgeCount, none.edges.schema], [3, {}])
    await rejects('PARSE', Graph.read(csv))
  })

  it('columns have the types that were asked for', async () => {
    using g = await Graph.read(csv, { columns: { a: 'int64', when: 'timestamp', b: 'auto' } })
    assert.deepEqual(g.edges.schema, { a: 'int64', when: 'timestamp', b: 'float64' })
    const a: bigint | undefined = g.edges.get(1, 'a')
    assert.equal(a, -2n)
    assert.deepEqual(g.edges.get(0, 'when'), new Date('2019-03-31'))
    const text = 'source,target,w\n0,1,1\n1,2,0\n'
    for (const [type, values] of [
      ['bool', [true, false]],
      ['int32', [1, 0]],
      ['uint32', [1, 0]],
      ['int64', [1n, 0n]],
      ['float32', [1, 0]],
      ['float64', [1, 0]],
      ['utf8', ['1', '0']],
      ['timestamp[s]', [new Date(1000), new Date(0)]],
      ['timestamp[ms]', [new Date(1), new Date(0)]],
      ['auto', [1, 0]],
    ] as const) {
      using typed = await Graph.read(file('w.csv', text), { columns: { w: type } })
      assert.deepEqual(typed.edges.column('w').toArray(), values, type)
    }
  })

  it('a value that does not fit the type of its column is refused with its place', async () => {
    for (const [type, value] of [
      ['float64', 'abc'],
      ['float64', '1e400'],
      ['float32', '1e39'],
      ['int32', '2147483648'],
      ['uint32', '-1'],
      ['int64', '1.5'],
      ['bool', 'maybe'],
      ['timestamp', '2019-02-29'],
    ] as const) {
      const bad = file('bad.csv', `source,target,w\n0,1,\n\n1,2,${value}\n`)
      const { details, message } = await rejects('PARSE', Graph.read(bad, { columns: { w: type } }))
      assert.deepEqual(
        [details['path'], details['line'], details['column'], details['found']],
        [bad, 4, 5, value],
        type,
      )
      assert.match(message, /`columns`/)
      using guessed = await Graph.read(bad)
      assert.deepEqual(guessed.edges.column('w').toArray(), [
        undefined,
        value === '-1' ? -1 : guessedAs(value),
      ])
    }
  })

  it('a column that becomes text in the last of many rows loses nothing', async () => {
    const rows = 900_000
    const lines = Array.from({ length: rows }, (_, i) => `${i % 1000} ${i % 7} ${i}.50`)
    const numbers = file('late.el', `${lines.join('\n')}\n`)
    using g = await Graph.read(numbers)
    assert.equal(g.edges.get(rows - 1, 'weight'), rows - 1 + 0.5)
    lines[rows - 1] = '0 1 abc'
    const late = file('late.el', `${lines.join('\n')}\n`)
    using text = await Graph.read(late)
    assert.equal(text.edges.schema['weight'], 'utf8')
    for (const row of [0, 1, 4567, rows - 2]) assert.equal(text.edges.get(row, 'weight'), `${row}.50`)
    assert.equal(text.edges.get(rows - 1, 'weight'), 'abc')
    const { details } = await rejects('PARSE', Graph.read(late, { columns: { weight: 'float64' } }))
    assert.deepEqual([details['line'], details['column']], [rows, 5])
    lines[rows - 1] = '0 x 1.5'
    using named = await Graph.read(file('late.el', lines.join('\n')))
    assert.deepEqual([named.nodes.schema, named.keyOf(named.nodeCount - 1)], [{ id: 'utf8' }, 'x'])
    assert.equal(named.nodeByKey('7'), named.source(7))
  })
})

describe('layout', () => {
  it('header, delimiter, quoting and comment are options', async () => {
    const edges = async (text: string, options: ReadOptions = {}): Promise<string[]> => {
      using g = await Graph.read(file('layout.csv', text), options)
      return [...g.edges].map(edge => `${g.keyOf(g.source(edge))}>${g.keyOf(g.target(edge))}`)
    }
    assert.deepEqual(await edges('source,target\na,b\n'), ['a>b'])
    assert.deepEqual(await edges('source,target\na,b\n', { header: false }), ['source>target', 'a>b'])
    assert.deepEqual(await edges('a,b\nc,d\n', { header: true }), ['c>d'])
    assert.deepEqual(await edges('a:b,c\nd:e\n', { header: false, delimiter: ':' }), ['a>b,c', 'd>e'])
    assert.deepEqual(await edges('a,5" disk\n', { header: false, quoting: false }), ['a>5" disk'])
    assert.deepEqual(await edges('"x y" z\n', { format: 'edgelist' }), ['x y>z'])
    assert.deepEqual(await edges('! note\na,b\n', { header: false, comment: '#!' }), ['a>b'])
    assert.deepEqual(await edges('#a b\n', { comment: '', format: 'edgelist' }), ['#a>b'])
  })

  it('keys of 64 bits are read exactly', async () => {
    const wide = file('wide.csv', 'source,target\n9007199254740993,-5\n')
    using g = await Graph.read(wide, { key: 'number', keyType: 'int64' })
    assert.equal(g.keyOf(0), 9007199254740993n)
    using text = await Graph.read(wide, { keyType: 'utf8' })
    assert.deepEqual([text.keyOf(0), text.nodes.schema], ['9007199254740993', { id: 'utf8' }])
    const bad = file('wide.csv', 'source,target\n1,2\n3,x\n')
    const { details, message } = await rejects('PARSE', Graph.read(bad, { key: 'id', keyType: 'int64' }))
    assert.deepEqual([details['line'], details['column']], [3, 3])
    assert.match(message, /keyType/)
  })

  it('a field that the file lacks is refused with the option that asked for it', async () => {
    const where = file('narrow.csv', 'source,target\n1,2\n')
    for (const [option, value] of [
      ['source', 17],
      ['target', 2],
      ['columns', [2]],
    ] as const) {
      const { details, message } = await rejects('INVALID_ARGUMENT', Graph.read(where, { [option]: value }))
      assert.deepEqual([details['argument'], details['value']], [option, [value].flat()[0]])
      assert.match(message, /"source", "target"/)
    }
  })

  it('limits of line and text lengths are kept', async () => {
    const where = file('limits.el', `0 1 ${'x'.repeat(100)}\n`)
    const line = await rejects('LIMIT_EXCEEDED', Graph.read(where, { maxLineBytes: 50 }))
    assert.match(line.message, /maxLineBytes/)
    const all = await rejects('LIMIT_EXCEEDED', Graph.read(where, { maxTextBytes: 50 }))
    assert.match(all.message, /maxTextBytes/)
    using g = await Graph.read(where, { maxLineBytes: 200, maxTextBytes: 200 })
    assert.equal(g.edgeCount, 1)
  })
})

describe('wrong options', () => {
  it('wrong options are refused by name before anything is read', async () => {
    const never = 'never-opened.csv'
    for (const [option, value, code] of [
      ['columns', 'km', 'TYPE_MISMATCH'],
      ['columns', 5, 'TYPE_MISMATCH'],
      ['columns', null, 'TYPE_MISMATCH'],
      ['columns', [null], 'TYPE_MISMATCH'],
      ['columns', ['a', undefined, 'b'], 'TYPE_MISMATCH'],
      ['columns', [-1], 'INVALID_ARGUMENT'],
      ['columns', ['\ud800'], 'INVALID_ARGUMENT'],
      ['columns', { km: 'number' }, 'TYPE_MISMATCH'],
      ['columns', { km: undefined }, 'TYPE_MISMATCH'],
      ['columns', { km: 'vector<float32, 3>' }, 'INVALID_ARGUMENT'],
      ['header', 'yes', 'TYPE_MISMATCH'],
      ['quoting', 1, 'TYPE_MISMATCH'],
      ['delimiter', 44, 'TYPE_MISMATCH'],
      ['delimiter', '', 'INVALID_ARGUMENT'],
      ['delimiter', '::', 'INVALID_ARGUMENT'],
      ['delimiter', '→', 'INVALID_ARGUMENT'],
      ['comment', ['#'], 'TYPE_MISMATCH'],
      ['comment', '…', 'INVALID_ARGUMENT'],
      ['maxLineBytes', '5', 'TYPE_MISMATCH'],
      ['maxLineBytes', 0, 'INVALID_ARGUMENT'],
      ['maxLineBytes', 1.5, 'INVALID_ARGUMENT'],
      ['maxLineBytes', 2 ** 31 + 1, 'INVALID_ARGUMENT'],
      ['maxTextBytes', Number.POSITIVE_INFINITY, 'INVALID_ARGUMENT'],
      ['keyType', 'float64', 'INVALID_ARGUMENT'],
      ['ids', 'key', 'INVALID_ARGUMENT'],
      ['name', 5, 'TYPE_MISMATCH'],
      ['key', '', 'INVALID_ARGUMENT'],
    ] as const) {
      const options = { [option]: value } as ReadOptions
      const { message } = await rejects(code, Graph.read(never, options))
      assert.ok(message.includes(option) || message.includes('km'), message)
    }
    await rejects('INVALID_ARGUMENT', Graph.read(never, { ids: 'index', key: 'id' }))
    await rejects('INVALID_ARGUMENT', Graph.read(never, { ids: 'index', keyType: 'utf8' }))
    await rejects('INVALID_ARGUMENT', Graph.read('a\0b'))
    const unknown = await rejects('INVALID_ARGUMENT', Graph.read(never, { headers: true } as ReadOptions))
    assert.equal(unknown.details['value'], 'headers')
    assert.match(unknown.message, /delimiter/)
  })

  it('options that contradict the file are refused with what it has', async () => {
    const csv = file('has.csv', 'source,target,km\n0,1,5\n')
    const missing = await rejects('ATTRIBUTE_NOT_FOUND', Graph.read(csv, { columns: ['miles'] }))
    assert.match(missing.message, /km/)
    await rejects('INVALID_ARGUMENT', Graph.read(csv, { columns: [9] }))
    await rejects('INVALID_ARGUMENT', Graph.read(csv, { columns: ['source'] }))
    await rejects('INVALID_ARGUMENT', Graph.read(csv, { columns: ['km', 2] }))
    for (const option of ['delimiter', 'comment'] as const) {
      const { details } = await rejects('INVALID_ARGUMENT', Graph.read(csv, { [option]: '"' }))
      assert.equal(details['argument'], option)
    }
  })

  it('options are read once, and what their getters throw passes', async () => {
    const thrown = new Error('mine')
    const trap = Object.defineProperty({}, 'columns', {
      enumerable: true,
      get: () => {
        throw thrown
      },
    })
    await assert.rejects(Graph.read('never-opened.csv', trap), error => error === thrown)
    let reads = 0
    const counting = {
      get columns() {
        reads += 1
        return ['km']
      },
    }
    using g = await Graph.read(file('once.csv', 'source,target,km\n0,1,5\n'), counting)
    assert.deepEqual([reads, g.edges.schema], [1, { km: 'float64' }])
  })
})

it('the statistics of read() say where it ran and why', async () => {
  const small = file('small.el', '0 1\n')
  const reason = async (options: ReadOptions): Promise<string> => {
    using g = await Graph.read(small, options)
    assert.equal(g.edgeCount, 1)
    return runtime.stats().operations['read']?.reason ?? ''
  }
  assert.equal(await reason({}), 'on the pool, because how long it takes is not known beforehand')
  assert.match(await reason({ offload: 'inline' }), /^inline, because the caller asked for it/)
  assert.match(await reason({ offload: 'pool' }), /^on the pool, because the caller asked for it/)
  assert.equal(runtime.stats().operations['read']?.predictedNs, null)
})

/** What an untyped column with this one value has. */
function guessedAs(value: string): number | string {
  return value === '2147483648' || value === '1.5' || value === '1e39' ? Number(value) : value
}
