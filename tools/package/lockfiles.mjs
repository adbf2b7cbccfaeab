// Lockfiles hold everywhere: package-lock.json names no registry host and every platform's optional packages
// (npm forgets those of other platforms when it updates a lockfile beside an installed node_modules), and
// each Cargo.lock is what its Cargo.toml asks for.
import { inRoot, readJson } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { lockedCargoManifests } from './dependencies.mjs'

/** @type {Record<string, { resolved?: string, link?: boolean, optionalDependencies?: Record<string, string> }>} */
const packages = readJson(inRoot('package-lock.json')).packages
const locations = Object.keys(packages)
const hosts = locations.filter(location => packages[location]?.resolved?.includes('://'))
const forgotten = Object.values(packages)
  .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
  .filter(name => !locations.some(location => location.endsWith(`node_modules/${name}`)))
/** @type {string[]} */
const stale = []
for (const manifest of lockedCargoManifests()) {
  const metadata = ['cargo', 'metadata', '--locked', '--format-version', '1', '--manifest-path', manifest]
  const { code, output } = await run(metadata)
  if (code !== 0) {
    stale.push(`the lockfile of ${manifest} is stale: run \`cargo update -w\` there and commit it\n${output}`)
  }
}

const problems = [
  hosts.length > 0 &&
    `package-lock.json names hosts, for ${hosts.join(', ')}: set omit-lockfile-registry-resolved=true for npm`,
  forgotten.length > 0 &&
    `package-lock.json lacks ${forgotten.join(', ')}: remove it and node_modules, and run \`npm install\``,
  stale.length > 0 && stale.join('\n'),
]
const failed = problems.filter(problem => problem !== false)
for (const problem of failed) console.log(problem)
console.log(`${problems.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
