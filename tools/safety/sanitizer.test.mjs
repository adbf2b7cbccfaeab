// Protects: an error of ours is never filtered away with the leaks that Node and V8 leave at exit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problems } from './sanitizer.mjs'

const binding = '/work/groggy.linux-x64-gnu.node'
const leak = (/** @type {string} */ frame) => `Direct leak of 48 byte(s) in 1 object(s) allocated from:
    #0 0x7f11 (/usr/lib/libasan.so+0xb5)
    #1 0x7f22 (${frame}+0x10)
    #2 0x7f33 (${binding}+0x20)`

test('a leak counts when the frame below malloc is ours', () => {
  const header = '==1==ERROR: LeakSanitizer: detected memory leaks'
  const ours = leak(binding)
  const report = [header, leak('/usr/bin/node'), ours, 'SUMMARY: 96 byte(s) leaked'].join('\n\n')
  assert.deepEqual(problems(report, binding), [ours])
})

test('any other error counts, wherever it happened', () => {
  const report = '==1==ERROR: AddressSanitizer: heap-use-after-free\n    #0 0x1 (/usr/bin/node+0x1)'
  assert.deepEqual(problems(report, binding), [report])
})

test('an empty report is no problem', () => {
  assert.deepEqual(problems('', binding), [])
})
