/** What git knows: the revision that is checked out, and files as they were at another. */

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { UsageError } from '../findings/usage-error.js'

const execute = promisify(execFile)

/** The revision that is checked out. */
export interface Revision {
  /** The full hash. */
  readonly hash: string
  /** The first line of its message. */
  readonly subject: string
  /** Files differ from it. */
  readonly dirty: boolean
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute('git', args, { cwd: folder, maxBuffer: 256 << 20 })
  return stdout
}

/** The revision of `folder`, or `undefined` outside a repository. */
export async function currentRevision(folder: string): Promise<Revision | undefined> {
  try {
    const [hash = '', subject = ''] = (await git(folder, 'log', '-1', '--format=%H%n%s')).split('\n')
    const changes = await git(folder, 'status', '--porcelain', '--untracked-files=no', '--', '.')
    return { hash, subject, dirty: changes.trim() !== '' }
  } catch {
    return undefined
  }
}

/**
 * The full hash of a revision, in any form that git takes.
 *
 * @throws {UsageError} when there is no such revision.
 */
export async function resolveRevision(folder: string, revision: string): Promise<string> {
  try {
    return (await git(folder, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`)).trim()
  } catch {
    throw new UsageError(`unknown revision "${revision}" in ${folder}; expected one that git knows`)
  }
}

/** Names of the files below `folder` at a revision, relative to `folder`, with `/`. */
export async function filesAt(folder: string, revision: string): Promise<readonly string[]> {
  const listed = await git(folder, 'ls-tree', '-r', '-z', '--name-only', revision)
  return listed.split('\0').filter(name => name !== '')
}

/** A file's text at a revision, or `undefined` when it was not there. `file` is relative to `folder`. */
export async function fileAt(folder: string, revision: string, file: string): Promise<string | undefined> {
  try {
    return await git(folder, 'show', `${revision}:./${file.split(path.sep).join('/')}`)
  } catch {
    return undefined
  }
}

/** The top of the repository that `folder` is in, or `folder`. */
export async function repositoryRoot(folder: string): Promise<string> {
  try {
    return (await git(folder, 'rev-parse', '--show-toplevel')).trim()
  } catch {
    return folder
  }
}
