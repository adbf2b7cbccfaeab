/**
 * Protects: real tables that only grow are found, and real caches are not, in memory of every kind.
 *
 * The calls are counted out, not timed, and the configs tell their own memory, as addons do that count: so the verdict
 * goes by what V8 counts, and not by pages of the process, which other processes move.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OperationReport } from '../dist/findings/findings.js'
import { leaks } from '../dist/leaks/check.js'
import { checkConfig } from './check-config.js'

/** What `run` does, by name, and what must be found. */
const tables: Readonly<Record<string, readonly [run: string, setup: string, found: RegExp]>> = {
  map: ['kept.set(kept.size, i)', 'const kept = new Map()', /per call of heap memory/],
  list: ['kept.push(i)', 'const kept = []', /per call of heap memory/],
  typed: [
    `if (count === kept.length) {
      const larger = new Float64Array(2 * count)
      larger.set(kept)
      kept = larger
    }
    kept[count++] = i`,
    'let kept = new Float64Array(64), count = 0',
    /per call of external memory/,
  ],
}

const caches: Readonly<Record<string, readonly [run: string, setup: string]>> = {
  filled: ['if (kept.size < 20_000) kept.set(kept.size, { i })', 'const kept = new Map()'],
  leastRecentlyUsed: [
    `const key = i % 3000
    const value = kept.get(key) ?? { i }
    kept.delete(key)
    kept.set(key, value)
    if (kept.size > 2000) kept.delete(kept.keys().next().value)`,
    'const kept = new Map()',
  ],
  interned: [
    `const word = \`word \${(i * 7919) % 10_007}\`
    if (!kept.has(word)) kept.set(word, word)`,
    'const kept = new Map()',
  ],
  typed: [
    `if (count < 50_000) {
      if (count === kept.length) {
        const larger = new Float64Array(2 * count)
        larger.set(kept)
        kept = larger
      }
      kept[count++] = i
    }`,
    'let kept = new Float64Array(64), count = 0',
  ],
}

async function judge(run: string, setup: string): Promise<OperationReport> {
  const { operations } = await checkConfig(
    leaks,
    `${setup}
    export default { name: 'x', load: () => ({}), nativeMemory: () => 0, operations: {
      keep: { class: 'simpleQuery', lenient: true, run: (_, i) => { ${run} } },
    } }`,
    [{ name: 'keep', facts: { class: 'simpleQuery', lenient: true }, async: false }],
    { exactMemory: true, windowCalls: 5000 },
  )
  const [found] = operations
  assert.ok(found)
  return found
}

describe('a table that only grows fails', { concurrency: 2 }, () => {
  for (const [name, [run, setup, found]] of Object.entries(tables)) {
    test(name, async () => {
      const { status, reason } = await judge(run, setup)
      assert.equal(status, 'fail', reason)
      assert.match(reason, found)
    })
  }
})

describe('a cache that fills up to a bound passes', { concurrency: 2 }, () => {
  for (const [name, [run, setup]] of Object.entries(caches)) {
    test(name, async () => {
      const { status, reason } = await judge(run, setup)
      assert.equal(status, 'pass', reason)
    })
  }
})
