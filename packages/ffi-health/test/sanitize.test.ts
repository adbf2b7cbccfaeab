/** What sanitizers report counts when it is the addon's, and names the operation and the line. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asanProblems } from '../dist/sanitize/asan-report.js'
import { valgrindProblems } from '../dist/sanitize/valgrind-report.js'

const addon = '/tmp/x/addon.node'

describe('AddressSanitizer', () => {
  const leak = (frames: string) => `Direct leak of 48 byte(s) in 3 object(s) allocated from:\n${frames}\n\n`
  const malloc = '    #0 0x7f01 in malloc (/usr/lib/libasan.so.8+0xba0d)'
  const node = '    #1 0x7f02  (/usr/bin/node+0x123)'
  const ours = (i: number) => `    #${i} 0x7f03  (${addon}+0x456)`

  test('a leak is of who called the allocator', async () => {
    const report = `==1==ERROR: LeakSanitizer: detected memory leaks\n\n${leak(`${malloc}\n${node}\n${ours(2)}`)}${leak(`${malloc}\n${ours(1)}\n${node}`)}`
    const { errors, leaks, foreign } = await asanProblems(report, addon)
    assert.deepEqual([errors.length, leaks.length, foreign], [0, 1, 0])
    assert.equal(leaks[0]?.what, 'leak of 48 bytes')
  })

  test('an error is of the addon when any of its stacks goes through it', async () => {
    const head =
      '==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x6 at pc 0x7\nREAD of size 8 at 0x6\n'
    const freed = `${head}${node}\n\nfreed by thread T0 here:\n${malloc}\n${ours(1)}\n`
    const { errors } = await asanProblems(freed, addon)
    assert.equal(errors[0]?.what, 'heap-use-after-free, read of 8 bytes,')
    assert.deepEqual(await asanProblems(`${head}${node}\n`, addon), { errors: [], leaks: [], foreign: 1 })
  })
})

test('valgrind: errors near the addon, leaks that it allocated, also from a report cut short', () => {
  const frame = (obj: string, fn: string) => `<frame><ip>0x1</ip><obj>${obj}</obj><fn>${fn}</fn></frame>`
  const error = (kind: string, frames: string) =>
    `<error><kind>${kind}</kind><what>what ${kind}</what><stack>${frames}</stack></error>`
  const preload = frame('/usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so', 'malloc')
  const xml = `<?xml version="1.0"?><valgrindoutput>${[
    error('InvalidRead', frame(addon, 'read_it')),
    error('InvalidRead', frame('/usr/bin/node', 'theirs')),
    error('Leak_DefinitelyLost', preload + frame(addon, 'lose_it')),
    error('Leak_DefinitelyLost', preload + frame('/usr/bin/node', 'theirs') + frame(addon, 'calls_theirs')),
  ].join('')}`
  const expected = [
    ['what InvalidRead', 'read_it'],
    ['what Leak_DefinitelyLost', 'lose_it'],
  ]
  for (const text of [`${xml}</valgrindoutput>`, `${xml}<error><kind>Inval`]) {
    const found = valgrindProblems(text, [addon]).map(({ what, frames }) => [what, frames[0]])
    assert.deepEqual(found, expected)
  }
  assert.deepEqual(valgrindProblems('', [addon]), [])
})
