/** Reads what valgrind writes as XML, and keeps what the addon did. */

import { XMLParser } from 'fast-xml-parser'
import type { Problem } from './problem.js'

interface Frame {
  readonly obj?: unknown
  readonly fn?: unknown
  readonly file?: unknown
  readonly line?: unknown
}

interface ErrorElement {
  readonly kind?: unknown
  readonly what?: unknown
  readonly xwhat?: { readonly text?: unknown }
  readonly stack?: unknown
}

/** Lists that may have one entry only. */
const lists = new Set(['error', 'stack', 'frame'])
/** Further out than this, a frame only called what called what went wrong. */
const near = 8

/**
 * The errors in which the addon had a part: one of the innermost frames of a stack is in it; for leaks, the frame
 * that called the allocator.
 *
 * @param xml - of `--xml=yes`; may be cut short by a crash.
 * @param addons - the files that were loaded.
 */
export function valgrindProblems(xml: string, addons: readonly string[]): Problem[] {
  const whole = xml.includes('</valgrindoutput>') ? xml : `${xml.slice(0, lastError(xml))}</valgrindoutput>`
  const parser = new XMLParser({ isArray: name => lists.has(name), parseTagValue: false })
  const { valgrindoutput: output } = parser.parse(whole) as { valgrindoutput?: { error?: ErrorElement[] } }
  return (output?.error ?? []).flatMap(error => problemOf(error, addons))
}

function lastError(xml: string): number {
  const at = xml.lastIndexOf('</error>')
  return at < 0
    ? (xml.match(/<valgrindoutput>/)?.index ?? 0) + '<valgrindoutput>'.length
    : at + '</error>'.length
}

function problemOf(error: ErrorElement, addons: readonly string[]): Problem[] {
  const stacks = (Array.isArray(error.stack) ? error.stack : []).map(
    (stack: { frame?: Frame[] }): readonly Frame[] => stack.frame ?? [],
  )
  const ours = (frame: Frame | undefined) => addons.includes(String(frame?.obj))
  const isLeak = String(error.kind).startsWith('Leak_')
  const [first = []] = stacks
  const caller = first.find(({ obj }) => !/vgpreload_|\/valgrind\//.test(String(obj)))
  const guilty = isLeak ? ours(caller) : stacks.some(frames => frames.slice(0, near).some(ours))
  if (!guilty) return []
  const text = String(error.xwhat?.text ?? error.what ?? error.kind)
  const frames = stacks.flatMap(frames => frames.filter(ours)).map(describeFrame)
  return [{ what: text, frames: [...new Set(frames)], text: JSON.stringify(error).slice(0, 4000) }]
}

function describeFrame({ fn, file, line }: Frame): string {
  const name = fn === undefined ? 'a function without a name' : String(fn)
  return file === undefined ? name : `${name} (${String(file)}:${String(line)})`
}
