/**
 * Turns a config file into a module that this Node can import.
 *
 * TypeScript is compiled once, here, so that the many processes that import the config start fast and run plain
 * modules. Only TypeScript files are bundled: the addon and its JavaScript are imported from where they are,
 * since measuring a bundled copy would measure something else.
 */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { removedAtExit } from '../harness/at-exit.js'
import { ownFile } from '../own-folder.js'
import { UsageError } from './find.js'

/** A config that can be imported. */
export interface CompiledConfig {
  /** The file that the user wrote. */
  readonly source: string
  /** The `file:` URL to import. */
  readonly url: string
  /** Removes what was written. */
  remove(): void
}

const typeScript = /\.[cm]?ts$/

/**
 * Compiles the config when it is TypeScript.
 *
 * @throws {UsageError} when it does not compile, or there is no place for what was compiled.
 */
export async function compileConfig(source: string): Promise<CompiledConfig> {
  if (!typeScript.test(source)) {
    return { source, url: pathToFileURL(source).href, remove: () => undefined }
  }
  const output = ownFile(path.dirname(source), `config-${process.pid}-${Date.now()}.mjs`)
  const remove = removedAtExit(output)
  try {
    await build({ ...options(source), outfile: output, sourcemap: 'inline' })
  } catch (error) {
    remove()
    throw new UsageError(`${source} does not compile: ${error instanceof Error ? error.message : error}`)
  }
  return { source, url: pathToFileURL(output).href, remove }
}

/** Names that a module exports, without running it; what it passes on of other packages by `*` is not seen. */
export async function exportsOf(source: string): Promise<readonly string[]> {
  const { metafile } = await build({ ...options(source), outfile: 'out.mjs', write: false, metafile: true })
  return Object.values(metafile.outputs).flatMap(output => output.exports)
}

function options(source: string) {
  return {
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    define: { 'import.meta.url': '__ffiHealthUrl', 'import.meta.dirname': '__ffiHealthFolder' },
    plugins: [onlyTypeScript],
  } as const satisfies BuildOptions
}

/** Leaves everything but TypeScript where it is, and keeps `import.meta.url` of each file true. */
const onlyTypeScript: Plugin = {
  name: 'only-typescript',
  setup(builder) {
    builder.onResolve(
      { filter: /^(\.|\/|file:)/ },
      async ({ path: wanted, resolveDir, kind, pluginData }) => {
        if (kind === 'entry-point' || pluginData === 'resolved') return undefined
        const plain = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted
        const found = await builder.resolve(plain, { resolveDir, kind, pluginData: 'resolved' })
        if (found.errors.length > 0 || typeScript.test(found.path)) return found
        return { path: pathToFileURL(found.path).href, external: true }
      },
    )
    builder.onLoad({ filter: typeScript }, ({ path: file }) => {
      const url = JSON.stringify(pathToFileURL(file).href)
      const folder = JSON.stringify(path.dirname(file))
      const here = `const __ffiHealthUrl = ${url}, __ffiHealthFolder = ${folder};`
      return { contents: `${here}${readFileSync(file, 'utf8')}`, loader: 'ts' }
    })
  },
}
