/** Runs operations on the release build of the addon under valgrind. */

import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { scaled } from '../checks/check.js'
import { counted } from '../findings/plural.js'
import { temporaryFolder } from '../harness/at-exit.js'
import { runChild } from '../harness/child-process.js'
import { sanitizeChild } from './child.js'
import { endedWell, lastPlace, type ToolOptions, unfinished } from './run-asan.js'
import { absentTool, type ToolRun, ToolRunBuilder } from './tool-run.js'
import { valgrindProblems } from './valgrind-report.js'

const execute = promisify(execFile)

/** Runs all operations in one process; what is found is placed by running the operations apart. */
export async function runValgrind(options: ToolOptions): Promise<ToolRun> {
  try {
    await execute('valgrind', ['--version'])
  } catch {
    return absentTool('valgrind', 'valgrind is not installed')
  }
  const run = new ToolRunBuilder('valgrind')
  options.progress(`valgrind: ${counted(options.operations.length, 'operation')}`)
  const all = await watch(options, options.operations, run)
  if (all.problems.length === 0) {
    if (!all.whole) run.unjudged(all.at, all.reason)
    return run.result()
  }
  if (options.operations.length === 1) {
    run.found(options.operations[0] ?? '(exit)', all.problems)
    return run.result()
  }
  let placed = 0
  for (const operation of options.operations) {
    options.progress(`valgrind: ${operation}`)
    const { problems } = await watch(options, [operation], run)
    run.found(operation, problems)
    placed += problems.length
  }
  if (placed === 0) run.found('(exit)', all.problems)
  return run.result()
}

async function watch(
  { configUrl, sanitize, folder, effort = 1 }: ToolOptions,
  operations: readonly string[],
  run: ToolRunBuilder,
) {
  const temporary = temporaryFolder('valgrind')
  const file = path.join(temporary.path, 'report.xml')
  try {
    const outcome = await runChild(
      sanitizeChild,
      { configUrl, operations, calls: scaled(sanitize.valgrindCalls ?? 20, effort, 2), operationMs: 10_000 },
      {
        nodeFlags: ['--expose-gc'],
        timeoutMs: 240_000 + operations.length * 60_000,
        under: [
          'valgrind',
          '-q',
          '--leak-check=full',
          '--show-leak-kinds=definite',
          '--errors-for-leak-kinds=definite',
          '--num-callers=30',
          '--xml=yes',
          `--xml-file=${file}`,
        ],
      },
    )
    for (const message of outcome.messages) {
      if (message.kind === 'done') run.watched(message.operation, message.calls)
      if (message.kind === 'complaint') run.unjudged(message.operation, `it ${message.message}`)
    }
    const loaded = outcome.messages.find(message => message.kind === 'addons')?.files ?? []
    const addons =
      sanitize.releaseAddon === undefined ? loaded : [path.resolve(folder, sanitize.releaseAddon)]
    const xml = existsSync(file) ? readFileSync(file, 'utf8') : ''
    return {
      problems: valgrindProblems(xml, addons),
      whole: endedWell(outcome),
      at: lastPlace(outcome),
      reason: unfinished(outcome),
    }
  } finally {
    temporary.remove()
  }
}
