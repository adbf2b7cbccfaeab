// `npm run format`: rewrites every source to the one format, Rust and TypeScript alike.
import { inRoot } from '../run/checkout.mjs'
import { handOver } from '../run/command.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages'])
  const cwd = inRoot()
  const rust = await handOver(['cargo', 'fmt', '--all'], { cwd })
  const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const rest = await handOver([process.execPath, biome, 'check', '--write'], { cwd })
  return rust === 0 ? rest : rust
})
