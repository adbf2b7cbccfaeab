// What a fresh clone needs before anything of it runs: npm packages, the binding, compiled TypeScript. Each part does
// nothing when it is up to date.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bindingFile, bindingName, cacheDir, inRoot, readJson } from '../run/checkout.mjs'
import { phase, run } from '../run/command.mjs'

/** @typedef {'packages' | 'binding' | 'testing-binding' | 'typescript'} Part - `typescript` includes `packages`. */

/** An error whose message says all: it is printed without a stack. */
export class SetupError extends Error {}

/**
 * The binding built for tests: it counts and refuses allocations, panics on request, and holds planted faults.
 * GROGGY_NATIVE makes the library load it.
 */
export const testingBinding = path.join(cacheDir, 'testing', bindingName())

/**
 * Brings parts up to date.
 *
 * @param {readonly Part[]} parts
 * @param {import('../run/command.mjs').Options} options - `verbose` prints the output of the builds.
 */
export async function setUp(parts, options = {}) {
  const wanted = Number.parseInt(readJson(inRoot('package.json')).engines.node.replace('>=', ''), 10)
  if (Number.parseInt(process.versions.node, 10) < wanted) {
    throw new SetupError(
      `Groggy needs Node ${wanted} or later, not ${process.version}: see https://nodejs.org`,
    )
  }
  await alone(async () => {
    if ((parts.includes('packages') || parts.includes('typescript')) && !packagesAreCurrent()) {
      const ci = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
      await must('installing npm packages', [...npmCommand(), ...ci], options)
    }
    if (parts.includes('binding')) await cargoBuild(bindingFile())
    if (parts.includes('testing-binding')) await cargoBuild(testingBinding, '--features', 'testing')
    if (parts.includes('typescript')) {
      const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
      await must('compiling TypeScript', [process.execPath, tsc, '-b'], options)
    }
  })
}

/**
 * Whether node_modules holds what the lockfile asks for. The last thing that npm writes is a lockfile of its own in
 * node_modules: comparing the two needs no stamp and notices an interrupted install.
 */
function packagesAreCurrent() {
  const installedFile = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = readJson(installedFile).packages
  return Object.entries(readJson(inRoot('package-lock.json')).packages).every(([location, wanted]) => {
    const found = installed[location]
    if (location === '' || found === undefined) return location === '' || wanted.optional || wanted.peer
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

/** @returns {string[]} the npm that started us, or else the one on PATH. */
export function npmCommand() {
  const npm = process.env['npm_execpath']
  if (npm?.endsWith('.js')) return [process.execPath, npm]
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
}

/**
 * Builds the binding, and puts a copy of it into its place in one step: a process that has the old file open keeps it
 * whole. cargo decides what is stale.
 *
 * @param {string} destination
 * @param {...string} args - for cargo.
 */
async function cargoBuild(destination, ...args) {
  if (process.env['CI'] !== undefined) args.push('--locked')
  const cargo = [
    'cargo',
    'build',
    '--release',
    '--package',
    'groggy-node',
    '--message-format=json-render-diagnostics',
  ]
  const { stdout } = await must(['building the Rust binding', ...args].join(' '), [...cargo, ...args])
  const messages = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const artifact = messages.find(
    ({ target }) => target?.name === 'groggy_node' && target.kind.includes('cdylib'),
  )
  const built = artifact.filenames.find((/** @type {string} */ name) => /\.(so|dylib|dll)$/.test(name))
  if (existsSync(destination) && readFileSync(built).equals(readFileSync(destination))) return
  mkdirSync(path.dirname(destination), { recursive: true })
  copyFileSync(built, `${destination}.new`)
  renameSync(`${destination}.new`, destination)
}

/**
 * Runs a program that has to succeed.
 *
 * @param {string} what - is being done.
 * @param {string[]} command
 * @param {import('../run/command.mjs').Options} [options]
 */
export async function must(what, command, options) {
  const result = await phase(what, () => run(command, options))
  if (result.code === 0) return result
  const missing = command[0] === 'cargo' && result.output.includes('ENOENT')
  const hint = missing
    ? '\nInstall Rust from https://rustup.rs, open a new terminal, and run this again.'
    : ''
  throw new SetupError(
    `${result.output.trimEnd()}\n${what} failed: ${command.slice(0, 3).join(' ')} …${hint}`,
  )
}

/**
 * Does some work while no other process sets up this checkout. The lock is a file that holds its owner's process id;
 * one whose owner is gone is removed.
 *
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = path.join(cacheDir, 'setup.lock')
  const release = () => rmSync(lock, { force: true })
  mkdirSync(cacheDir, { recursive: true })
  for (let tries = 0; !take(lock); tries++) {
    if (tries === 5) process.stderr.write(`waiting for another command; if there is none, delete ${lock}\n`)
    await sleep(200)
  }
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: 'wx' })
    return true
  } catch {
    try {
      process.kill(Number(readFileSync(lock, 'utf8')), 0)
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') rmSync(lock, { force: true })
    }
    return false
  }
}

/** @param {() => Promise<number | undefined>} main - returns the exit code, 0 when undefined. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
