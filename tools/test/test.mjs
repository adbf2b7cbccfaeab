// `npm test [-- --only NAME,… | --list | --verbose]` runs the steps of steps.mjs; `npm run check` is `--quick`.
import { parseArgs } from 'node:util'
import { runMain } from '../setup/setup.mjs'
import { choose, prepare, runSteps } from './runner.mjs'
import { steps } from './steps.mjs'

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  if (values.list) {
    for (const { name, command } of steps)
      console.log(`${name.padEnd(14)} ${command().slice(0, 8).join(' ')}`)
    return 0
  }
  const chosen = choose(steps, values.only).filter(step => step.quick || !values.quick)
  await prepare(chosen, values)
  return await runSteps(chosen, values)
})
