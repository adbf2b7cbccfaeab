// Runs before `npm pack` and `npm publish` of a package, in that package's folder: builds what it is made of
// for this platform, and puts the licence beside it.
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../run/checkout.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  copyFileSync(inRoot('LICENSE'), path.join(process.cwd(), 'LICENSE'))
})
