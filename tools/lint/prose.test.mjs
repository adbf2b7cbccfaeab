// Protects: a phrase of the list is found wherever a sentence has it, and good English is not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phrasesIn } from './prose.mjs'

test('a phrase is found with its line, also across a line break of a comment', () => {
  assert.deepEqual(
    phrasesIn('fine\n/// An object is\n/// no AbortSignal; mend it.\n').map(({ line, found }) => [
      line,
      found,
    ]),
    [
      [2, 'is no A'],
      [3, 'mend'],
    ],
  )
})

test('what reads well is not', () => {
  for (const text of [
    'There is no adjacency yet.',
    'It is no longer open.',
    'Amend it.',
    'a, again',
    'a new one',
  ]) {
    assert.deepEqual(phrasesIn(text), [], text)
  }
})
