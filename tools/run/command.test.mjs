// Protects: a script that is told to stop ends what it started, and starts nothing more.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { inRoot } from './checkout.mjs'
import { run } from './command.mjs'

const node = process.execPath

test('output and exit code are told, lines one by one', async () => {
  const program = "console.log('a\\u00e9'); console.log('b'); console.error('c'); process.exitCode = 3"
  const whole = await run([node, '-e', program])
  assert.equal(whole.code, 3)
  assert.deepEqual(whole.output.trim().split('\n').sort(), ['aé', 'b', 'c'])
  /** @type {string[]} */
  const lines = []
  const { output } = await run([node, '-e', program], { onStdoutLine: line => lines.push(line) })
  assert.deepEqual(lines, ['aé', 'b'])
  assert.equal(output, 'c\n')
})

test('a program that is not there is a failure, not an exception', async () => {
  const { code, output } = await run(['no-such-program-of-groggy'])
  assert.equal(code, -1)
  assert.match(output, /ENOENT/)
})

test('a time-out ends the program and what it started', async () => {
  const grandchild = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'inherit' })`
  // Its output is held open by the grandchild: were that to live on, this would not end.
  const { timedOut } = await run([node, '-e', `${grandchild}; setInterval(() => {}, 1e3)`], {
    timeoutMs: 500,
  })
  assert.equal(timedOut, true)
})

test('a signal ends the program that runs, and no other is started', {
  skip: process.platform === 'win32',
}, async () => {
  const script = `
    import { run } from ${JSON.stringify(`file://${inRoot('tools', 'run', 'command.mjs')}`)}
    for (let i = 0; ; i++) {
      console.log('start ' + i)
      await run([process.execPath, '-e', 'setInterval(() => {}, 1e3)'])
    }`
  const child = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
    if (output.includes('start 0')) setTimeout(() => child.kill('SIGTERM'), 300)
  })
  const [code] = await once(child, 'exit')
  assert.equal(code, 143)
  assert.equal(output, 'start 0\n')
})
