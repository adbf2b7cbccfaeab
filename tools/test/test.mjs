// `npm test [-- --only NAME,… | --list | --verbose]`: runs the steps of test-steps.mjs and sums them up.
import { parseArgs } from 'node:util'
import { checkCargo, checkNode, runMain } from '../build/setup.mjs'
import { choose, list, prepare, runSteps } from './step-runner.mjs'
import { steps } from './test-steps.mjs'

await runMain(async () => {
  const { values: options } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  if (options.list) {
    list(steps)
    return 0
  }
  const chosen = choose(steps, options.only)
  checkNode()
  await checkCargo()
  await prepare(chosen, options.verbose)
  return await runSteps(chosen, {
    verbose: options.verbose,
    again: step => `npm test -- --only ${step.name}`,
  })
})
