// Compiles and runs the TypeScript programs in the documents: every ```ts block that imports something. Blocks without
// an import are fragments, and are left alone. (`cargo test --doc` runs the Rust blocks.)
// Compiles the examples in the comments of `groggy` too, which `ffi-health api` runs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { cacheDir, filesInGit, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'

const folder = path.join(cacheDir, 'documents')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const unused = { noUnusedLocals: false, noUnusedParameters: false }
const config = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { composite: false, rootDir: '.', outDir: 'compiled', ...unused },
  include: ['*.ts'],
}
writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
const tsc = [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder, '--noEmitOnError', 'false']
const programs = filesInGit('*.md').flatMap(writePrograms)
await writeExamples(filesInGit('packages/groggy/src/*.ts'))

const count = { passed: 0, failed: 0 }
for (const { what, args } of [{ what: 'the programs and examples type-check', args: tsc }, ...programs]) {
  const { code, output } = await run([process.execPath, ...args], { cwd: folder })
  count[code === 0 ? 'passed' : 'failed']++
  if (code !== 0) console.log(`FAILED: ${what}\n${output}`)
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1

/** @param {string} document @returns {{ what: string, args: string[] }[]} the programs written. */
function writePrograms(document) {
  const text = readFileSync(inRoot(document), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(({ 1: code = '', index }) => {
    if (!/^import /m.test(code)) return []
    const line = text.slice(0, index).split('\n').length
    const name = `${document.replace(/\W+/g, '-').toLowerCase()}-${line}`
    writeFileSync(path.join(folder, `${name}.ts`), code)
    return [{ what: `${document}:${line}`, args: [path.join(folder, 'compiled', `${name}.js`)] }]
  })
}

/**
 * Writes each example of a comment as a function of what `example-context.ts` exports, as `ffi-health api` runs it.
 *
 * @param {readonly string[]} sources
 */
async function writeExamples(sources) {
  const context = inRoot('packages', 'operations', 'health', 'example-context.ts')
  const { metafile } = await build({ entryPoints: [context], format: 'esm', metafile: true, write: false })
  const names = Object.values(metafile.outputs).flatMap(output => output.exports)
  const types = path.relative(folder, context).replace('/health/', '/build-health/').replace(/ts$/, 'js')
  const examples = sources.flatMap(file => {
    const text = readFileSync(inRoot(file), 'utf8')
    const found = [...text.matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)]
    return found.map(({ 1: code = '', index }) => ({
      name: `${file.replace(/\W+/g, '-')}-${text.slice(0, index).split('\n').length}`,
      code: code.replace(/^ *\* ?/gm, ''),
    }))
  })
  if (examples.length === 0) throw new Error('no comment has an example')
  for (const { name, code } of examples) {
    const imports = code.match(/^import .*$/gm) ?? []
    const handed = names.filter(name => !imports.some(line => line.includes(name))).join(', ')
    const lines = [
      `import type * as context from '${types}'`,
      ...imports,
      `export default async ({ ${handed} }: typeof context) => {{`,
      code.replace(/^import .*$/gm, ''),
      '}}',
    ]
    writeFileSync(path.join(folder, `${name}.ts`), lines.join('\n'))
  }
}
