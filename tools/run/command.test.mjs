// Protects: a program that is told to stop ends what it started, and starts nothing more.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from './command.mjs'

test('run() returns the exit code and the output', async () => {
  const program = "console.log('a\\u00e9'); console.error('b'); process.exitCode = 3"
  const { code, output, stdout } = await run([process.execPath, '-e', program])
  assert.deepEqual(
    { code, stdout, lines: output.trim().split('\n').sort() },
    { code: 3, stdout: 'aé\n', lines: ['aé', 'b'] },
  )
})

test('run() returns a failure for a program that does not exist', async () => {
  const { code, output } = await run(['no-such-program-of-groggy'])
  assert.equal(code, -1)
  assert.match(output, /ENOENT/)
})

test('run() ends a program that hangs, with what it started', async () => {
  // The pipes that the grandchild holds keep run() waiting until it is gone, too.
  const program = "require('child_process').spawn('sleep', ['600'], { stdio: 'inherit' })"
  const { code, output } = await run([process.execPath, '-e', program], { hangsAfterMs: 300 })
  assert.equal(code, -1)
  assert.match(output, /had not come to an end/)
})

test('a signal ends this process and what it started', { skip: process.platform === 'win32' }, async () => {
  const child = "console.log(require('child_process').spawn('sleep', ['600']).pid)"
  const program = `
    import { run } from ${JSON.stringify(new URL('./command.mjs', import.meta.url).href)}
    await run([process.execPath, '-e', ${JSON.stringify(child)}], { verbose: true })
    console.error('went on')`
  const started = spawn(process.execPath, ['--input-type=module', '-e', program])
  const [grandchild] = await once(started.stderr.setEncoding('utf8'), 'data')
  started.kill('SIGTERM')
  assert.deepEqual(await once(started, 'exit'), [143, null])
  const isGone = () => {
    try {
      return !process.kill(Number(grandchild), 0)
    } catch {
      return true
    }
  }
  // A signal that was sent arrives soon, but not at once.
  for (let tries = 0; tries < 100 && !isGone(); tries++) await sleep(50)
  assert.ok(isGone())
})
