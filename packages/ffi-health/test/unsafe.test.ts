/** Every `unsafe` is found, with the words that justify it; what is new since a revision stands out. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { runUnsafe } from '../dist/unsafe/check.js'
import { readRustFile } from '../dist/unsafe/sites.js'
import { folder } from './folder.js'

const source = `
// SAFETY: declared as in malloc(3).
unsafe extern "C" { fn malloc(n: usize) -> *mut u8; }
pub extern "C" fn handler() {}
// SAFETY: the name is ours alone.
#[unsafe(no_mangle)]
pub extern "C" fn entry() {}

/// Frees.
///
/// # Safety
/// \`p\` came from malloc, and is not used again.
///
/// # Panics
/// Never.
#[inline]
pub unsafe fn free(p: *mut u8) {}

struct Words;
// SAFETY: holds no pointer.
unsafe impl Send for Words {}
// SAFETY: as the trait asks.
unsafe impl Alloc for Words { unsafe fn alloc(&self) {} }
impl Words {
    fn get(&self) -> u8 {
        let s = "unsafe { in a string }"; // unsafe { in a comment }
        // SAFETY: the index is below the length,
        // which never shrinks.
        let value = unsafe { *self.at(3) };
        let bare = unsafe { *self.at(4) };
        let inside = unsafe {
            // SAFETY: said inside.
            *self.at(5)
        };
        value
    }
    unsafe fn silent(&self) {}
}
macro_rules! load { ($p:expr) => { unsafe { *$p } } }
fn safe() {}
`

test('kinds, items and reasons', async () => {
  const { sites, hasTests } = await readRustFile('src/lib.rs', source)
  const found = sites.map(({ kind, item, safety }) => [kind, item, safety])
  assert.deepEqual(found, [
    ['extern block', '(file)', 'declared as in malloc(3).'],
    ['extern fn', 'handler', undefined],
    ['attribute', '(file)', 'the name is ours alone.'],
    ['extern fn', 'entry', 'the name is ours alone.'],
    ['fn', 'free', '`p` came from malloc, and is not used again.'],
    ['impl', '(file)', 'holds no pointer.'],
    ['impl', '(file)', 'as the trait asks.'],
    ['fn', '<Words as Alloc>::alloc', 'as the trait asks.'],
    ['block', 'Words::get', 'the index is below the length, which never shrinks.'],
    ['block', 'Words::get', undefined],
    ['block', 'Words::get', 'said inside.'],
    ['fn', 'Words::silent', undefined],
    ['in macro', 'load', undefined],
  ])
  assert.equal(hasTests, false)
})

test('tests in the file are seen, and what they hold is marked', async () => {
  const { sites, hasTests } = await readRustFile(
    'src/lib.rs',
    '#[cfg(test)]\nmod tests {\n  #[test]\n  fn t() { // SAFETY: fine\n    unsafe { f() } }\n}',
  )
  assert.equal(hasTests, true)
  assert.deepEqual(
    sites.map(({ inTests }) => inTests),
    [true],
  )
})

test('the project: verdicts, tests in other files, what is new since a revision', async () => {
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder })
  const block = (name: string) =>
    `pub fn ${name}() {\n    // SAFETY: ${name} is fine.\n    unsafe { go() }\n}\n`
  write('core/src/words.rs', block('word_at'))
  write('core/tests/all.rs', 'fn uses() { word_at() }')
  write('node/src/entry.rs', 'fn enter() { unsafe { go() } }\n')
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'base')
  write('core/src/words.rs', `\n\n${block('word_at')}`)
  write('node/src/fresh.rs', block('fresh'))
  const { report, sites } = await runUnsafe({
    folder,
    baseline: 'HEAD',
    project: { rustTests: { 'node/': ['node/src'] } },
  })
  assert.deepEqual(
    report.operations.map(({ operation, status }) => [operation, status]),
    [
      ['core/src/words.rs:5', 'pass'],
      ['node/src/entry.rs:1', 'fail'],
      ['node/src/fresh.rs:3', 'pass'],
    ],
  )
  assert.deepEqual(
    sites.map(({ isNew = false, test }) => [isNew, test]),
    [
      [false, 'core/tests/all.rs'],
      [false, 'node/src'],
      [true, 'node/src'],
    ],
  )
  await assert.rejects(
    runUnsafe({ folder, baseline: 'no-such-revision' }),
    /unknown revision "no-such-revision"/,
  )
})
