// Protects: crates depend on each other one way, and the modules of a crate use each other without circles.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { filesInGit, inRoot } from '../run/checkout.mjs'

/** From the core to the binding. */
const LAYERS = ['groggy', 'groggy-host', 'groggy-session', 'groggy-node']

/** The core is not among them: a graph and its snapshots are made from each other. */
for (const crate of LAYERS.slice(1)) {
  test(`${crate}: no modules use each other in a circle`, () => {
    const below = `crates/${crate}/src/`
    const files = filesInGit('*.rs').filter(file => file.startsWith(below) && !/\btests\b/.test(file))
    const modules = new Map(files.map(file => [moduleOf(file.slice(below.length)), file]))
    let left = [...modules].flatMap(([from, file]) => uses(from, readFileSync(inRoot(file), 'utf8'), modules))
    assert.ok(left.length > 0)
    for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
      before = left.length
      // A module that uses none that is left is in no circle.
      const using = new Set(left.map(({ from }) => from))
      left = left.filter(({ to }) => using.has(to))
    }
    assert.deepEqual(left, [])
  })

  test(`${crate} depends on crates below it alone`, () => {
    const manifest = readFileSync(inRoot('crates', crate, 'Cargo.toml'), 'utf8')
    const [, dependencies = ''] = manifest.split('\n[dependencies]\n')
    const ours = [...dependencies.matchAll(/^(groggy[\w-]*)/gm)].map(([, name = '']) => name)
    assert.deepEqual(
      ours.filter(name => LAYERS.indexOf(name) >= LAYERS.indexOf(crate)),
      [],
    )
  })
}

/** @param {string} file - below `src`. */
function moduleOf(file) {
  return file.replace(/(^|\/)?(mod|lib)?\.rs$/, '').replaceAll('/', '::')
}

/**
 * What a module uses of its crate: an edge between the two siblings, at whatever level, that the paths lead through. What
 * a module and its own parts have of each other is one subject.
 *
 * @param {string} from
 * @param {string} text
 * @param {ReadonlyMap<string, string>} modules
 */
function uses(from, text, modules) {
  const shipped = text.replace(/\n#\[cfg\(test\)\]\nmod tests \{[\s\S]*/, '').replaceAll(/\/\/.*/g, '')
  const parent = from.split('::').slice(0, -1)
  const absolute = shipped.replaceAll(/\bsuper::/g, ['crate', ...parent, ''].join('::'))
  const paths = [...absolute.matchAll(/\bcrate::([\w:]+)(?:\{([^;]*?)\})?/g)].flatMap(
    ([, trunk = '', list]) =>
      (list ?? '').split(',').map(item => `${trunk}${item.trim().split(/[^\w:]/)[0]}`),
  )
  return paths.flatMap(used => {
    const [a, b] = [from.split('::'), known(used.split('::'), modules)]
    const depth = a.findIndex((part, index) => part !== b[index])
    if (from === '' || depth < 0 || b.length <= depth) return []
    return [{ from: a.slice(0, depth + 1).join('::'), to: b.slice(0, depth + 1).join('::') }]
  })
}

/**
 * The longest beginning of a path that is a module.
 *
 * @param {string[]} parts
 * @param {ReadonlyMap<string, string>} modules
 * @returns {string[]}
 */
function known(parts, modules) {
  return parts.length === 0 || modules.has(parts.join('::')) ? parts : known(parts.slice(0, -1), modules)
}
