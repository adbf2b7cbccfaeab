// Runs before `npm pack` and `npm publish` of a package, in that package's folder: builds what it is made of for this
// platform, puts the licence beside it, and copies the packages of this workspace that it bundles to where npm takes them
// from; its `postpack` removes those.
import { copyFileSync, cpSync } from 'node:fs'
import path from 'node:path'
import { inRoot, readJson } from '../run/checkout.mjs'
import { runMain, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp(['packages', 'binding', 'typescript'])
  copyFileSync(inRoot('LICENSE'), path.join(process.cwd(), 'LICENSE'))
  for (const name of readJson('package.json').bundleDependencies ?? []) {
    cpSync(inRoot('node_modules', name), path.join('node_modules', name), {
      recursive: true,
      dereference: true,
    })
  }
})
