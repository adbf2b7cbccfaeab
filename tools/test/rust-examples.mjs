// Runs every example of every crate; an example passes when it ends with exit code 0.
import { run } from '../run/command.mjs'

/** Arguments that make an example short; the others run as they are. */
const ARGUMENTS = new Map([
  ['kernels', ['kronecker', '10', '1']],
  ['cancellation', ['1', '4']],
])

const metadata = await run(['cargo', 'metadata', '--no-deps', '--format-version', '1'])
if (metadata.code !== 0) throw new Error(metadata.output)
const { packages } = JSON.parse(metadata.output.slice(metadata.output.indexOf('{')))

let passed = 0
let failed = 0
for (const { name: crate, targets } of packages) {
  for (const { name, kind } of targets) {
    if (!kind.includes('example')) continue
    const command = ['cargo', 'run', '--quiet', '--package', crate, '--example', name, '--']
    const { code, output } = await run([...command, ...(ARGUMENTS.get(name) ?? [])])
    if (code === 0) passed++
    else {
      failed++
      console.log(`${crate}: example ${name} ended with exit code ${code}\n${output}`)
    }
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
