/**
 * Stacks that begin at the user's line: our own frames are cut off the top, and what fails on another
 * thread shows the place of the call that started it.
 */

/** How many frames of ours may stand above the user's line; read past them, then cut them off. */
const OWN_FRAMES = 12

/**
 * Where this library's own frames come from: the folder of this file, and the sources it was compiled from.
 * Empty when the library was bundled into a user's file, whose frames must stay.
 */
const OWN_FOLDERS: readonly string[] = ownFolders(import.meta.url)

function ownFolders(url: string): readonly string[] {
  if (!url.endsWith('/dist/errors/stack.js')) return []
  const package_ = url.slice(0, -'dist/errors/stack.js'.length)
  const folders = [`${package_}dist/`, `${package_}src/`]
  return [...folders, ...folders.map(folder => decodeURIComponent(new URL(folder).pathname))]
}

const { captureStackTrace } = Error

/** The place of a call, kept until the work that it started has failed elsewhere. */
export class CallSite {
  readonly #holder: { stack?: string } = {}
  readonly #limit: number | undefined

  /** Takes the current stack: about a microsecond; the text is made only when {@link showIn} is called. */
  constructor() {
    this.#limit = widenStack()
    captureStackTrace(this.#holder)
    restoreStack(this.#limit)
  }

  /** Makes `error` show this place instead of the one it was made at. */
  showIn(error: Error): void {
    const frames = userFrames(this.#holder, this.#limit)
    if (frames !== undefined) setStack(error, frames)
  }
}

/** Lets a stack hold our frames besides the user's; returns the user's own limit, `undefined` where it cannot be changed. */
export function widenStack(): number | undefined {
  try {
    const limit = Error.stackTraceLimit
    if (typeof limit !== 'number') return undefined
    Error.stackTraceLimit = limit + OWN_FRAMES
    return limit
  } catch {
    // Frozen, or made an accessor: stacks are as long as they are.
    return undefined
  }
}

export function restoreStack(limit: number | undefined): void {
  try {
    if (limit !== undefined) Error.stackTraceLimit = limit
  } catch {
    // It was changed meanwhile; the last change wins.
  }
}

/**
 * The frames of a stack from the user's first one on, at most `limit`, each after a line break.
 * `undefined` when there is nothing to cut: no stack text, or an `Error.prepareStackTrace` that throws.
 */
export function userFrames(holder: { stack?: unknown }, limit: number | undefined): string | undefined {
  const stack = stackOf(holder)
  if (typeof stack !== 'string') return undefined
  const start = stack.search(/\n {4}at /)
  if (start < 0) return ''
  const lines = stack.slice(start + 1).split('\n')
  let first = 0
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (OWN_FOLDERS.some(folder => line.includes(folder))) first = i + 1
    else if (!line.includes('<anonymous>') && !line.includes('(native') && !line.includes('node:')) break
  }
  const kept = limit === undefined ? lines.slice(first) : lines.slice(first, first + limit)
  return kept.map(line => `\n${line}`).join('')
}

function stackOf(holder: { stack?: unknown }): unknown {
  try {
    return holder.stack
  } catch {
    return undefined
  }
}

/** Gives `error` a stack of its own header and `frames`; never enumerable, as V8's own. */
export function setStack(error: Error, frames: string): void {
  Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}${frames}`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
