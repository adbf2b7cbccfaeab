/**
 * Turns a config file into a module that this Node can import.
 *
 * TypeScript is compiled once, here, so that the many processes that import the config start fast and run plain
 * modules. Only TypeScript files are bundled: the addon and its JavaScript are imported from where they are,
 * since measuring a bundled copy would measure something else.
 */

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
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
 * @throws {UsageError} when it does not compile.
 */
export async function compileConfig(source: string): Promise<CompiledConfig> {
  if (!typeScript.test(source)) {
    return { source, url: pathToFileURL(source).href, remove: () => undefined }
  }
  const folder = path.join(path.dirname(source), 'node_modules', '.cache', 'ffi-health')
  const output = path.join(folder, `config-${process.pid}-${Date.now()}.mjs`)
  mkdirSync(folder, { recursive: true })
  try {
    await build({
      entryPoints: [source],
      outfile: output,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'inline',
      logLevel: 'silent',
      define: { 'import.meta.url': '__ffiHealthUrl', 'import.meta.dirname': '__ffiHealthFolder' },
      plugins: [onlyTypeScript],
    })
  } catch (error) {
    rmSync(output, { force: true })
    throw new UsageError(`${source} does not compile: ${error instanceof Error ? error.message : error}`)
  }
  return { source, url: pathToFileURL(output).href, remove: () => rmSync(output, { force: true }) }
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
