// What a fresh clone needs before anything of it runs: Node, cargo, npm packages, the binding, compiled
// TypeScript. Each part does nothing when it is up to date, and says so by saying nothing.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bindingFile, cacheDir, inRoot, readJson, root } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { withLock } from './lock.mjs'
import { phase } from '../run/progress.mjs'

/** Set-up cannot go on, for a reason that its message says in full; no stack is of interest. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError'
}

/**
 * @typedef {'packages' | 'binding' | 'testing-binding' | 'typescript'} Part
 *
 * @typedef {object} BindingOptions
 * @property {boolean} [verbose] - print what cargo says as it says it.
 * @property {string} [destination] - default: the file that the library loads on this machine.
 * @property {string[]} [cargoArguments] - profile, features, target; default: `--release`.
 * @property {Record<string, string>} [env] - for cargo.
 * @property {string} [what] - what to call it while it is being built.
 */

/**
 * Brings the named parts up to date, one after another.
 *
 * @param {Part[]} parts - `typescript` includes `packages`; `testing-binding` is the one at `testingBinding()`.
 * @param {{ verbose?: boolean }} options
 */
export async function setUp(parts, { verbose = false } = {}) {
  checkNode()
  if (parts.includes('binding') || parts.includes('testing-binding')) await checkCargo()
  await alone(async () => {
    if (parts.includes('packages') || parts.includes('typescript')) await installPackages(verbose)
    if (parts.includes('binding')) await build({ verbose })
    if (parts.includes('testing-binding')) await build({ verbose, ...testing })
    if (parts.includes('typescript')) await compileTypeScript(verbose)
  })
}

/**
 * Where the binding built for tests is: optimised as the library's own, but it counts and refuses allocations, panics
 * on request and holds planted faults. GROGGY_NATIVE makes the library load it.
 */
export function testingBinding() {
  return path.join(cacheDir, 'testing', path.basename(bindingFile()))
}

const testing = {
  what: 'building the binding for tests',
  destination: testingBinding(),
  cargoArguments: ['--release', '--features', 'testing'],
}

/**
 * Builds the binding in another way than the library's: with a sanitizer.
 *
 * @param {BindingOptions} options
 */
export async function buildBinding(options) {
  checkNode()
  await checkCargo()
  await alone(() => build(options))
}

/** @param {() => Promise<void>} work - which no other run of this checkout does at the same time. */
async function alone(work) {
  const onWait = (/** @type {number} */ pid) =>
    process.stderr.write(`another run (process ${pid}) is setting up this checkout: waiting …\n`)
  await withLock(path.join(cacheDir, 'setup.lock'), work, { onWait })
}

/** Fails when this Node is older than package.json allows. */
export function checkNode() {
  const wanted = Number.parseInt(readJson(inRoot('package.json')).engines.node.replace('>=', ''), 10)
  const found = Number.parseInt(process.versions.node, 10)
  if (found >= wanted) return
  throw new SetupError(
    `Groggy needs Node ${wanted} or later and this is Node ${process.versions.node}: ` +
      'install a current one from https://nodejs.org or your package manager, and run this again.',
  )
}

