/** Where the declarations of a package are. */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { NothingToJudge } from '../judge-project.js'
import type { Project } from '../project.js'

/** A way into a package. */
export interface Entry {
  /** As in `exports`: `.`, `./monitor`. */
  readonly name: string
  /** The declaration file, absolute. */
  readonly types: string
}

interface Manifest {
  readonly types?: unknown
  readonly typings?: unknown
  readonly main?: unknown
  readonly exports?: unknown
}

/**
 * The entries of a package that have declarations.
 *
 * @throws {NothingToJudge} when there is no such package, or it has no declarations.
 */
export function entriesOf(folder: string, project: Project): readonly Entry[] {
  if (project.types !== undefined) {
    const types = path.resolve(folder, project.types)
    if (!existsSync(types))
      throw new NothingToJudge(`there is no declaration file ${types}: build the package first`)
    return [{ name: '.', types }]
  }
  const at = packageFolder(folder, project.package)
  const manifest: Manifest = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8'))
  const entries = exported(manifest).flatMap(([name, target]) => {
    const types = path.resolve(at, target)
    return existsSync(types) ? [{ name, types }] : []
  })
  if (entries.length === 0)
    throw new NothingToJudge(
      `the package in ${at} has no declaration file: build it first, or name another in \`project.package\``,
    )
  return entries
}

function packageFolder(folder: string, name = '.'): string {
  const direct = path.resolve(folder, name)
  if (existsSync(path.join(direct, 'package.json'))) return direct
  const require = createRequire(path.join(folder, 'package.json'))
  for (const base of require.resolve.paths(name) ?? []) {
    if (existsSync(path.join(base, name, 'package.json'))) return path.join(base, name)
  }
  throw new NothingToJudge(`there is no package '${name}' seen from ${folder}`)
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
  const single =
    types ?? typings ?? (typeof main === 'string' ? main.replace(/\.js$/, '.d.ts') : 'index.d.ts')
  return typeof single === 'string' ? [['.', single]] : []
}
