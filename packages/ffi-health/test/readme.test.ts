/** Protects: the README tells the defaults that the code has. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import { checks } from '../dist/commands/all-checks.js'
import { projectChecks } from '../dist/commands/project-checks.js'
import { defaultBudgets } from '../dist/config/budgets.js'

const manifest = createRequire(import.meta.url).resolve('ffi-health/package.json')
const readme = readFileSync(path.join(path.dirname(manifest), 'README.md'), 'utf8')

/** The cells of the rows below a heading, up to the end of the table. */
function table(heading: string): string[][] {
  const [, rest = ''] = readme.split(`${heading} |`)
  const [rows = ''] = rest.split('\n\n')
  return rows
    .split('\n')
    .slice(2)
    .map(row => row.split('|').map(cell => cell.trim().replaceAll('`', '')))
}

test('every budget is in the README with its default', () => {
  const told = Object.fromEntries(table('| field of `budgets`').map(([, name, value]) => [name, value]))
  const text = (budget: (typeof defaultBudgets)[keyof typeof defaultBudgets]) =>
    typeof budget === 'number'
      ? String(budget)
      : `{ ns: ${budget.ns.toLocaleString('en').replaceAll(',', '_')} }`
  const known = Object.fromEntries(
    Object.entries(defaultBudgets).map(([name, budget]) => [name, text(budget)]),
  )
  assert.deepEqual(told, known)
})

test('every check is in the README', () => {
  const [own = '', project = ''] = readme.split('| command |').slice(1)
  const named = (part: string) => [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(
    named(own),
    checks.map(({ name }) => name),
  )
  assert.deepEqual(named(project), [...projectChecks])
})
