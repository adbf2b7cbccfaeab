// `npm run test:nodes [-- MAJOR …]`: the TypeScript suite on each supported Node, as the npm package `node`
// ships them, with native memory read in place and with external buffers refused.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withLock } from '../build/lock.mjs'
import { npmCommand, runMain, SetupError, setUp } from '../build/setup.mjs'
import { cacheDir } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { phase, seconds } from '../run/progress.mjs'
import { compiledTests } from './compiled-tests.mjs'
import { nodeTest } from './totals.mjs'

const MAJORS = ['22', '24', '26']

await runMain(async () => {
  const majors = process.argv.length > 2 ? process.argv.slice(2) : MAJORS
  await setUp(['packages', 'binding', 'typescript'])
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const major of majors) {
    const node = await installNode(major)
    const version = (await run([node, '--version'])).output.trim()
    for (const inPlace of ['1', '0']) {
      const what = `Node ${version}, ${inPlace === '1' ? 'in place' : 'copied'}`
      const start = performance.now()
      const result = await phase(what, () =>
        run([node, '--expose-gc', '--test', '--test-reporter=spec', ...compiledTests('test')], {
          env: { GROGGY_EXTERNAL_BUFFERS: inPlace },
          logFile: path.join(cacheDir, 'logs', `node-${major}-${inPlace}.log`),
        }),
      )
      const { passed, failed, skipped } = nodeTest(result.output, result.code === 0)
      const broken = result.code !== 0 || failed > 0 || passed === 0
      if (broken) console.log(result.output)
      total.passed += passed
      total.failed += failed === 0 && broken ? 1 : failed
      total.skipped += skipped
      console.log(
        `${what}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds(performance.now() - start)}`,
      )
    }
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed === 0 ? 0 : 1
})

/**
 * @param {string} major
 * @returns {Promise<string>} the program.
 */
async function installNode(major) {
  const folder = path.join(cacheDir, 'nodes', major)
  const program = path.join(
    folder,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(program)) return
    mkdirSync(folder, { recursive: true })
    // Its install script is what brings the program; npm runs it because it is named here.
    writeFileSync(
      path.join(folder, 'package.json'),
      '{ "private": true, "allowScripts": { "node": true } }\n',
    )
    await phase(`installing Node ${major}`, async () => {
      const args = ['install', `node@${major}`, '--no-audit', '--no-fund', '--ignore-scripts=false']
      const { code, output } = await run([...npmCommand(), ...args], { cwd: folder })
      if (code !== 0 || !existsSync(program)) {
        throw new SetupError(`Node ${major} could not be installed from the npm package \`node\`:\n${output}`)
      }
    })
  })
  return program
}
