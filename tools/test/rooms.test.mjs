// Protects: folders of TypeScript sources import each other in one direction; in `groggy`, in the order of ARCHITECTURE.md.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../run/checkout.mjs'

/**
 * The imports that lead from one folder of `sources` to another, types included, by both folders.
 *
 * @param {string} sources
 */
function importsBetweenRooms(sources) {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const imports = files.flatMap(file => {
    const text = readFileSync(path.join(sources, file), 'utf8')
    const targets = [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, imported]) =>
      path.join(path.dirname(file), String(imported)),
    )
    return targets.map(target => ({ from: roomOf(file), to: roomOf(target), line: `${file} -> ${target}` }))
  })
  return imports.filter(({ from, to }) => from !== undefined && to !== undefined && from !== to)
}

/** @param {string} file - absent for a file that is in no folder: it stands above them all. */
function roomOf(file) {
  return file.includes(path.sep) ? file.split(path.sep)[0] : undefined
}

for (const name of readdirSync(inRoot('packages'))) {
  test(`${name}: no folder of its sources imports one that imports it`, () => {
    let left = importsBetweenRooms(inRoot('packages', name, 'src'))
    for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
      before = left.length
      // A folder that imports from none that is left is in no circle.
      const importing = new Set(left.map(({ from }) => from))
      left = left.filter(({ to }) => importing.has(to))
    }
    assert.deepEqual(
      left.map(({ line }) => line),
      [],
    )
  })
}

test('groggy: ARCHITECTURE.md lists every folder, and each imports only from those above it', () => {
  const sources = inRoot('packages', 'groggy', 'src')
  const [, section = ''] = readFileSync(inRoot('ARCHITECTURE.md'), 'utf8').split(
    '## The rooms of the TypeScript library\n',
  )
  const [table = ''] = section.split('\n## ')
  const order = [...table.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, room]) => room)
  const folders = readdirSync(sources, { withFileTypes: true }).filter(entry => entry.isDirectory())
  assert.deepEqual([...order].sort(), folders.map(({ name }) => name).sort())
  const upwards = importsBetweenRooms(sources).filter(
    ({ from, to }) => order.indexOf(to) > order.indexOf(from),
  )
  assert.deepEqual(
    upwards.map(({ line }) => line),
    [],
  )
})
