// Protects: what is told is right: units, the highest first, relations in words, senses and their neighbours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highest } from '../dist/highest.js'
import { shorten, singleLine, table } from '../dist/output.js'
import { bytes, count, duration, plural, share } from '../dist/quantities.js'
import { describeError } from '../dist/report-error.js'
import { phrase, relationName } from '../dist/tour/relations.js'

test('quantities', () => {
  assert.deepEqual([0, 0.194, 9.999, 99.96, 1234, 5.6e5, 2e9].map(duration), [
    '< 0.1 ns',
    '0.19 ns',
    '10.0 ns',
    '100 ns',
    '1.23 µs',
    '560 µs',
    '2.00 s',
  ])
  assert.deepEqual([0, 1023, 1024, 5 * 2 ** 30].map(bytes), ['0 B', '1,023 B', '1.0 KiB', '5.0 GiB'])
  assert.deepEqual([count(117791), plural(1, 'node'), plural(2, 'node')], ['117,791', '1 node', '2 nodes'])
  assert.deepEqual([share(1, 3), share(0, 0)], ['33.3 %', '–'])
})

test('the highest first, the lower index among equals, never NaN', () => {
  const values = Float64Array.of(1, 5, Number.NaN, 5, 2, 9)
  assert.deepEqual(highest(values, 3), [5, 1, 3])
  assert.deepEqual(highest(values, 10), [5, 1, 3, 4, 0])
  assert.deepEqual(highest(values, 0), [])
  const random = Float64Array.from({ length: 2000 }, (_, i) => Math.imul(i, 2654435761) >>> 20)
  const sorted = [...random.keys()].sort((a, b) => (random[b] ?? 0) - (random[a] ?? 0) || a - b)
  assert.deepEqual(highest(random, 50), sorted.slice(0, 50))
})

test('tables hold wide characters and no control characters', () => {
  const lines = table(
    ['name', 'edges'],
    [
      ['日本', '1,000'],
      ['a\tb', '2'],
    ],
    ['left', 'right'],
  ).split('\n')
  assert.deepEqual(lines, ['name  edges', '日本  1,000', 'a\uFFFDb       2'])
  assert.equal(singleLine('a\u0007b\u009fc'), 'a\uFFFDb\uFFFDc')
  assert.equal(shorten('🙂🙂🙂🙂', 3), '🙂🙂…')
})

test('relations read from both ends', () => {
  assert.equal(relationName('@'), 'hypernym')
  assert.equal(relationName('?'), undefined)
  assert.equal(phrase('hypernym', true), 'is a kind of')
  assert.equal(phrase('hypernym', false), phrase('hyponym', true))
  assert.equal(phrase('antonym', true), phrase('antonym', false))
})

test('a chain of causes is told once, also when it leads back to itself', () => {
  const inner = new Error('inner')
  const outer = new Error('outer', { cause: inner })
  inner.cause = outer
  const lines = describeError(outer)
  assert.deepEqual(
    lines.filter(line => line.includes('caused by')),
    ['  caused by  inner'],
  )
  assert.deepEqual(describeError('just text'), ['groggy: just text'])
})
