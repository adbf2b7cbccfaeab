/** Every `unsafe` of a project, now or at a revision, with the test of the file it is in. */

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../config/project.js'
import { fileAt, filesAt, repositoryRoot } from '../project/git.js'
import { type RustFile, readRustFile, type UnsafeSite } from './sites.js'

/** A site with what only the whole project tells. */
export interface InventoryEntry extends UnsafeSite {
  /** A test of the file that it is in, as a path. */
  readonly test?: string
  /** It was not there at the base revision. */
  readonly isNew?: boolean
}

const skipped = new Set(['target', 'node_modules', '.git', 'dist'])

/** Every `unsafe` in the working tree below `folder`. */
export async function unsafeNow(folder: string, project: Project = {}): Promise<readonly InventoryEntry[]> {
  const { root, rust, rustTests } = await sourcesOf(folder, project)
  const names = rust.flatMap(name => rustFilesBelow(root, name))
  const files = await readAll(names, async name => readFileSync(path.join(root, name), 'utf8'))
  return files.flatMap(file => {
    const test = file.sites.length === 0 ? undefined : testOf(file, files, root, rustTests)
    return file.sites.map(site => (test === undefined ? site : { ...site, test }))
  })
}

/** Every `unsafe` at a revision. */
export async function unsafeAt(
  folder: string,
  revision: string,
  project: Project = {},
): Promise<readonly UnsafeSite[]> {
  const { root: top, rust: roots } = await sourcesOf(folder, project)
  const within = (name: string) =>
    roots.some(root => root === '' || name === root || name.startsWith(`${root}/`))
  const names = (await filesAt(top, revision)).filter(name => name.endsWith('.rs') && within(name))
  const files = await readAll(names, async name => (await fileAt(top, revision, name)) ?? '')
  return files.flatMap(file => file.sites)
}

type RustTests = Readonly<Record<string, readonly string[]>>

/** Sources and tests by paths from the top of the repository, since they may lie beside the folder of the config. */
async function sourcesOf(folder: string, { rust = ['.'], rustTests = {} }: Project) {
  const here = realpathSync(folder)
  const root = await repositoryRoot(here)
  const fromTop = (name: string) => relative(root, path.resolve(here, name))
  const tests: RustTests = Object.fromEntries(
    Object.entries(rustTests).map(([start, files]) => [fromTop(start), files.map(fromTop)]),
  )
  return { root, rust: rust.map(fromTop), rustTests: tests }
}

/** Marks what has no counterpart in `base`; a site that only moved has one. */
export function markNew(
  now: readonly InventoryEntry[],
  base: readonly UnsafeSite[],
): readonly InventoryEntry[] {
  const known = new Map<string, number>()
  for (const site of base) known.set(identity(site), (known.get(identity(site)) ?? 0) + 1)
  return now.map(site => {
    const left = known.get(identity(site)) ?? 0
    known.set(identity(site), left - 1)
    return left > 0 ? site : { ...site, isNew: true }
  })
}

function identity({ kind, item, text }: UnsafeSite): string {
  return `${kind}\n${item}\n${text}`
}

async function readAll(
  names: readonly string[],
  read: (name: string) => Promise<string>,
): Promise<readonly RustFile[]> {
  const files: RustFile[] = []
  for (const name of names) files.push(await readRustFile(name, await read(name)))
  return files
}

function rustFilesBelow(folder: string, start: string): string[] {
  const at = path.join(folder, start)
  if (!existsSync(at)) return []
  if (statSync(at).isFile()) return start.endsWith('.rs') ? [relative(folder, at)] : []
  return readdirSync(at, { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap(entry => {
      if (entry.isDirectory() && !skipped.has(entry.name))
        return rustFilesBelow(folder, path.join(start, entry.name))
      return entry.isFile() && entry.name.endsWith('.rs') ? [relative(folder, path.join(at, entry.name))] : []
    })
}

function within(file: string, start: string): boolean {
  return start === '' || file === start || file.startsWith(`${start}/`)
}

function relative(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/')
}

/**
 * A test of a file: one in it, one in a `tests` module beside it, one that the config names, or an integration test
 * of its crate that mentions something it declares.
 */
function testOf(
  file: RustFile,
  all: readonly RustFile[],
  folder: string,
  rustTests: RustTests,
): string | undefined {
  if (file.hasTests) return file.file
  const stem = file.file.replace(/(\/mod)?\.rs$/, '')
  const beside = all.find(
    ({ file: name }) =>
      name === `${stem}/tests.rs` || name === `${stem}/test.rs` || name === `${stem}_tests.rs`,
  )
  if (beside !== undefined) return beside.file
  for (const [start, tests] of Object.entries(rustTests)) {
    const found = within(file.file, start)
      ? tests.find(test => existsSync(path.join(folder, test)))
      : undefined
    if (found !== undefined) return found
  }
  const crate = file.file.match(/^(.*?)\/?src\//)?.[1]
  if (crate === undefined) return undefined
  const tests = all.filter(({ file: name }) => name.startsWith(crate === '' ? 'tests/' : `${crate}/tests/`))
  return tests.find(test => file.declares.some(name => name.length > 3 && test.mentions.has(name)))?.file
}
