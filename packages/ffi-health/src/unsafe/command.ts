/** `ffi-health unsafe`: every `unsafe` with its reason and its test. */

import { Command } from 'commander'
import { type EmitOptions, emitReport } from '../output/emit.js'
import { requireWritable } from '../output/file.js'
import { judgeProject } from '../project/judge-project.js'
import { openProject } from '../project/open-project.js'
import { runUnsafe } from './check.js'

interface Options extends EmitOptions {
  readonly config?: string
  readonly baseline?: string
}

/** The command. */
export function unsafeCommand(): Command {
  return new Command('unsafe')
    .description(
      'every unsafe block, function, implementation and extern of Rust sources, with its SAFETY text and test',
    )
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('--baseline <revision>', 'what was not there at this revision stands out')
    .option('--json', 'print JSON on standard output, and nothing else there')
    .option('--junit <file>', 'write JUnit XML too')
    .action(async (options: Options) => {
      requireWritable(options.junit)
      const project = await openProject(options.config)
      try {
        const run = async () => (await runUnsafe({ ...project, baseline: options.baseline })).report
        const report = await judgeProject('unsafe', run)
        emitReport(project.name, report, options)
      } finally {
        project.remove()
      }
    })
}
