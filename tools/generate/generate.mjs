// `npm run generate`: writes every generated file of the repository; `-- --check` only compares.
// A generator is a function that returns contents by path relative to the root.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { inRoot } from '../run/checkout.mjs'
import { runMain, setUp } from '../setup/setup.mjs'
import { algorithms } from './algorithms/algorithms.mjs'
import { errors } from './errors.mjs'
import { numbers } from './numbers.mjs'
import { promises } from './promises.mjs'
import { unsafeTable } from './unsafe-table.mjs'

const GENERATORS = [algorithms, errors, numbers, unsafeTable, promises]

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
await runMain(async () => {
  await setUp(['packages'])
  let current = 0
  let stale = 0
  for (const generator of GENERATORS) {
    for (const [file, contents] of Object.entries(await generator())) {
      const target = inRoot(file)
      if (existsSync(target) && readFileSync(target, 'utf8') === contents) {
        current++
        continue
      }
      stale++
      if (options.check) {
        console.log(`${file} is not what its generator makes: run \`npm run generate\` and commit it`)
      } else {
        mkdirSync(path.dirname(target), { recursive: true })
        writeFileSync(target, contents)
        console.log(`wrote ${file}`)
      }
    }
  }
  console.log(
    options.check ? `${current} passed, ${stale} failed` : `${current + stale} files are up to date`,
  )
  return options.check && stale > 0 ? 1 : 0
})
