/**
 * Turns a config file into a module that this Node can import.
 *
 * TypeScript is compiled once, here, so that the many processes that import the config start fast and run plain
 * modules. Only TypeScript files are bundled: the addon and its JavaScript are imported from where they are,
 * since measuring a bundled copy would measure something else.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { UsageError } from '../findings/usage-error.js'
import { removedAtExit } from '../harness/at-exit.js'
import { ownFile } from '../output/own-folder.js'

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
    throw new UsageError(`cannot compile ${source}: ${error instanceof Error ? error.message : error}`)
  }
  return { source, url: pathToFileURL(output).href, remove }
}

/** Names that a module exports, without running it; what it passes on of other packages by `*` is not seen. */
export async function exportsOf(source: string): Promise<readonly string[]> {
  const { metafile } = await build({ ...options(source), outfile: 'out.mjs', write: false, metafile: true })
  return Object.values(metafile.outputs).flatMap(output => output.exports)
}

function options(source: string) {
  const url = JSON.stringify(pathToFileURL(source).href)
  return {
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    define: {
      'import.meta.url': '__ffiHealthUrl',
      'import.meta.dirname': '__ffiHealthFolder',
      'import.meta.filename': '__ffiHealthFile',
      __dirname: '__ffiHealthFolder',
      __filename: '__ffiHealthFile',
      'require.resolve': '__ffiHealthResolve',
    },
    // What is left of `require` once paths are absolute; a `require` of the config's own is renamed by the compiler.
    banner: {
      js: `import { createRequire as __ffiHealthCreateRequire } from 'node:module'; const require = __ffiHealthCreateRequire(${url});`,
    },
    plugins: [onlyTypeScript],
  } as const satisfies BuildOptions
}

const json = /\.json$/

/**
 * Leaves everything but TypeScript where it is, and keeps `import.meta.url` and `__dirname` of each file true. JSON that
 * is imported becomes a part of what is compiled, since the Nodes that import it differ in how they want to be asked.
 */
const onlyTypeScript: Plugin = {
  name: 'only-typescript',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path: wanted, resolveDir, kind }) => {
      const required = kind === 'require-call' || kind === 'require-resolve'
      if (wanted.startsWith('file:') || !(required || json.test(wanted))) return undefined
      try {
        // As the file that asks for it finds it, wherever the compiled config lies.
        const found = createRequire(path.join(resolveDir, 'config.js')).resolve(wanted)
        return { path: found, external: required }
      } catch {
        return { path: wanted, external: true }
      }
    })
    builder.onResolve(
      { filter: /^(\.|\/|file:)/ },
      async ({ path: wanted, resolveDir, kind, pluginData }) => {
        if (kind === 'entry-point' || pluginData === 'resolved') return undefined
        const plain = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted
        const found = await builder.resolve(plain, { resolveDir, kind, pluginData: 'resolved' })
        if (found.errors.length > 0 || typeScript.test(found.path)) return found
        if (kind.startsWith('require')) return { path: found.path, external: true }
        if (json.test(found.path)) return found
        return { path: pathToFileURL(found.path).href, external: true }
      },
    )
    builder.onLoad({ filter: typeScript }, ({ path: file }) => {
      const url = JSON.stringify(pathToFileURL(file).href)
      const names = [file, path.dirname(file)].map(name => JSON.stringify(name))
      const here = [
        `const __ffiHealthUrl = ${url}, [__ffiHealthFile, __ffiHealthFolder] = [${names}];`,
        'const __ffiHealthResolve = __ffiHealthCreateRequire(__ffiHealthUrl).resolve;',
      ].join(' ')
      return { contents: `${here}${readFileSync(file, 'utf8')}`, loader: 'ts' }
    })
  },
}
