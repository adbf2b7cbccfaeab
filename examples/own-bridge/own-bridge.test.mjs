// Protects: whatever is called in whatever order, this bridge answers with a value or one whole error, and
// leaves nothing behind. Run on a build that counts: `npm test`.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import v8 from 'node:v8'
import { Worker } from 'node:worker_threads'
import { Series } from './index.mjs'

const { live } = createRequire(import.meta.url)('./own-bridge.node')
const WINDOW = 10_000
/** Takes seconds to analyse, so that there is time to stop it. */
const LONG = '1 2 3 4 5 6 7 8 '.repeat(12_500)

/** Node 20 has `ArrayBuffer.prototype.transfer` behind a flag. */
const MOVABLE = 'transfer' in ArrayBuffer.prototype ? [] : ['--harmony-rab-gsab-transfer']

/** @param {string} code - run as a module of a process of its own, beside this file: what that prints. */
function inProcess(code, env = {}, flags = []) {
  const program = `import { Series } from './index.mjs'\n${code}`
  const args = [...flags, '--input-type=module', '--expose-gc', '--eval', program]
  const options = { cwd: new URL('./', import.meta.url), env: { ...process.env, ...env }, encoding: 'utf8' }
  return execFileSync(process.execPath, args, { ...options, timeout: 600_000 }).trim()
}

/** What is live once everything that can go is gone: bytes, allocations, bytes of global handles. */
async function settled() {
  // The thread of the last task frees its share after its answer has arrived: until nothing moves any more.
  for (let before = await collected(), tries = 0; ; tries++) {
    await sleep(10)
    const now = await collected()
    if (tries === 50 || now.every((value, i) => value === before[i])) return now
    before = now
  }
}

async function collected() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc()
    await turn()
  }
  return [...live(), v8.getHeapStatistics().used_global_handles_size]
}

/** What `count` calls leave behind each time. What a thread makes once, when work first comes to it, is not a leak. */
async function leftEachTime(operation) {
  const left = await leftBy(operation)
  return left.every(value => value === 0) ? left : await leftBy(operation)
}

/** What `count` calls leave behind, after as many to warm up. */
async function leftBy(operation, count = WINDOW) {
  for (let i = 0; i < count; i++) await operation(i)
  const before = await settled()
  for (let i = 0; i < count; i++) await operation(i)
  const after = await settled()
  return after.map((value, i) => value - before[i])
}

test('it is an example that can be read at once: less than 150 lines of code', () => {
  const lines = ['src/lib.rs', 'index.mjs'].flatMap(file =>
    readFileSync(new URL(file, import.meta.url), 'utf8').split('\n'),
  )
  const code = lines.filter(line => !/^\s*(\/\/|\/\*\*|$)/.test(line))
  assert.ok(code.length < 150, `${code.length} lines`)
})

test('an error is whole: code, operation, details, cause, and the line that called', () => {
  const error = thrownBy(() => new Series('1 2 x'))
  assert.equal(error.code, 'PARSE')
  assert.equal(error.operation, 'open')
  assert.deepEqual(error.details, { row: 2 })
  assert.equal(error.cause.message, 'invalid float literal')
  assert.match(error.message, /number 2 is "x": write it as/)
  assert.match(error.stack.split('\n')[1], /own-bridge\.test\.mjs/)
})

test('a stale handle is CLOSED, never somebody else', () => {
  const series = new Series('1 2')
  series.close()
  series.close()
  using(new Series('3 4'), other => {
    assert.equal(thrownBy(() => series.view()).code, 'CLOSED')
    assert.deepEqual([...other.view()], [3, 4])
  })
})

test('a view shows native memory and stays whole when its series is closed', async () => {
  const series = new Series('1 2 3')
  const view = series.view()
  view[0] = 10
  assert.deepEqual([...series.view()], [10, 2, 3])
  series.close()
  await settled()
  assert.deepEqual([...view], [10, 2, 3])
  using(new Series(''), empty => assert.equal(empty.view().length, 0))
})

test('where buffers over native memory are refused, a view is a copy', () => {
  const code = "const s = new Series('1 2'); s.view()[0] = 9; console.log(s.view().join())"
  assert.equal(inProcess(code, { OWN_BRIDGE_EXTERNAL_BUFFERS: '0' }), '1,2')
  assert.equal(inProcess(code), '9,2')
})

test('what a worker moved out of a view outlives the worker', () => {
  const worker = `
    const { parentPort } = require('node:worker_threads')
    import('${new URL('index.mjs', import.meta.url)}').then(({ Series }) => {
      const moved = new Series('7 '.repeat(200_000)).view().buffer.transfer()
      parentPort.postMessage(moved, [moved])
    })`
  const code = `
    import { once } from 'node:events'
    import { Worker } from 'node:worker_threads'
    const worker = new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] })
    const [[moved]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
    const other = Array.from({ length: 200 }, () => new Series('9 '.repeat(20_000)))
    console.log(new Float64Array(moved).filter(number => number !== 7).length, 'of', moved.byteLength / 8)`
  assert.equal(inProcess(code, {}, MOVABLE), '0 of 200000')
})

