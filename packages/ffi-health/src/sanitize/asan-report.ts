/** Reads what AddressSanitizer and its leak detector write, and keeps what the addon did. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { plural } from '../findings/plural.js'
import type { Problem } from './problem.js'

const execute = promisify(execFile)

interface Frame {
  readonly module: string
  /** In the module, as hexadecimal. */
  readonly offset: string
}

/** Errors and leaks apart. */
export interface AsanProblems {
  readonly errors: readonly Problem[]
  readonly leaks: readonly Problem[]
  /** Errors in which the addon had no part. */
  readonly foreign: number
}

/**
 * The problems in a report that are the addon's.
 *
 * An error is the addon's when one of its stacks (where it happened, who freed, who allocated) goes through it; a
 * leak when the frame that called the allocator is in it. Node and V8 leave memory at exit on purpose.
 *
 * @param report - written with `symbolize=0`, so that each frame names its module.
 * @param addon - the file that was loaded.
 */
export async function asanProblems(report: string, addon: string): Promise<AsanProblems> {
  const errors: Problem[] = []
  const leaks: Problem[] = []
  let foreign = 0
  if (/ERROR: AddressSanitizer/.test(report)) {
    const what = report.match(/ERROR: AddressSanitizer:? ([\w-]+)/)?.[1] ?? 'error'
    const access = report.match(/\b(READ|WRITE) of size (\d+)/)
    const detail =
      access === null
        ? what
        : `${what}, ${access[1]?.toLowerCase()} of ${access[2]} ${plural(Number(access[2]), 'byte')},`
    const frames = framesOf(report).filter(({ module }) => module === addon)
    if (frames.length > 0) errors.push(await problem(detail, frames, addon, report))
    else foreign++
  }
  for (const block of report.split(/\n\n+/)) {
    const bytes = block.match(/^(?:Direct|Indirect) leak of (\d+) byte/m)?.[1]
    if (bytes === undefined) continue
    const frames = framesOf(block)
    const caller = frames.find(({ module }) => !/\/lib(asan|clang_rt\.asan)[^/]*$/.test(module))
    if (caller?.module !== addon) continue
    const ours = frames.filter(({ module }) => module === addon)
    leaks.push(await problem(`leak of ${bytes} ${plural(Number(bytes), 'byte')}`, ours, addon, block))
  }
  return { errors, leaks, foreign }
}

function framesOf(report: string): Frame[] {
  return [...report.matchAll(/^\s*#\d+ 0x[0-9a-f]+ .*?\(([^()]+)\+(0x[0-9a-f]+)\)/gm)].map(
    ([, module, offset]) => ({
      module: module ?? '',
      offset: offset ?? '',
    }),
  )
}

async function problem(
  what: string,
  frames: readonly Frame[],
  addon: string,
  text: string,
): Promise<Problem> {
  const shown = frames.slice(0, 6).map(({ offset }) => offset)
  return { what, frames: await functionsAt(addon, shown), text: text.slice(0, 4000) }
}

/** Function and line of each address, inlined ones first, where the system has `addr2line`. */
async function functionsAt(addon: string, offsets: readonly string[]): Promise<string[]> {
  try {
    const { stdout } = await execute('addr2line', ['-Cfipse', addon, ...offsets])
    return stdout
      .trimEnd()
      .split('\n')
      .map(line => line.trim().replace(/^\(inlined by\) /, ''))
      .map(line => line.replace(/ at (\S+?)(?: \(discriminator \d+\))?$/, ' ($1)'))
      .filter(
        line => !line.startsWith('??') && !/^(alloc|core|std|<alloc|<core|<std|__rust_|__rustc)/.test(line),
      )
  } catch {
    return offsets.map(offset => `+${offset}`)
  }
}
