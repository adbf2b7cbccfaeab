// Protects: the binding gets the name that the napi CLI gives it, and every platform package says the same.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platformPackages } from '../generate/platform-packages.mjs'
import { platformTriple } from './checkout.mjs'

test('names of platforms', () => {
  assert.equal(platformTriple('linux', 'x64', false), 'linux-x64-gnu')
  assert.equal(platformTriple('linux', 'arm64', true), 'linux-arm64-musl')
  assert.equal(platformTriple('linux', 'arm', false), 'linux-arm-gnueabihf')
  assert.equal(platformTriple('darwin', 'arm64', false), 'darwin-arm64')
  assert.equal(platformTriple('win32', 'x64', false), 'win32-x64-msvc')
})

test('each platform package carries the file of its own platform', () => {
  const manifests = Object.entries(platformPackages()).filter(([file]) => file.endsWith('package.json'))
  assert.ok(manifests.length >= 6)
  for (const [file, contents] of manifests) {
    const { os, cpu, libc, main, files } = JSON.parse(contents)
    const triple = platformTriple(os[0], cpu[0], libc?.[0] === 'musl')
    assert.equal(main, `groggy.${triple}.node`)
    assert.deepEqual(files, [main])
    assert.ok(file.includes(`/npm/${triple}/`))
  }
})
