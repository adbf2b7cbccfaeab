/** What a shared library is made of, by the tools of the platform. */

import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** Facts about the file of an addon; what no tool could tell is absent. */
export interface BinaryFacts {
  readonly file: string
  readonly bytes: number
  /** Libraries it needs, as it names them. */
  readonly links?: readonly string[]
  /** Whether the symbol table that debuggers use is gone. */
  readonly stripped?: boolean
  /**
   * A second environment of one process, a worker, can load it. Where that was not tried: it registers itself through a
   * symbol that Node looks up for each environment.
   */
  readonly contextAware?: boolean
}

/** Reads the facts, with `readelf`, or `otool` and `nm`. */
export function binaryFacts(file: string): BinaryFacts {
  const size = { file, bytes: statSync(file).size }
  if (process.platform === 'linux') return { ...size, ...elfFacts(file) }
  if (process.platform === 'darwin') return { ...size, ...machFacts(file) }
  return size
}

const registering = /\bnapi_register_module_v1\b|\bnode_register_module_v\d+\b/

function elfFacts(file: string): Partial<BinaryFacts> {
  const dynamic = output('readelf', '--wide', '--dynamic', file)
  const sections = output('readelf', '--wide', '--sections', file)
  const symbols = output('readelf', '--wide', '--dyn-syms', file)
  return {
    ...(dynamic !== undefined && {
      links: [...dynamic.matchAll(/\(NEEDED\)[^[]*\[([^\]]+)\]/g)].map(([, name]) => name ?? ''),
    }),
    ...(sections !== undefined && { stripped: !/\s\.symtab\s/.test(sections) }),
    ...(symbols !== undefined && { contextAware: registering.test(symbols) }),
  }
}

function machFacts(file: string): Partial<BinaryFacts> {
  const links = output('otool', '-L', file)
  const symbols = output('nm', '-a', file)
  const exported = output('nm', '-gU', file)
  return {
    ...(links !== undefined && { links: [...links.matchAll(/^\t(\S+) \(/gm)].map(([, name]) => name ?? '') }),
    ...(symbols !== undefined && { stripped: !/ [tTsS] /.test(symbols) }),
    ...(exported !== undefined && {
      contextAware: /_(napi_register_module_v1|node_register_module_v\d+)\b/.test(exported),
    }),
  }
}

function output(command: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C' },
  })
  return status === 0 ? stdout : undefined
}
