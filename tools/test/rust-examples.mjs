// Runs every example of every crate; an example passes when it ends with exit code 0.
import { run } from '../run/command.mjs'
import { must } from '../setup/setup.mjs'

/** @type {Record<string, string[]>} arguments that make an example short; the others run as they are. */
const ARGUMENTS = { kernels: ['kronecker', '10', '1'], cancellation: ['1', '4'] }

// With all features, as the tests are built, so that cargo builds nothing twice.
const build = ['cargo', 'build', '--workspace', '--all-features', '--examples', '--message-format=json']
const { stdout } = await must('building the Rust examples', build)
const count = { passed: 0, failed: 0 }
for (const line of stdout.trim().split('\n')) {
  const { target, executable } = JSON.parse(line)
  if (!target?.kind.includes('example')) continue
  const { code, output } = await run([executable, ...(ARGUMENTS[target.name] ?? [])])
  count[code === 0 ? 'passed' : 'failed']++
  if (code !== 0) console.log(`example ${target.name} ended with exit code ${code}\n${output}`)
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1
