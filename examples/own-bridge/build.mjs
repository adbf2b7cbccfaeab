// `node build.mjs [--features counting]`: compiles the addon and puts it beside this file.
import { spawnSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'

const here = new URL('./', import.meta.url)
const libraries = { darwin: 'libown_bridge.dylib', win32: 'own_bridge.dll' }
const library = libraries[process.platform] ?? 'libown_bridge.so'

const cargo = ['build', '--release', '--target-dir', 'target', ...process.argv.slice(2)]
const { status } = spawnSync('cargo', cargo, { cwd: here, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
// In one step, so that a process that has the old file open keeps it whole.
const temporary = new URL(`own-bridge.${process.pid}`, here)
copyFileSync(new URL(`target/release/${library}`, here), temporary)
renameSync(temporary, new URL('own-bridge.node', here))
