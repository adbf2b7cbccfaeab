// `npm run bench:bridge [-- --json | --quick | --only TEXT]`: what every public operation of the library costs.
import { inRoot } from './checkout.mjs'
import { handOver } from './command.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  const program = inRoot('benchmarks', 'bridge', 'build', 'main.js')
  return handOver([process.execPath, '--expose-gc', program, ...process.argv.slice(2)])
})
