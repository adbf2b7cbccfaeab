// `npm run build`: brings the checkout up to date, and does nothing else.
import { runMain, setUp } from './setup.js'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'], { verbose: process.argv.includes('--verbose') })
})
