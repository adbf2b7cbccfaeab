// `npm run test:native [-- OPTION … FILE …]`: the given compiled tests, or all that need the binding built for tests.

import { runMain, setUp, testingBinding } from '../build/setup.mjs'
import { handOver } from '../run/command.mjs'
import { compiledTests } from './compiled-tests.mjs'

await runMain(async () => {
  await setUp(['packages', 'testing-binding', 'typescript'])
  process.env['GROGGY_NATIVE'] = testingBinding()
  const given = process.argv.slice(2)
  const files = given.some(argument => argument.endsWith('.js')) ? [] : compiledTests('test-binding')
  return await handOver([
    process.execPath,
    '--expose-gc',
    '--test',
    '--test-reporter=spec',
    ...given,
    ...files,
  ])
})
