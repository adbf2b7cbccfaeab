// `npm start [-- FILE [A B]]`: sets up what is missing, then hands over to the tour of groggy-cli.
import path from 'node:path'
import { inRoot, readJson } from '../run/checkout.mjs'
import { handOver } from '../run/command.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'], { verbose: process.env['GROGGY_VERBOSE'] === '1' })
  const { bin } = readJson(inRoot('packages', 'groggy-cli', 'package.json'))
  const program = inRoot('packages', 'groggy-cli', bin.groggy)
  // npm runs scripts in the package's folder; a file name is meant from where the user stands.
  const cwd = path.resolve(process.env['INIT_CWD'] ?? process.cwd())
  return handOver([process.execPath, program, 'tour', ...process.argv.slice(2)], { cwd })
})
