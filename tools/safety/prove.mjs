// `npm run test:faults [-- --only NAME,…]`: plants each fault of faults.mjs in turn, runs the check that has to see
// it, and passes when every check fails and says what it found.
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { runMain } from '../setup/setup.mjs'
import { choose, prepare, runStep } from '../test/runner.mjs'
import { checkOf, faults } from './faults.mjs'

await runMain(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
  const chosen = choose(faults, values.only)
  await prepare(chosen.map(checkOf), { verbose: false })
  let seen = 0
  for (const fault of chosen) {
    const { problem, output } = await runStep(checkOf(fault), { verbose: false })
    const lines = stripVTControlCharacters(output).split('\n')
    const line = lines.find(line => fault.says.test(line))?.trim() ?? `no line matches ${fault.says}`
    const found = problem !== '' && lines.some(line => fault.says.test(line))
    if (found) seen++
    console.log(
      `${found ? '✓' : '✗'} ${fault.check}: ${fault.name}  ${problem || 'PASSED'}: ${line.slice(0, 160)}`,
    )
  }
  console.log(`${seen} passed, ${chosen.length - seen} failed, 0 skipped`)
  return seen === chosen.length ? 0 : 1
})
