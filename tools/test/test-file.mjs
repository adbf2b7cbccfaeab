// `npm run test:file -- NAME [OPTION …]`: builds what the tests whose file name has NAME in it need, and runs them.
// Options are those of `node --test`, as in `--test-name-pattern=text`.
import path from 'node:path'
import { run } from '../run/command.mjs'
import { runMain, SetupError, setUp, testingBinding } from '../setup/setup.mjs'
import { compiledTests, toolTests } from './compiled-tests.mjs'

await runMain(async () => {
  const [name = '', ...options] = process.argv.slice(2)
  const named = (/** @type {string} */ file) =>
    path
      .basename(file)
      .replace(/\.test\.m?js$/, '')
      .includes(name)
  const onTestingBinding = compiledTests('test-binding').filter(named)
  const others = [...compiledTests('test'), ...compiledTests('sick-addon'), ...toolTests()].filter(named)
  if (name === '' || onTestingBinding.length + others.length === 0) {
    throw new SetupError(
      `expected a part of the name of a test file, got "${name}"; as in npm run test:file -- topology`,
    )
  }
  await setUp([
    'typescript',
    ...(others.length > 0 ? [/** @type {const} */ ('binding')] : []),
    ...(onTestingBinding.length > 0 ? [/** @type {const} */ ('testing-binding')] : []),
  ])
  const node = [process.execPath, '--expose-gc', '--test', '--test-reporter=spec', ...options]
  let failed = 0
  for (const [files, env] of /** @type {const} */ ([
    [others, {}],
    [onTestingBinding, { GROGGY_NATIVE: testingBinding }],
  ])) {
    if (files.length > 0 && (await run([...node, ...files], { env, inherit: true })).code !== 0) failed++
  }
  return failed
})
