// `npm start [-- FILE [A B]]`: sets up what is missing, then runs the tour of groggy-cli.
import path from 'node:path'
import { inRoot } from '../run/checkout.mjs'
import { run } from '../run/command.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  const program = inRoot('packages', 'groggy-cli', 'dist', 'main.js')
  // npm runs programs in the package's folder; a file name is meant from where the user stands.
  const cwd = path.resolve(process.env['INIT_CWD'] ?? process.cwd())
  const tour = [process.execPath, program, 'tour', ...process.argv.slice(2)]
  return (await run(tour, { cwd, inherit: true })).code
})
