// Packs each package as npm would publish it, and looks at it with publint and attw. Installs the library into an empty
// project outside the checkout and uses it there: from JavaScript, from TypeScript, with the binding inside the package
// and from a platform package.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bindingFile, bindingName, inRoot, readJson } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { must, npmCommand } from '../setup/setup.mjs'

// Outside the checkout, where no node_modules of ours can help.
const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-package-'))
const project = path.join(folder, 'project')
const installedBinding = path.join(project, 'node_modules', 'groggy', bindingName())
let passed = 0
let failed = 0

cpSync(inRoot('tools', 'package', 'package-test'), project, { recursive: true })
writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
try {
  for (const name of readdirSync(inRoot('packages'))) {
    if (readJson(inRoot('packages', name, 'package.json')).private !== true) await checkPacked(name)
  }
  await check('install from the tarball', npm('install', await pack(inRoot('packages', 'groggy'))))
  for (const resolution of ['bundler', 'nodenext']) {
    const module = resolution === 'bundler' ? 'preserve' : resolution
    const modules = ['--module', module, '--moduleResolution', resolution]
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
    const types = ['--typeRoots', inRoot('node_modules', '@types'), '--types', 'node']
    const target = ['--target', 'es2023', '--lib', 'es2023,esnext.disposable']
    const tsc = node('typescript/bin/tsc', ...strict, ...types, ...target, ...modules, 'use.ts')
    await check(`types, module resolution ${resolution}`, tsc)
  }
  await check('use', [process.execPath, 'use.js'])
  rmSync(installedBinding)
  await check('install of the platform package', npm('install', '--no-save', await packPlatformPackage()))
  rmSync(installedBinding, { force: true })
  await check('use with the binding from the platform package', [process.execPath, 'use.js'])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** @param {string} what @param {string[]} command - run in the project. */
async function check(what, command) {
  const { code, output } = await run(command, { cwd: project })
  report(what, code === 0, output)
}

/** @param {string} what @param {boolean} ok @param {string} output */
function report(what, ok, output) {
  if (ok) passed++
  else failed++
  console.log(ok ? `ok: ${what}` : `FAILED: ${what}\n${output}`)
}

/** @param {string} packageFolder @returns {Promise<string>} the tarball. */
async function pack(packageFolder) {
  const { stdout } = await must('npm pack', npm('pack', '--pack-destination', folder), { cwd: packageFolder })
  return path.join(folder, String(stdout.match(/^\S+\.tgz$/m)))
}

/** Packs this platform's package with the binding in it, as the napi CLI lays it out for a release. */
async function packPlatformPackage() {
  const copy = path.join(folder, 'platform')
  const name = path.basename(bindingName(), '.node').replace('.', '-')
  const { version } = readJson(inRoot('packages', 'groggy', 'package.json'))
  mkdirSync(copy)
  copyFileSync(bindingFile(), path.join(copy, bindingName()))
  const manifest = { name, version, main: bindingName(), files: [bindingName()] }
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify(manifest))
  return pack(copy)
}

/** @param {string} name - of a folder below packages/. */
async function checkPacked(name) {
  const tarball = await pack(inRoot('packages', name))
  const files = (await run(['tar', '-tzf', tarball])).stdout.split('\n')
  const { exports, bundleDependencies = [] } = readJson(inRoot('packages', name, 'package.json'))
  const bundled = bundleDependencies.map((/** @type {string} */ each) => `node_modules/${each}/dist/index.js`)
  const wanted = ['LICENSE', 'README.md', ...bundled, ...(name === 'groggy' ? [bindingName()] : [])]
  const missing = wanted.filter(file => !files.includes(`package/${file}`))
  const unwanted = files.filter(file => /tsbuildinfo|tsconfig|\.test\.|^package\/(test|npm)\b/.test(file))
  // Maps lead to sources that are in the package too.
  const sources = files.filter(file => /^package\/src\/.*\.ts$/.test(file))
  report(`${name}: contents`, missing.length + unwanted.length === 0 && sources.length > 0, files.join('\n'))
  await check(`${name}: publint`, node('publint/src/cli.js', 'run', '--strict', tarball))
  if (exports?.['.'] === undefined) return
  const attw = '--profile esm-only --format ascii'.split(' ')
  await check(`${name}: attw`, node('@arethetypeswrong/cli/dist/index.js', tarball, ...attw))
}

/** @param {string} tool - below node_modules of the checkout. @param {...string} args */
function node(tool, ...args) {
  return [process.execPath, inRoot('node_modules', tool), ...args]
}

/** @param {...string} args */
function npm(...args) {
  return [...npmCommand(), ...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
}
