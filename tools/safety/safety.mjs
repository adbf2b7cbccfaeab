// `npm run test:safety [-- --only NAME,… | --list | --seed N | --verbose | --prove]`: runs the rows of
// safety-checks.mjs and sums them up. `--prove` runs each row once for each fault planted for it instead, and
// passes when all of them turn it red, saying what it is.
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { checkCargo, checkNode, runMain } from '../build/setup.mjs'
import { seconds } from '../run/progress.mjs'
import { choose, list, prepare, runStep, runSteps } from '../test/step-runner.mjs'
import { checks } from './safety-checks.mjs'

/**
 * @typedef {import('./safety-checks.mjs').Check} Check
 * @typedef {import('./safety-checks.mjs').Fault} Fault
 */

await runMain(async () => {
  const { values: options } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
      prove: { type: 'boolean', default: false },
      seed: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  })
  if (options.help) {
    console.log('npm run test:safety [-- --only NAME,… | --list | --seed N | --verbose | --prove]')
    return 0
  }
  if (options.list) {
    list(checks)
    return 0
  }
  const chosen = choose(checks, options.only)
  checkNode()
  await checkCargo()
  await prepare(chosen, options.verbose)
  const { seed } = options
  // Whatever is random starts from it, and says so when it fails.
  if (seed !== undefined) process.env['GROGGY_SEED'] = seed
  if (options.prove) return await proveAll(chosen, options.verbose)
  return await runSteps(chosen, {
    verbose: options.verbose,
    again: step => `npm run test:safety -- --only ${step.name}${seed === undefined ? '' : ` --seed ${seed}`}`,
  })
})

/**
 * @param {readonly Check[]} chosen
 * @param {boolean} verbose
 * @returns {Promise<number>} the exit code.
 */
async function proveAll(chosen, verbose) {
  const start = performance.now()
  let red = 0
  let planted = 0
  for (const check of chosen) {
    for (const fault of check.faults) {
      planted++
      if (await prove(check, fault, verbose)) red++
    }
  }
  console.log(`\n${planted} faults in ${seconds(performance.now() - start)}`)
  console.log(`${red} passed, ${planted - red} failed, 0 skipped`)
  return red === planted && planted > 0 ? 0 : 1
}

/**
 * Whether a check sees a fault for what it is.
 *
 * @param {Check} check
 * @param {Fault} fault
 * @param {boolean} verbose
 */
async function prove(check, fault, verbose) {
  const step = {
    ...check,
    command: fault.command ?? check.command,
    env: { ...check.env, GROGGY_FAULT: fault.name },
  }
  const { problem, output, ms } = await runStep(step, { verbose, logName: `${check.name}.${fault.name}` })
  const words = stripVTControlCharacters(output)
    .split('\n')
    .find(line => fault.says.test(line))
    ?.trim()
  const seen = problem !== undefined && words !== undefined
  const verdict =
    problem === undefined
      ? 'STAYED GREEN'
      : words === undefined
        ? `${problem}, but nothing in the output matches ${fault.says}`
        : `red: ${words.slice(0, 160)}`
  console.log(`${seen ? '✓' : '✗'} ${check.name} / ${fault.name} (${seconds(ms)})  ${verdict}`)
  return seen
}
