/** `ffi-health sanitize`. */

import { Command, Option } from 'commander'
import { chosenNames } from '../config/nearest.js'
import { positive } from '../config/option-values.js'
import { type EmitOptions, emitReport } from '../output/emit.js'
import { requireWritable } from '../output/file.js'
import { createProgress } from '../output/progress.js'
import { judgeProject } from '../project/judge-project.js'
import { openProject } from '../project/open-project.js'
import { runSanitize } from './check.js'

interface Options extends EmitOptions {
  readonly config?: string
  readonly operation?: readonly string[]
  readonly only?: 'asan' | 'valgrind'
  readonly effort: number
}

/** The command. */
export function sanitizeCommand(): Command {
  return new Command('sanitize')
    .description('operations on an AddressSanitizer build, and on the release build under valgrind')
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('-o, --operation <name...>', 'judge these operations only')
    .addOption(new Option('--only <tool>', 'run one of the tools').choices(['asan', 'valgrind']))
    .option('--effort <factor>', 'make fewer calls (0.2) or more (5)', positive, 1)
    .option('--json', 'print JSON on standard output, and nothing else there')
    .option('--junit <file>', 'write JUnit XML too')
    .action(async (options: Options) => {
      requireWritable(options.junit)
      const project = await openProject(options.config)
      const progress = createProgress()
      try {
        const all = project.operations.map(({ name }) => name)
        const operations = chosenNames(all, options.operation)
        const report = await judgeProject('sanitize', () =>
          runSanitize({
            ...project,
            operations,
            sanitize: project.project.sanitize ?? {},
            only: options.only,
            effort: options.effort,
            progress: what => progress.show(what),
          }),
        )
        progress.end()
        emitReport(project.name, report, options)
      } finally {
        progress.end()
        project.remove()
      }
    })
}
