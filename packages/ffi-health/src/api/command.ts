/** `ffi-health api`: the surface, whether it is the accepted one, documented and measured. */

import { Command } from 'commander'
import type { CheckReport } from '../findings/findings.js'
import { colors } from '../output/colors.js'
import { type EmitOptions, emitReport } from '../output/emit.js'
import { requireWritable } from '../output/file.js'
import { printable } from '../output/printable.js'
import { judgeProject } from '../project/judge-project.js'
import { type OpenProject, openProject } from '../project/open-project.js'
import { runApi } from './check.js'
import type { SurfaceChange } from './snapshot.js'

interface Options extends EmitOptions {
  readonly config?: string
  readonly accept?: boolean
}

/** The command. */
export function apiCommand(): Command {
  return new Command('api')
    .description(
      'the exported surface: changes to accept, documentation, an operation for each public method',
    )
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('--accept', 'the surface as it is now becomes the accepted one')
    .option('--json', 'print JSON on standard output, and nothing else there')
    .option('--junit <file>', 'write JUnit XML too')
    .action(async (options: Options) => {
      requireWritable(options.junit)
      const project = await openProject(options.config)
      try {
        const report = await judgeApi(project, options)
        emitReport(project.name, report, options)
      } finally {
        project.remove()
      }
    })
}

/** A surface that is to be accepted must be there: what has nothing to look at is an error then. */
async function judgeApi(project: OpenProject, { accept = false, json }: Options): Promise<CheckReport> {
  const run = async () => {
    const { report, changes } = await runApi({ ...project, accept })
    if (json !== true) process.stdout.write(changes.map(changeText).join(''))
    return report
  }
  return accept ? await run() : await judgeProject('api', run)
}

/** A change as a difference of lines. */
function changeText({ name, before, after }: SurfaceChange): string {
  const lines = [
    ...printableLines(before).map(line => colors.red(`  - ${line}`)),
    ...printableLines(after).map(line => colors.green(`  + ${line}`)),
  ]
  return `${colors.bold(printable(name))}\n${lines.join('\n')}\n`
}

function printableLines(text: string | undefined): string[] {
  return text === undefined ? [] : printable(text).split('\n')
}