/** Fails when cargo is missing or older than Cargo.toml allows. */
export async function checkCargo() {
  const wanted = readFileSync(inRoot('Cargo.toml'), 'utf8').match(/^rust-version = "(\d+)\.(\d+)/m)
  const { code, output } = await run(['cargo', '--version'])
  const found = output.match(/cargo (\d+)\.(\d+)/)
  if (code !== 0 || found === null) {
    const elsewhere = path.join(os.homedir(), '.cargo', 'bin')
    const hint = existsSync(elsewhere) ? ` (if it is in ${elsewhere}, add that folder to your PATH)` : ''
    const reason = output.includes('ENOENT') ? 'is not on your PATH' : 'does not run'
    throw new SetupError(
      `Groggy is built with cargo, which ${reason}: install Rust from https://rustup.rs${hint}, ` +
        'open a new terminal, and run this again.',
    )
  }
  if (wanted === null) return
  const [, wantedMajor, wantedMinor] = wanted.map(Number)
  const [, major, minor] = found.map(Number)
  if (Number(major) * 1000 + Number(minor) >= Number(wantedMajor) * 1000 + Number(wantedMinor)) return
  throw new SetupError(
    `Groggy needs Rust ${wantedMajor}.${wantedMinor} or later and this is ${major}.${minor}: ` +
      'run `rustup update`, or install Rust from https://rustup.rs, and run this again.',
  )
}

/** @param {boolean} verbose */
async function installPackages(verbose) {
  if (packagesAreCurrent()) return
  await phase('installing npm packages', async () => {
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    await must('npm ci', await run([...npmCommand(), ...args], { verbose }), verbose)
  })
}

/**
 * Whether node_modules holds what the lockfile asks for. npm writes what it installed to a lockfile of its own
 * inside node_modules as the last thing, so that comparing the two needs no stamp and sees a half install.
 */
function packagesAreCurrent() {
  const installedFile = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = readJson(installedFile).packages
  const wanted = readJson(inRoot('package-lock.json')).packages
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === '') return true
    const found = installed[location]
    if (found === undefined) return entry.optional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

/**
 * The command that starts npm: the one that started us, or else the one on PATH.
 *
 * @returns {string[]}
 */
export function npmCommand() {
  const npm = process.env['npm_execpath']
  if (npm?.endsWith('.js')) return [process.execPath, npm]
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
}

/**
 * Builds the binding and puts it where it is looked for. cargo decides what is stale.
 *
 * @param {BindingOptions} options
 */
async function build({
  verbose = false,
  destination = bindingFile(),
  cargoArguments = ['--release'],
  env = {},
  what = 'building the Rust binding',
}) {
  await phase(what, async detail => {
    let artifact
    let crates = 0
    const locked = process.env['CI'] === undefined ? [] : ['--locked']
    const command = ['cargo', 'build', '--package', 'groggy-node', ...cargoArguments, ...locked]
    const result = await run([...command, '--message-format=json-render-diagnostics'], {
      verbose,
      env,
      onStdoutLine(line) {
        if (!line.startsWith('{')) return
        const message = JSON.parse(line)
        if (message.reason !== 'compiler-artifact') return
        crates++
        detail(`${crates} crates`)
        if (message.target.kind.includes('cdylib') && message.target.name === 'groggy_node') {
          artifact = message.filenames.find((/** @type {string} */ name) => /\.(so|dylib|dll)$/.test(name))
        }
      },
    })
    await must(command.join(' '), result, verbose)
    if (artifact === undefined) throw new SetupError('cargo built no shared library for groggy-node.')
    replaceFile(artifact, destination)
  })
}

/** @param {boolean} verbose */
async function compileTypeScript(verbose) {
  await phase('compiling TypeScript', async () => {
    const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
    await must('tsc -b', await run([process.execPath, tsc, '-b'], { verbose }), verbose)
  })
}

/**
 * Puts a copy of `source` in the place of `destination` in one step: a process that has the old file open or
 * mapped keeps it whole. Does nothing when both are the same already.
 *
 * @param {string} source
 * @param {string} destination
 */
function replaceFile(source, destination) {
  if (existsSync(destination) && readFileSync(source).equals(readFileSync(destination))) return
  mkdirSync(path.dirname(destination), { recursive: true })
  const temporary = `${destination}.${process.pid}`
  try {
    copyFileSync(source, temporary)
    renameSync(temporary, destination)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/**
 * @param {string} what
 * @param {import('../run/command.mjs').CommandResult} result
 * @param {boolean} shown - whether the output was printed already.
 */
async function must(what, result, shown) {
  if (result.code === 0) return
  if (!shown) process.stderr.write(`\n${result.output.trimEnd()}\n\n`)
  throw new SetupError(`\`${what}\` failed in ${root}: its output is above.`)
}

/**
 * Runs a script's main function; an error that explains itself is printed as one sentence.
 *
 * @param {() => Promise<number | undefined>} main - returns the exit code, 0 when undefined.
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
