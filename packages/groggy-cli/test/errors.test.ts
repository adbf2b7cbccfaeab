// Protects: every failure is told on standard error, with code, remedy and causes, and shows in the exit code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ended, file, groggy, roads } from './command.js'

function assertFailed({ code, stdout, stderr }: Ended, exitCode: number, ...shown: readonly RegExp[]): void {
  assert.equal(code, exitCode, stderr)
  assert.equal(stdout, '')
  for (const pattern of shown) assert.match(stderr, pattern)
  assert.doesNotMatch(stderr, /^ +at /m, 'no stack')
}

test('a file that is not there', async () => {
  const failed = await groggy('info', '--json', 'nowhere.csv')
  assertFailed(
    failed,
    1,
    /^groggy: .*"nowhere\.csv"/,
    /^ {2}code +IO$/m,
    /^ {2}systemCode ENOENT$/m,
    /^ {2}remedy +check the path/m,
    /^ {2}caused by +No such file/m,
  )
})

test('a stack when it is asked for', async () => {
  const { code, stderr } = await groggy('info', '--verbose', 'nowhere.csv')
  assert.equal(code, 1)
  assert.match(stderr, /^ +at /m)
})

test('a folder, and text that is not what it should be', async () => {
  assertFailed(await groggy('rank', '.'), 1, /^ {2}code +IO$/m)
  const broken = await groggy('rank', file('broken.csv', 'source,target\na,b\nc\n'))
  assertFailed(broken, 1, /^ {2}code +PARSE$/m, /^ {2}line +3$/m, /^ {2}remedy +correct that line/m)
})

test('columns and nodes that are not there', async () => {
  const name = file('roads.csv', roads)
  assertFailed(await groggy('rank', '--weight', 'miles', name), 1, /ATTRIBUTE_NOT_FOUND/, /groggy info FILE/)
  assertFailed(await groggy('info', '--source', 'miles', name), 1, /ATTRIBUTE_NOT_FOUND/)
  assertFailed(await groggy('path', name, 'Basel', 'Genf'), 1, /KEY_NOT_FOUND/, /"Genf"/)
  assertFailed(await groggy('path', '--weight', 'km', name, 'A', 'B'), 1, /INVALID_ARGUMENT/, /edge +4/)
})

test('nodes of a file with numbers', async () => {
  const name = file('ids.txt', '0 1\n1 2\n')
  assertFailed(await groggy('path', name, '0', '3'), 1, /KEY_NOT_FOUND/, /groggy rank FILE/)
  for (const wrong of ['1.5', '0x1', 'x', '', ' ']) {
    assertFailed(await groggy('path', '--', name, '0', wrong), 2, /expected a whole number.*, got/)
  }
  assertFailed(
    await groggy('path', '--ids', 'index', name, '0', '3'),
    1,
    /NODE_NOT_FOUND/,
    /id of a live node, got 3/,
    /groggy info FILE/,
  )
  for (const wrong of ['-1', '1.5', '0x1', 'x', '', ' ']) {
    const failed = await groggy('path', '--ids', 'index', '--', name, '0', wrong)
    assertFailed(failed, 2, /expected a node from 0 to 2, got/, /--ids/)
  }
})

test('values out of range', async () => {
  const name = file('roads.csv', roads)
  assertFailed(await groggy('rank', '--damping', '1', name), 1, /INVALID_ARGUMENT/, /damping/)
  assertFailed(await groggy('rank', '--damping', 'high', name), 2, /Use a number/)
  assertFailed(await groggy('rank', '--top', '-1', name), 2)
})

test('wrong usage, with what was meant', async () => {
  assertFailed(await groggy('inof', 'x'), 2, /unknown command 'inof'/, /Did you mean info\?/)
  assertFailed(await groggy('rank', '--tpo', '3', 'x'), 2, /unknown option '--tpo'/, /Did you mean --top\?/)
  assertFailed(await groggy('rank'), 2, /missing required argument 'file'/)
  assertFailed(await groggy('info', 'a', 'b'), 2, /too many arguments/)
  assertFailed(await groggy('info', '--directed', '--undirected', 'a'), 2, /cannot be used with/)
  assertFailed(await groggy('info', '--format', 'xml', 'a'), 2, /csv/)
  assertFailed(await groggy(), 2, /^Usage: groggy/, /Commands:/)
})

test('help and version are not a failure', async () => {
  const help = await groggy('--help')
  assert.deepEqual([help.code, help.stderr], [0, ''])
  assert.match(help.stdout, /Examples:/)
  for (const command of ['tour', 'info', 'rank', 'components', 'path']) {
    const { code, stdout } = await groggy(command, '--help')
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`Usage: groggy ${command}`))
    assert.match(stdout, /Examples?:\n {2}groggy /)
  }
  const version = await groggy('--version')
  assert.equal(version.code, 0)
  assert.match(version.stdout, /^groggy-cli \d+\.\d+\.\d+\n$/)
})