test('what the main thread moved out of a view stays as long as somebody reads it', () => {
  const code = `
    let series = new Series('7 '.repeat(20_000))
    const moved = new Float64Array(series.view().buffer.transfer())
    series.close()
    series = undefined
    for (let i = 0; i < 4; i++) { gc(); await new Promise(setImmediate) }
    const other = Array.from({ length: 200 }, () => new Series('9 '.repeat(20_000)))
    console.log(moved.filter(number => number !== 7).length, 'of', moved.length)`
  assert.equal(inProcess(code, {}, MOVABLE), '0 of 20000')
})

test('a task works on the numbers of its start, while the event loop turns', async () => {
  const series = new Series(LONG)
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const task = series.autocorrelation(5_000)
  series.view().fill(0)
  series.close()
  const [power = 0, next = 0] = await task
  clearInterval(timer)
  assert.equal(power, (12_500 * 8 * 9 * 17) / 6)
  assert.equal(next, 12_500 * (2 + 6 + 12 + 20 + 30 + 42 + 56) + 12_499 * 8)
  assert.ok(turns > 0)
})

test('an abort reaches a task that runs, and one that is not started; senseless lags are refused', async () => {
  const series = new Series(LONG)
  const aborter = new AbortController()
  const before = computedMs()
  const task = series.autocorrelation(99_999, { signal: aborter.signal })
  setTimeout(() => aborter.abort(new Error('enough')), 20)
  await assert.rejects(task, /^Error: enough$/)
  assert.ok(computedMs() - before < 2_000)
  await assert.rejects(series.autocorrelation(1, { signal: aborter.signal }), /enough/)
  for (const lags of [-1, 100_000, 1.5, Number.NaN]) {
    await assert.rejects(series.autocorrelation(lags), { code: 'INVALID_ARGUMENT' })
  }
  series.close()
  await assert.rejects(series.autocorrelation(1), { code: 'CLOSED' })
})

test('nothing stays behind: not a byte, not an allocation, not a handle', async t => {
  const series = new Series('1 2 3 4 5 6 7 8')
  const cases = {
    'open, view, close': () => using(new Series('1 2 3'), made => made.view()),
    'a view of what lives on': () => series.view(),
    'a refused text': () => thrownBy(() => new Series('1 2 x')),
    'a task': () => series.autocorrelation(3),
    'an aborted task': () => {
      const aborter = new AbortController()
      const task = series.autocorrelation(7, { signal: aborter.signal })
      aborter.abort()
      return task.catch(error => assert.equal(error.name, 'AbortError'))
    },
  }
  for (const [name, operation] of Object.entries(cases)) {
    await t.test(name, async () => assert.deepEqual(await leftEachTime(operation), [0, 0, 0]))
  }
  await t.test('and what does stay is seen', async () => {
    const kept = []
    const [bytes, allocations] = await leftBy(() => kept.push(new Series('1 2 3')), 1_000)
    assert.ok(bytes >= 1_000 * 3 * 8 && allocations >= 1_000, `${bytes} bytes, ${allocations} allocations`)
    for (const series of kept) series.close()
  })
  await t.test('what nobody closed is closed by the garbage collector', async () => {
    assert.deepEqual(await leftEachTime(() => new Series('1 2 3')), [0, 0, 0])
  })
})

test('workers that are terminated in mid-task leave nothing behind and disturb nobody', async () => {
  const source = `import('${new URL('index.mjs', import.meta.url)}').then(({ Series }) => {
    const series = new Series('1 2 3 4 5 6 7 8 '.repeat(12_500))
    series.autocorrelation(99_999).catch(() => {})
    require('node:worker_threads').parentPort.postMessage(series.view().length)
  })`
  async function terminated() {
    const worker = new Worker(source, { eval: true })
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    const before = computedMs()
    await worker.terminate()
    assert.ok(computedMs() - before < 2_000)
  }
  const series = new Series('1 2 3')
  for (let i = 0; i < 3; i++) await terminated()
  const [bytes, allocations] = await settled()
  for (let i = 0; i < 20; i++) await terminated()
  const [bytesAfter, allocationsAfter] = await settled()
  assert.deepEqual([bytesAfter - bytes, allocationsAfter - allocations], [0, 0])
  assert.deepEqual([...(await series.autocorrelation(2))], [14, 8, 3])
})

test('the process waits for a task, and ends at any time', () => {
  const start = `const task = new Series('1 2 '.repeat(50_000)).autocorrelation(`
  assert.equal(inProcess(`${start}2).then(found => console.log(found.length))`), '3')
  assert.equal(inProcess(`${start}99_999); setTimeout(() => process.exit(0), 50)`), '')
})

test('an operation can be switched off', () => {
  const code = 'try { new Series("1") } catch (error) { console.log(error.code) }'
  assert.equal(inProcess(code, { GROGGY_DISABLE: 'open' }), 'DISABLED')
})

/** Milliseconds that all threads of this process have computed for, whatever else the machine does. */
function computedMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function thrownBy(body) {
  try {
    body()
  } catch (error) {
    return error
  }
  assert.fail('nothing was thrown')
}

function using(series, body) {
  try {
    return body(series)
  } finally {
    series.close()
  }
}
