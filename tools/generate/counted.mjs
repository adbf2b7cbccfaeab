// What of the promises is counted, and not timed: from the files that hold it, each time anew.
import { readdirSync, readFileSync } from 'node:fs'
import { inRoot, readJson } from '../run/checkout.mjs'
import { checks } from '../safety/safety-checks.mjs'

/** @typedef {keyof typeof counted} Counted */

export const counted = {
  'error kinds': () =>
    `${readJson(inRoot('conformance', 'errors.json')).kinds.length} kinds of error in the table`,
  'conformance cases': () => {
    const files = readdirSync(inRoot('conformance', 'algorithms')).filter(name => name.endsWith('.json'))
    /** @type {{ length: number }[]} */
    const cases = files.map(name => readJson(inRoot('conformance', 'algorithms', name)).cases)
    return `${cases.reduce((sum, { length }) => sum + length, 0)} cases that every language must answer alike`
  },
  'documented surface': () => {
    /** @type {{ members?: object }[]} */
    const exported = Object.values(
      readJson(inRoot('packages', 'groggy', 'ffi-health.api.json')).entries,
    ).flatMap(entry => Object.values(entry))
    const members = exported.reduce((sum, one) => sum + Object.keys(one.members ?? {}).length, 0)
    return `in the accepted surface, ${exported.length} exports with ${members} members`
  },
  'unsafe places': () => {
    const [, places, files] =
      readFileSync(inRoot('docs', 'unsafe.md'), 'utf8').match(/^(\d+) places in (\d+) files/m) ?? []
    return `${Number(places)} places in ${Number(files)} files, each with its reason and a test`
  },
  'safety checks': () => {
    const faults = checks.reduce((sum, check) => sum + check.faults.length, 0)
    return `${checks.length} checks, with ${faults} planted faults that they are known to see`
  },
  'lines of the example': () => {
    const lines = ['src/lib.rs', 'index.mjs'].flatMap(file =>
      readFileSync(inRoot('examples', 'own-bridge', file), 'utf8').split('\n'),
    )
    return `${lines.filter(line => !/^\s*(\/\/|\/\*\*|$)/.test(line)).length} lines of code`
  },
}
