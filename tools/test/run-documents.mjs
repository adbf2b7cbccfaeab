// Compiles and runs the TypeScript programs in the documents: every ```ts block that imports something. Blocks without
// an import are fragments, and are left alone. (`cargo test --doc` runs the Rust blocks.)
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDir, filesInGit, inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'

const folder = path.join(cacheDir, 'documents')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const config = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { composite: false, rootDir: '.', outDir: 'compiled', noUnusedLocals: false },
  include: ['*.ts'],
}
writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
const tsc = [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder, '--noEmitOnError', 'false']
const programs = filesInGit('*.md').flatMap(writePrograms)

let passed = 0
let failed = 0
for (const { what, args } of [{ what: 'the programs type-check', args: tsc }, ...programs]) {
  const { code, output } = await run([process.execPath, ...args], { cwd: folder })
  if (code === 0) passed++
  else {
    failed++
    console.log(`FAILED: ${what}\n${output}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * @param {string} document
 * @returns {{ what: string, args: string[] }[]} the programs written.
 */
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
