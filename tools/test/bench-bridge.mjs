// `npm run bench:bridge [-- --json | --save | --quick | --only TEXT]`: what every public operation of the library
// costs. `--save` keeps it in benchmarks/results, where docs/promises.md takes it from.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runMain, setUp } from '../build/setup.mjs'
import { RESULTS } from '../generate/promises-document.mjs'
import { inRoot } from '../run/checkout.mjs'
import { handOver, run } from '../run/command.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  const program = [process.execPath, '--expose-gc', inRoot('benchmarks', 'bridge', 'build', 'main.js')]
  const options = process.argv.slice(2)
  if (!options.includes('--save')) return handOver([...program, ...options])
  /** @type {string[]} */
  const lines = []
  const asked = [...options.filter(option => option !== '--save'), '--json']
  const { code, output } = await run([...program, ...asked], { onStdoutLine: line => lines.push(line) })
  if (code !== 0) {
    console.error(output)
    return code
  }
  save(JSON.parse(lines.join('\n')))
  return 0
})

/** @param {object} results */
function save(results) {
  const measuredOn = new Date().toISOString().slice(0, 10)
  mkdirSync(path.dirname(inRoot(RESULTS)), { recursive: true })
  writeFileSync(inRoot(RESULTS), `${JSON.stringify({ measuredOn, ...results }, undefined, 2)}\n`)
  console.log(`wrote ${RESULTS}: \`npm run generate\` brings docs/promises.md up to date`)
}
