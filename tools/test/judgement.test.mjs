// Protects: CONTRIBUTING.md, docs/guide.md and ffi-health judge a change by the same rules.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot } from '../run/checkout.mjs'

const documents = ['CONTRIBUTING.md', 'docs/guide.md'].map(file => readFileSync(inRoot(file), 'utf8'))

test('the matrix of speed by safety is the same everywhere', () => {
  const source = readFileSync(inRoot('packages/ffi-health/src/report/matrix.ts'), 'utf8')
  const verdicts = [...source.matchAll(/^ {2}\w+: \{ certain: '([^']+)', doubtful: '([^']+)' \}/gm)]
  assert.equal(verdicts.length, 3)
  const rows = verdicts
    .map(([, certain, doubtful]) => `\\| (?:the )?${certain} \\| ${doubtful} \\|\n`)
    .join('.*?')
  for (const text of documents)
    assert.match(text, new RegExp(`memory-safe \\| not certain \\|\n.*?${rows}`, 's'))
})

test('the five questions are asked in order', () => {
  for (const text of documents) {
    assert.match(
      text,
      /host's\sidioms\?.*memory-safe\?.*zero-copy\?.*leave\sthe\shost's\sthread\?.*documented\?/s,
    )
  }
})

test('every kind of change has its reviewers', () => {
  for (const row of [
    'method signatures.*bridge',
    '`unsafe`.*core',
    'users of a language see.*face',
    'architecture.*each',
  ]) {
    assert.match(String(documents[0]), new RegExp(`^\\| .*${row}.* \\|$`, 'm'))
  }
})
