/** Where the declarations of a package are. */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Project } from '../config/project.js'
import { NothingToJudge } from '../project/judge-project.js'

/** A way into a package. */
export interface Entry {
  /** As in `exports`: `.`, `./monitor`. */
  readonly name: string
  /** The declaration file, absolute. */
  readonly types: string
}

/** The declarations of a package. */
export interface DeclaredEntries {
  readonly entries: readonly Entry[]
  /** Why there are none. */
  readonly missing?: string
  /** The name of a package that is not the one of the config's folder, and that the config does not name. */
  readonly ofOthers?: string
}

interface Manifest {
  readonly name?: unknown
  readonly types?: unknown
  readonly typings?: unknown
  readonly main?: unknown
  readonly exports?: unknown
}

/**
 * The entries of a package that have declarations: of the one that the config names, else of the one that it loads
 * by name, else of the one whose folder it is in.
 *
 * @param loads - the package that the config loads, where it says so by name.
 * @throws {NothingToJudge} when what the config names is not there.
 */
export function entriesOf(folder: string, project: Project, loads?: string): DeclaredEntries {
  if (project.types !== undefined) {
    const types = path.resolve(folder, project.types)
    if (!existsSync(types))
      throw new NothingToJudge(`cannot find the declaration file ${types}; build the package first`)
    return { entries: [{ name: '.', types }] }
  }
  if (project.package !== undefined) {
    const at = packageFolder(folder, project.package)
    if (at === undefined)
      throw new NothingToJudge(`cannot find the package "${project.package}" from ${folder}; install it`)
    return entriesIn(at)
  }
  const own = existsSync(path.join(folder, 'package.json')) ? manifestOf(folder).name : undefined
  if (loads !== undefined && loads !== own) {
    const at = packageFolder(folder, loads)
    const found = at === undefined ? notThere(folder) : entriesIn(at)
    return found.entries.length === 0 ? found : { ...found, ofOthers: loads }
  }
  const at = packageFolder(folder, '.')
  return at === undefined ? notThere(folder) : entriesIn(at)
}

function notThere(folder: string): DeclaredEntries {
  return {
    entries: [],
    missing: `no package was found from ${folder}: \`project.package\` or \`project.types\` names one`,
  }
}

function entriesIn(at: string): DeclaredEntries {
  const entries = exported(manifestOf(at)).flatMap(([name, target]) => {
    const types = path.resolve(at, target)
    return existsSync(types) ? [{ name, types }] : []
  })
  return entries.length > 0
    ? { entries }
    : { entries, missing: `the package in ${at} has no declaration file: build it first, or write one` }
}

function manifestOf(at: string): Manifest {
  return JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8'))
}

function packageFolder(folder: string, name: string): string | undefined {
  const direct = path.resolve(folder, name)
  if (existsSync(path.join(direct, 'package.json'))) return direct
  const require = createRequire(path.join(folder, 'package.json'))
  return (require.resolve.paths(name) ?? [])
    .map(base => path.join(base, name))
    .find(one => existsSync(path.join(one, 'package.json')))
}

function exported({ exports, types, typings, main }: Manifest): [name: string, target: string][] {
  const conditions = (value: unknown): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    const found: Record<string, unknown> = { ...value }
    if (typeof found['types'] === 'string') return found['types']
    return Object.values(found)
      .map(conditions)
      .find(one => one !== undefined)
  }
  if (typeof exports === 'object' && exports !== null) {
    const named = Object.entries(exports).filter(([name]) => name.startsWith('.'))
    const list: [string, unknown][] = named.length > 0 ? named : [['.', exports]]
    const found = list.flatMap(([name, value]): [string, string][] => {
      const target = conditions(value)
      return target === undefined ? [] : [[name, target]]
    })
    if (found.length > 0) return found
  }
  const named = types ?? typings
  if (typeof named === 'string') return [['.', named]]
  const program = typeof exports === 'string' ? exports : main
  const beside = typeof program === 'string' ? [program.replace(/\.([cm]?)js$/, '.d.$1ts')] : []
  // As the compiler looks for them; an entry that comes later takes the place of one before.
  return ['index.d.ts', ...beside].filter(file => /\.d\.[cm]?ts$/.test(file)).map(file => ['.', file])
}
