// `npm run build`: brings the checkout up to date, and does nothing else.
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'], { verbose: process.argv.includes('--verbose') })
})
