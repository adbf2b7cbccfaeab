// package-lock.json names no registry host and has every platform's optional packages (npm forgets those of other
// platforms when it updates a lockfile beside an installed node_modules); each Cargo.lock is what its Cargo.toml asks for.
import path from 'node:path'
import { filesInGit, inRoot, readJson } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'

/** @type {Record<string, { resolved?: string, optionalDependencies?: Record<string, string> }>} */
const packages = readJson(inRoot('package-lock.json')).packages
const locations = Object.keys(packages)
const hosts = locations.filter(location => packages[location]?.resolved?.includes('://'))
const forgotten = Object.values(packages)
  .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
  .filter(name => !locations.some(location => location.endsWith(`node_modules/${name}`)))
const problems = [
  ...hosts.map(
    location => `package-lock.json names a host for ${location}: set omit-lockfile-registry-resolved=true`,
  ),
  ...forgotten.map(
    name => `package-lock.json lacks ${name}: remove it and node_modules, and run \`npm install\``,
  ),
]
const locks = filesInGit('Cargo.lock')
for (const lock of locks) {
  const manifest = ['--manifest-path', path.join(path.dirname(lock), 'Cargo.toml')]
  const { code, output } = await run(['cargo', 'metadata', '--locked', '--format-version', '1', ...manifest])
  if (code !== 0) problems.push(`${lock} is stale: run \`cargo update -w\` there and commit it\n${output}`)
}
for (const problem of problems) console.log(problem)
console.log(`${problems.length === 0 ? locks.length + 1 : 0} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1
