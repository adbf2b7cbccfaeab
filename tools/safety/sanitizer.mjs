// AddressSanitizer in Node: the environment of a run, and what in its reports is ours.
//
// The binding is compiled with the checks; the runtime that answers them is gcc's, loaded before Node, since rustc
// links none into a cdylib. It also takes over malloc, so that it knows every block that is lost at exit.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { must, SetupError } from '../build/setup.mjs'
import { run } from '../run/command.mjs'

/**
 * What a program must find in its environment to run with the sanitizer and write its reports to `folder`.
 *
 * @param {string} folder
 * @returns {Promise<Record<string, string>>}
 */
export async function sanitizerEnvironment(folder) {
  const runtime = (await run(['gcc', '-print-file-name=libasan.so'])).stdout.trim()
  if (!path.isAbsolute(runtime))
    throw new SetupError('AddressSanitizer needs libasan: install gcc, and run this again.')
  return {
    LD_PRELOAD: runtime,
    // Addresses instead of names tell the frames of one module from another's. The exit code stays the program's
    // own: Node and V8 leak on purpose at exit, so only the reports decide. What JavaScript asks for in vain is its
    // RangeError, as without the sanitizer.
    ASAN_OPTIONS: `detect_leaks=1:allocator_may_return_null=1:symbolize=0:exitcode=0:log_path=${path.join(folder, 'report')}`,
  }
}

/**
 * Runs a program that leaks, and fails when there is no report of it.
 *
 * @param {string} folder - for the program and its report.
 */
export async function proveDetector(folder) {
  const [source, module] = [path.join(folder, 'leak.c'), path.join(folder, 'leak.node')]
  writeFileSync(
    source,
    '#include <stdlib.h>\nvoid *napi_register_module_v1(void *env, void *exports) {\n' +
      '  for (int i = 0; i < 10; i++) *(volatile char *)malloc(48) = 1;\n  return exports;\n}\n',
  )
  await must('compiling a leak', ['gcc', '-shared', '-fPIC', '-O0', '-o', module, source])
  const env = await sanitizerEnvironment(folder)
  await run([process.execPath, '-e', `require(${JSON.stringify(module)})`], { env })
  if (readReports(folder, module).length === 1) return
  throw new SetupError('AddressSanitizer did not report a leak that was made for it: it is not at work here.')
}

/**
 * The problems in all reports of a folder.
 *
 * @param {string} folder
 * @param {string} binding - the module whose leaks count.
 */
export function readReports(folder, binding) {
  return readdirSync(folder)
    .filter(name => name.startsWith('report.'))
    .flatMap(name => problems(readFileSync(path.join(folder, name), 'utf8'), binding))
}

/**
 * What in a report is ours: errors of any kind, and leaks of blocks that the binding allocated, which is when the
 * frame below malloc is in it.
 *
 * @param {string} report
 * @param {string} binding
 * @returns {string[]}
 */
export function problems(report, binding) {
  if (/ERROR: AddressSanitizer/.test(report)) return [report]
  return report
    .split(/\n\n+/)
    .filter(block => /^(?:Direct|Indirect) leak of/m.test(block))
    .filter(block => block.split('\n').some(line => /^\s*#1 /.test(line) && line.includes(binding)))
}
