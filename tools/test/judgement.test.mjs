// Protects: how a change is judged is the same wherever it is written down.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot } from '../run/checkout.mjs'

const contributing = readFileSync(inRoot('CONTRIBUTING.md'), 'utf8')
const guide = readFileSync(inRoot('docs', 'guide.md'), 'utf8')

/**
 * The rows of the table below a header, without its emphasis.
 *
 * @param {string} text
 * @param {string} header - how its first line begins.
 * @returns {string[][]}
 */
function tableOf(text, header) {
  const from = text.indexOf(`\n${header}`)
  assert.ok(from >= 0, header)
  const [, , ...rows] = String(text.slice(from + 1).split('\n\n')[0]).split('\n')
  return rows.map(row => row.split('|').map(cell => cell.trim()))
}

test('the matrix of speed by safety is the same everywhere', () => {
  const source = readFileSync(inRoot('packages', 'ffi-health', 'src', 'report', 'matrix.ts'), 'utf8')
  const verdicts = [...source.matchAll(/^ {2}(\w+): \{ certain: '([^']+)', doubtful: '([^']+)' \}/gm)]
  assert.deepEqual(
    verdicts.map(([, speed]) => speed),
    ['high', 'medium', 'low'],
  )
  for (const text of [contributing, guide]) {
    const cells = tableOf(text, '| | memory-safe | not certain |').map(([, , safe, doubtful]) => [
      safe?.replace('the standard', 'standard'),
      doubtful,
    ])
    assert.deepEqual(
      cells,
      verdicts.map(([, , safe, doubtful]) => [safe, doubtful]),
    )
  }
})

test('the five questions are asked in order', () => {
  const questions = [
    /host's\sidioms\?/,
    /memory-safe\?/,
    /zero-copy\?/,
    /leave\sthe\shost's\sthread\?/,
    /documented\?/,
  ]
  for (const text of [contributing, guide]) {
    const places = questions.map(question => text.search(question))
    assert.ok(!places.includes(-1), `not all are asked: ${places}`)
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    )
  }
})

test('every kind of change has its reviewers', () => {
  const rows = tableOf(contributing, '| change | needs |')
  for (const [change, reviewer] of /** @type {const} */ ([
    ['method signatures', 'bridge reviewer'],
    ['conversions', 'bridge reviewer'],
    ['error texts', 'bridge reviewer'],
    ['core interfaces', 'core reviewer'],
    ['memory layout', 'core reviewer'],
    ['`unsafe`', 'core reviewer'],
    ['what users of a language see', 'face'],
    ['new dependency', 'face'],
    ['architecture', 'each layer'],
    ['how work leaves a thread', 'each layer'],
    ['the error model', 'each layer'],
    ['fast but not certain', 'second reviewer'],
  ])) {
    const needs = rows.find(([, cell]) => cell?.includes(change))?.[2] ?? ''
    assert.ok(needs.includes(reviewer), `${change}: ${needs}`)
  }
})
