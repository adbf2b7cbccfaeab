// Protects: a program that is told to stop ends what it started, and starts nothing more.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
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

test('a signal ends this process and what it started', { skip: process.platform === 'win32' }, async () => {
  const waiting = 'setInterval(() => {}, 1e3)'
  const child = `require('child_process').spawn(process.execPath, ['-e', '${waiting}'], { stdio: 'inherit' }); ${waiting}`
  const program = `
    import { run } from ${JSON.stringify(new URL('./command.mjs', import.meta.url).href)}
    console.log('started')
    await run([process.execPath, '-e', ${JSON.stringify(child)}], { onOutput: console.log })
    console.log('went on')`
  const started = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  started.stdout.on('data', chunk => {
    output += chunk
    setTimeout(() => started.kill('SIGTERM'), 300)
  })
  // 'close' comes when every process that holds its output is gone.
  const [code] = await once(started, 'close')
  assert.deepEqual({ code, output }, { code: 143, output: 'started\n' })
})
