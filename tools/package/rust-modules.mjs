// The modules of each crate form no circle: at each level of a crate, siblings use each other one way.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../run/checkout.mjs'
import { filesInGit } from './dependencies.mjs'

/**
 * Circles among sibling modules of a crate, each as the names along it.
 *
 * @param {ReadonlyMap<string, string>} sources - the text of each file, by its path below `src`.
 * @returns {string[]}
 */
export function circles(sources) {
  const modules = new Map([...sources].map(([file, text]) => [moduleOf(file), shipped(text)]))
  /** @type {Map<string, Map<string, Set<string>>>} */
  const levels = new Map()
  for (const [from, text] of modules) {
    for (const used of usedIn(from, text)) {
      const to = longest(used, modules)
      if (to === undefined) continue
      const [a, b] = [from.split('::'), to.split('::')]
      let depth = 0
      while (depth < a.length && a[depth] === b[depth]) depth++
      // What a module and its own parts need of each other is one subject.
      if (depth === a.length || depth === b.length || a[depth] === '' || b[depth] === '') continue
      const level = at(levels, a.slice(0, depth).join('::'), () => new Map())
      at(level, a[depth] ?? '', () => new Set()).add(b[depth] ?? '')
    }
  }
  return [...levels.values()].flatMap(circlesOf)
}

/** The crates of the repository with their sources. */
export function crateSources() {
  /** @type {Map<string, Map<string, string>>} */
  const crates = new Map()
  for (const file of filesInGit('crates/*/src/*.rs')) {
    const [, crate, , ...rest] = file.split('/')
    at(crates, crate ?? '', () => new Map()).set(rest.join('/'), readFileSync(inRoot(file), 'utf8'))
  }
  return crates
}

/** @param {string} file */
function moduleOf(file) {
  return file
    .replace(/\.rs$/, '')
    .replace(/(^|\/)(mod|lib)$/, '')
    .replaceAll(path.posix.sep, '::')
}

/**
 * What is compiled into the crate, without comments.
 *
 * @param {string} text
 */
function shipped(text) {
  return text.replace(/\n#\[cfg\((all\()?test[\s\S]*/, '').replaceAll(/\/\/.*/g, '')
}

/**
 * @param {string} from
 * @param {string} text
 */
function usedIn(from, text) {
  const parent = from.split('::').slice(0, -1)
  const flat = text.replaceAll(/\bsuper::/g, ['crate', ...parent, ''].join('::'))
  return [...flat.matchAll(/\bcrate::([\w:]+)(?:::\{([^;]*?)\}|)/g)].flatMap(([, base = '', list]) => {
    const trunk = base.replace(/::$/, '')
    if (list === undefined) return [trunk]
    return list.split(',').map(item => `${trunk}::${item.trim().split(/[^\w:]/)[0]}`)
  })
}

/**
 * @param {string} used
 * @param {ReadonlyMap<string, unknown>} modules
 */
function longest(used, modules) {
  for (let parts = used.split('::'); parts.length > 0; parts = parts.slice(0, -1)) {
    if (modules.has(parts.join('::'))) return parts.join('::')
  }
  return undefined
}

/** @param {ReadonlyMap<string, ReadonlySet<string>>} edges */
function circlesOf(edges) {
  /** @type {string[]} */
  const found = []
  /** @type {Set<string>} */
  const done = new Set()
  /** @type {(name: string, trail: readonly string[]) => void} */
  const visit = (name, trail) => {
    const before = trail.indexOf(name)
    if (before >= 0) found.push([...trail.slice(before), name].join(' → '))
    if (before >= 0 || done.has(name)) return
    for (const next of edges.get(name) ?? []) visit(next, [...trail, name])
    done.add(name)
  }
  for (const name of edges.keys()) visit(name, [])
  return found
}

/**
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {() => V} make
 */
function at(map, key, make) {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
