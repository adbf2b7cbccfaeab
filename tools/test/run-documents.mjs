// Compiles and runs the TypeScript programs in the documents: every ```ts block that imports something. Blocks
// without an import are fragments, and are left alone. (Rust blocks are run by `cargo test`.)
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDir, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'

const folder = path.join(cacheDir, 'documents')
const compiled = path.join(folder, 'compiled')

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const programs = documents().flatMap(writePrograms)
const config = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { composite: false, rootDir: '.', outDir: 'compiled', noUnusedLocals: false },
  include: ['*.ts'],
}
writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')

let passed = 0
let failed = 0
if (programs.length > 0) {
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
  report(
    'the programs type-check',
    await run([process.execPath, tsc, '-p', folder, '--noEmitOnError', 'false']),
  )
  for (const { name, place } of programs) {
    report(place, await run([process.execPath, path.join(compiled, `${name}.js`)], { cwd: folder }))
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** @returns {string[]} relative to the root. */
function documents() {
  const readmes = readdirSync(inRoot('packages'))
    .map(name => path.join('packages', name, 'README.md'))
    .filter(file => existsSync(inRoot(file)))
  const inFolder = (/** @type {string} */ at) =>
    readdirSync(inRoot(at))
      .filter(file => file.endsWith('.md'))
      .map(file => path.join(at, file))
  return [...inFolder('.'), ...inFolder('docs'), ...readmes]
}

/**
 * @param {string} document
 * @returns {{ name: string, place: string }[]} the programs written, by file name without extension.
 */
function writePrograms(document) {
  const text = readFileSync(inRoot(document), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(({ 1: code = '', index }) => {
    if (!/^import /m.test(code)) return []
    const line = text.slice(0, index).split('\n').length
    const name = `${document.replace(/\W+/g, '-').toLowerCase()}-${line}`
    writeFileSync(path.join(folder, `${name}.ts`), code)
    return [{ name, place: `${document}:${line}` }]
  })
}

/**
 * @param {string} what
 * @param {import('../run/command.mjs').CommandResult} result
 */
function report(what, { code, output }) {
  if (code === 0) {
    passed++
    return
  }
  failed++
  console.log(`FAILED: ${what}\n${output}`)
}
