/** The surface as it was accepted: a file in the repository, whose changes a reviewer sees. */

import type { ExportedItem } from './surface.js'

/** Types by export and member, as text. */
export interface SurfaceSnapshot {
  readonly ffiHealthSurface: 1
  /** By entry, then by export. */
  readonly entries: Readonly<Record<string, Readonly<Record<string, SnapshotItem>>>>
  /** What the loaded addon has, by export: its type, or the members of a class. */
  readonly runtime: Readonly<Record<string, readonly string[]>>
}

/** An export in a snapshot. */
export interface SnapshotItem {
  readonly kind: ExportedItem['kind']
  readonly signature: string
  readonly members?: Readonly<Record<string, readonly string[]>>
}

/** A difference between two snapshots. */
export interface SurfaceChange {
  readonly kind: 'added' | 'removed' | 'changed'
  /** `Graph.addNodes`, with the entry when it is not the main one. */
  readonly name: string
  readonly before?: string
  readonly after?: string
}

/** Makes a snapshot. */
export function snapshotOf(
  entries: ReadonlyMap<string, readonly ExportedItem[]>,
  runtime: SurfaceSnapshot['runtime'],
): SurfaceSnapshot {
  const made: Record<string, Record<string, SnapshotItem>> = {}
  for (const [entry, items] of entries) {
    const byName: Record<string, SnapshotItem> = {}
    for (const { name, kind, signature, members } of items) {
      const memberTexts = Object.fromEntries(
        members.map(member => [`${member.isStatic ? 'static ' : ''}${member.name}`, member.signatures]),
      )
      byName[name] = { kind, signature, ...(members.length > 0 && { members: memberTexts }) }
    }
    made[entry] = byName
  }
  return { ffiHealthSurface: 1, entries: made, runtime }
}

/** What differs, in the order of names. */
export function changesBetween(before: SurfaceSnapshot, after: SurfaceSnapshot): SurfaceChange[] {
  const old = flat(before)
  const now = flat(after)
  const names = [...new Set([...old.keys(), ...now.keys()])].sort()
  return names.flatMap((name): SurfaceChange[] => {
    const [was, is] = [old.get(name), now.get(name)]
    if (was === is) return []
    if (was === undefined) return [{ kind: 'added', name, after: is ?? '' }]
    if (is === undefined) return [{ kind: 'removed', name, before: was }]
    return [{ kind: 'changed', name, before: was, after: is }]
  })
}

function flat({ entries, runtime }: SurfaceSnapshot): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [entry, items] of Object.entries(entries)) {
    const prefix = entry === '.' ? '' : `${entry.replace(/^\.\//, '')}: `
    for (const [name, { kind, signature, members = {} }] of Object.entries(items)) {
      found.set(`${prefix}${name}`, signature === '' ? kind : signature)
      for (const [member, signatures] of Object.entries(members)) {
        found.set(`${prefix}${name}.${member}`, signatures.join('\n'))
      }
    }
  }
  for (const [name, members] of Object.entries(runtime))
    found.set(`${name} (at run time)`, members.join(', '))
  return found
}
