// Packs the library as npm would publish it, installs it into an empty project outside the checkout, and uses
// it there: from JavaScript, from TypeScript, with the binding inside the package and from a platform package.
// publint and attw look at what every package of the workspace would publish.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { npmCommand } from '../build/setup.mjs'
import { bindingFile, inRoot, platformTriple, readJson } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'

const library = inRoot('packages', 'groggy')
// Outside the checkout, where no node_modules of ours can help.
const folder = mkdtempSync(path.join(os.tmpdir(), 'groggy-package-'))
const project = path.join(folder, 'project')
const installed = path.join(project, 'node_modules', 'groggy')
let passed = 0
let failed = 0

cpSync(inRoot('tools', 'package', 'package-test'), project, { recursive: true })
writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
try {
  const tarballs = new Map()
  for (const name of publicPackages()) tarballs.set(name, await checkPacked(inRoot('packages', name)))
  const tarball = tarballs.get('groggy')

  await check('install from the tarball', npm('install', tarball))
  await check('the binding is in the package', () => contains(installed, [path.basename(bindingFile())]))
  await check('use from JavaScript', [process.execPath, 'use.js'])
  for (const resolution of ['nodenext', 'bundler']) {
    await check(`use from TypeScript, module resolution ${resolution}`, typeCheck(resolution))
  }

  const platformTarball = await packPlatformPackage()
  rmSync(path.join(installed, path.basename(bindingFile())))
  await check('install of the platform package', npm('install', '--no-save', platformTarball))
  rmSync(path.join(installed, path.basename(bindingFile())), { force: true })
  await check('use with the binding from the platform package', [process.execPath, 'use.js'])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * @param {string} what
 * @param {string[] | (() => void)} work - a command to run in the project, or a function that throws.
 */
async function check(what, work) {
  let problem = ''
  if (typeof work === 'function') {
    try {
      work()
    } catch (error) {
      problem = String(error)
    }
  } else {
    const { code, output } = await run(work, { cwd: project })
    if (code !== 0) problem = output
  }
  if (problem === '') passed++
  else failed++
  console.log(problem === '' ? `ok: ${what}` : `FAILED: ${what}\n${problem}`)
}

/**
 * @param {string} packageFolder
 * @returns {Promise<string>} the tarball.
 */
async function pack(packageFolder) {
  const { code, output } = await run(
    [...npmCommand(), 'pack', '--pack-destination', folder, '--loglevel=error'],
    {
      cwd: packageFolder,
    },
  )
  const tarball = output.match(/^\S+\.tgz$/m)?.[0]
  if (code !== 0 || tarball === undefined) throw new Error(`npm pack failed in ${packageFolder}:\n${output}`)
  return path.join(folder, tarball)
}

/** Packs this platform's package with the binding in it, as a release does for each platform. */
async function packPlatformPackage() {
  const source = path.join(library, 'npm', platformTriple())
  const copy = path.join(folder, 'platform')
  cpSync(source, copy, { recursive: true })
  copyFileSync(bindingFile(), path.join(copy, path.basename(bindingFile())))
  return pack(copy)
}

/** @returns {string[]} folders below packages/ whose package npm may publish. */
function publicPackages() {
  return readdirSync(inRoot('packages')).filter(
    name => readJson(inRoot('packages', name, 'package.json')).private !== true,
  )
}

/**
 * Packs a package and looks at what is in it.
 *
 * @param {string} packageFolder
 * @returns {Promise<string>} the tarball.
 */
async function checkPacked(packageFolder) {
  const name = path.basename(packageFolder)
  const manifest = readJson(path.join(packageFolder, 'package.json'))
  const tarball = await pack(packageFolder)
  const unpacked = path.join(folder, 'unpacked', name)
  mkdirSync(unpacked, { recursive: true })
  await run(['tar', '-xzf', tarball, '-C', unpacked])
  const targets = [...Object.values(manifest.bin ?? {}), ...exported(manifest.exports ?? {})]
  const bundled = (manifest.bundleDependencies ?? []).map((/** @type {string} */ each) =>
    path.join('node_modules', each, 'dist', 'index.js'),
  )
  const wanted = ['LICENSE', 'README.md', ...targets.map(file => path.normalize(file)), ...bundled]
  await check(`${name}: everything that belongs in it is there`, () =>
    contains(path.join(unpacked, 'package'), wanted),
  )
  await check(`${name}: publint`, node('publint/src/cli.js', 'run', '--strict', tarball))
  if (manifest.exports?.['.'] !== undefined) {
    const profile = ['--profile', 'esm-only', '--format', 'ascii']
    await check(`${name}: attw`, node('@arethetypeswrong/cli/dist/index.js', tarball, ...profile))
  }
  return tarball
}

/**
 * @param {unknown} entry - of the `exports` field.
 * @returns {string[]} the files that it names.
 */
function exported(entry) {
  if (typeof entry === 'string') return [entry]
  return Object.values(/** @type {Record<string, unknown>} */ (entry)).flatMap(exported)
}

/**
 * Throws unless a package has the wanted files, none that is only for making it, and the sources of its maps.
 *
 * @param {string} packageFolder
 * @param {string[]} wanted
 */
function contains(packageFolder, wanted) {
  const files = readdirSync(packageFolder, { recursive: true, encoding: 'utf8' })
  const missing = wanted.filter(file => !files.includes(file))
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`)
  const unwanted = files.filter(file => /tsbuildinfo|tsconfig|\.test\.|^test\b|^npm\b/.test(file))
  if (unwanted.length > 0) throw new Error(`not wanted in the package: ${unwanted.join(', ')}`)
  for (const map of files.filter(file => file.endsWith('.map'))) {
    const file = path.join(packageFolder, map)
    for (const source of readJson(file).sources) {
      const resolved = path.relative(packageFolder, path.resolve(path.dirname(file), source))
      if (!files.includes(resolved))
        throw new Error(`${map} points at ${resolved}, which is not in the package`)
    }
  }
}

/** @param {string} resolution */
function typeCheck(resolution) {
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
  const module = resolution === 'bundler' ? 'preserve' : resolution
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit']
  const types = ['--typeRoots', inRoot('node_modules', '@types'), '--types', 'node']
  const target = ['--target', 'es2023', '--lib', 'es2023,esnext.disposable']
  const modules = ['--module', module, '--moduleResolution', resolution]
  return [process.execPath, tsc, ...strict, ...types, ...target, ...modules, 'use-types.ts']
}

/**
 * @param {string} tool - below node_modules of the checkout.
 * @param {...string} args
 */
function node(tool, ...args) {
  return [process.execPath, inRoot('node_modules', tool), ...args]
}

/** @param {...string} args */
function npm(...args) {
  return [...npmCommand(), ...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
}
