// The tests that need a binding built for tests: allocations counted and failed on purpose, operations that panic.
import path from 'node:path'
import { bindingFile, cacheDir } from './checkout.mjs'
import { run } from './command.mjs'
import { compiledTests } from './compiled-tests.mjs'
import { phase } from './progress.mjs'
import { buildBinding, runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'typescript'])
  const binding = path.join(cacheDir, 'testing', path.basename(bindingFile()))
  await buildBinding({
    what: 'building the binding for tests',
    destination: binding,
    cargoArguments: ['--release', '--features', 'testing'],
  })
  const tests = process.argv.length > 2 ? process.argv.slice(2) : compiledTests('test-native')
  const result = await phase('tests of the binding built for tests', () =>
    run([process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...tests], {
      env: { GROGGY_NATIVE: binding },
    }),
  )
  console.log(result.output)
  return result.code === 0 ? 0 : 1
})
