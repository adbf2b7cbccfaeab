/**
 * Invariant: strings cross the boundary packed and come out as they went in, whatever they hold; a lone
 * surrogate is refused with its row; the cache of decoded strings never grows past its slots.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Graph } from 'groggy'
import { packText } from '../dist/schema/text.js'
import { TextCache } from '../dist/views/text-cache.js'
import { fails } from './support.js'

function unpack(strings: readonly (string | undefined)[]): string[] {
  const packed = packText('text', strings)
  assert.ok(!('row' in packed))
  const texts: string[] = []
  let start = 0
  for (const length of packed.lengths) {
    texts.push(Buffer.from(packed.bytes.subarray(start, start + length)).toString('utf8'))
    start += length
  }
  assert.equal(start, packed.bytes.length)
  return texts
}

describe('packing strings', () => {
  it('packing keeps ASCII, Latin, CJK and astral characters', () => {
    const strings = ['', 'plain', 'nœud', '節点', '😀😀', 'a\0b', '\u07ff\u0800\uffff', 'x'.repeat(100_000)]
    assert.deepEqual(unpack(strings), strings)
  })

  it('packing keeps any well-formed strings, in chunks of any size', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 1200, size: 'max' }), strings => {
        assert.deepEqual(unpack(strings), strings)
      }),
      { numRuns: 60 },
    )
  })

  it('packing gives missing strings no bytes', () => {
    assert.deepEqual(unpack([undefined, 'é', undefined]), ['', 'é', ''])
  })

  it('packing names the first lone surrogate, also where joining would make a pair', () => {
    assert.deepEqual(packText('text', ['ok', 'é\ud800', '\udc00']), { row: 1 })
    assert.deepEqual(packText('text', ['ok', '\udc00']), { row: 1 })
    const many = Array.from({ length: 2000 }, (_, i) => `node ${i}`)
    many[1777] = 'bad \udfff'
    assert.deepEqual(packText('text', many), { row: 1777 })
  })

  it('packing keeps long strings among short ones', () => {
    const long = '節'.repeat(40_000)
    const strings = ['a', long, 'b', '', long, long, 'é']
    assert.deepEqual(unpack(strings), strings)
  })

  it('packing refuses more text than a column holds before it allocates', () => {
    using g = new Graph()
    const most = 'x'.repeat(2 ** 29 - 24)
    const { details } = fails('LIMIT_EXCEEDED', () => g.addNodes({ name: new Array(9).fill(most) }))
    assert.equal(details['requested'], 9 * most.length)
    assert.deepEqual([g.nodeCount, g.nodes.schema], [0, {}])
  })

  it('packing grows its buffer when a later chunk is not ASCII', () => {
    const strings = [
      ...Array.from({ length: 600 }, () => 'ascii'),
      ...Array.from({ length: 600 }, () => '節節節節'),
    ]
    assert.deepEqual(unpack(strings), strings)
  })
})

describe('the cache of decoded strings', () => {
  it('the cache keeps at most 2^16 strings', () => {
    const cache = new TextCache()
    cache.prepare(0, 10_000_000)
    for (let code = 0; code < 200_000; code++) cache.put(code, `string ${code}`)
    assert.equal(cache.strings.length, 1 << 16)
    assert.equal(cache.codes[199_999 & cache.mask], 199_999)
  })

  it('the cache is emptied past its budget, and does not keep very long strings', () => {
    const cache = new TextCache()
    cache.prepare(0, 1000)
    for (let code = 0; code < 1000; code++) cache.put(code, 'x'.repeat(60_000))
    const units = cache.strings.reduce((sum, text) => sum + text.length, 0)
    assert.ok(units <= 8 << 20)
    cache.put(7, 'y'.repeat(100_000))
    assert.notEqual(cache.strings[7 & cache.mask]?.[0], 'y')
  })

  it('the cache keeps its strings when the dictionary grows, and none when it is rebuilt', () => {
    const cache = new TextCache()
    cache.prepare(0, 64)
    for (let code = 0; code < 64; code++) cache.put(code, `s${code}`)
    cache.prepare(0, 5000)
    for (let code = 0; code < 64; code++) assert.equal(cache.strings[code & cache.mask], `s${code}`)
    cache.prepare(1, 5000)
    assert.ok(cache.codes.every(code => code === 0xffff_ffff))
  })
})
