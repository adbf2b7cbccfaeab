/** Dependencies that came, went or moved since a revision, by the lockfiles of cargo and npm. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { fileAt } from '../project/git.js'

/** A dependency that is not what it was. */
export interface DependencyChange {
  readonly from: 'cargo' | 'npm'
  readonly name: string
  /** Versions, several when it is there more than once; empty when it was, or is, not there. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

type Versions = ReadonlyMap<string, ReadonlySet<string>>

const lockfiles = [
  { file: 'Cargo.lock', from: 'cargo', read: cargoVersions },
  { file: 'package-lock.json', from: 'npm', read: npmVersions },
] as const

/** What changed in the lockfiles of `folder`. Development dependencies of npm packages reach nobody and are left out. */
export async function dependencyChanges(folder: string, base: string): Promise<readonly DependencyChange[]> {
  const changes: DependencyChange[] = []
  for (const { file, from, read } of lockfiles) {
    const at = path.join(folder, file)
    const after = existsSync(at) ? read(readFileSync(at, 'utf8')) : new Map<string, Set<string>>()
    const before = read((await fileAt(folder, base, file)) ?? '')
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const was = sorted(before, name)
      const is = sorted(after, name)
      if (was.join() !== is.join()) changes.push({ from, name, before: was, after: is })
    }
  }
  return changes
}

function sorted(versions: Versions, name: string): string[] {
  return [...(versions.get(name) ?? [])].sort()
}

function cargoVersions(lock: string): Versions {
  const { package: packages } = parseToml(lock) as {
    package?: { name: string; version: string; source?: string }[]
  }
  // Without a source it is a crate of the workspace itself.
  return collect((packages ?? []).filter(({ source }) => source !== undefined))
}

function npmVersions(lock: string): Versions {
  if (lock === '') return new Map()
  const {
    packages = {},
  }: { packages?: Record<string, { version?: string; dev?: boolean; link?: boolean }> } = JSON.parse(lock)
  return collect(
    Object.entries(packages).flatMap(([at, { version, dev, link }]) => {
      const name = at.split('node_modules/').at(-1) ?? ''
      const foreign = at.includes('node_modules/') && dev !== true && link !== true
      return foreign && version !== undefined ? [{ name, version }] : []
    }),
  )
}

function collect(list: readonly { name: string; version: string }[]): Versions {
  const versions = new Map<string, Set<string>>()
  for (const { name, version } of list) versions.set(name, (versions.get(name) ?? new Set()).add(version))
  return versions
}
