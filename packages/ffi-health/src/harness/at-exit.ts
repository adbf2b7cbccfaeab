/** Undoes what must not outlive this process, also when a signal ends it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'

const undoings = new Set<() => void>()
let watching = false

/**
 * Calls `undo` when this process ends: by itself, by an error, by SIGINT, SIGTERM or SIGHUP.
 *
 * @param undo - must be done when it returns.
 * @returns what makes the call needless.
 */
export function atExit(undo: () => void): () => void {
  watch()
  undoings.add(undo)
  return () => {
    undoings.delete(undo)
  }
}

/** Makes an empty folder; `remove` removes it with all that is in it, and the end of this process does. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), `ffi-health-${name}-`))
  return { path: folder, remove: removedAtExit(folder) }
}

/** @returns what removes a file or folder; the end of this process does, too. */
export function removedAtExit(file: string): () => void {
  const remove = () => rmSync(file, { recursive: true, force: true })
  const forget = atExit(remove)
  return () => {
    forget()
    remove()
  }
}

function watch(): void {
  if (watching) return
  watching = true
  process.on('exit', undoAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
  }
}

/** Newest first: processes end before the folders go in which they write. */
function undoAll(): void {
  for (const undo of [...undoings].reverse()) {
    try {
      undo()
    } catch {
      // The others are undone whatever this one met; there is nobody left to tell.
    }
  }
}
