// `npm run build [-- --verbose]`: brings the checkout up to date, or the named parts of it, and does nothing else.
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  const parts = process.argv.slice(2).filter(argument => argument !== '--verbose')
  const all = parts.length === 0 ? ['packages', 'binding', 'typescript'] : parts
  const verbose = process.argv.includes('--verbose')
  await setUp(/** @type {import('./setup.mjs').Part[]} */ (all), { verbose })
})
