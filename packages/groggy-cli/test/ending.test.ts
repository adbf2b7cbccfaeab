// Protects: a command ends promptly and cleanly when the user, or the reader of its output, has had enough.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { file, roads, start } from './command.js'

/** Runs on and on: every round of a tiny graph, four thousand million times. */
const endless = ['rank', '--tolerance', '0', '--max-iterations', '4000000000']

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} cancels what runs`, { skip: process.platform === 'win32', timeout: 600_000 }, async t => {
    const running = start([...endless, file('roads.csv', roads)])
    t.after(() => running.kill('SIGKILL'))
    await running.shows('ranking …')
    running.kill(signal)
    // What is not cancelled runs for hours.
    const ended = await running.ended
    assert.equal(ended.code, code)
    assert.equal(ended.stdout, '')
    assert.match(ended.stderr, /^groggy: (interrupted|terminated)$/m)
  })
}

test('a reader that leaves early is not a failure', async () => {
  const edges = Array.from({ length: 20_000 }, (_, i) => `${i} ${i + 1}`).join('\n')
  const running = start(['rank', '--json', '--top', '20000', file('long.txt', edges)])
  await running.shows('"top"')
  running.stopReading()
  const { code, stderr } = await running.ended
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /EPIPE|Error|at /)
})

test('progress is plain where there is no terminal, and none of it is in the result', async () => {
  const running = start([...endless, file('roads.csv', roads)])
  await running.shows('ranking …')
  await sleep(300)
  running.kill('SIGINT')
  const { stdout, stderr } = await running.ended
  assert.equal(stdout, '')
  assert.ok(!stderr.includes('\u001b') && !stderr.includes('\r'))
  assert.equal(stderr.match(/ranking …/g)?.length, 1)
})
