/** `ffi-health report`: the newest run as one page. */

import path from 'node:path'
import { Command } from 'commander'
import { positiveWhole } from '../config/option-values.js'
import { requireWritable, writeOutput } from '../output/file.js'
import { openProject } from '../project/open-project.js'
import { collectReport } from './collect.js'
import { reportPage } from './page.js'

interface Options {
  readonly config?: string
  readonly output: string
  readonly baseline?: string
  readonly run?: number
}

/** The command. */
export function reportCommand(): Command {
  return new Command('report')
    .description(
      'one HTML page of the newest run: findings, cost, leaks, history, what is new, the release checklist',
    )
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('-o, --output <file>', 'where to write the page', 'ffi-health.html')
    .option('--baseline <revision>', 'show what is new since this revision')
    .option('--run <number>', 'a run of `ffi-health history` instead of the newest', positiveWhole)
    .addHelpText(
      'after',
      `
The page needs no network and no script. Besides the stored run it shows what the config names as
project.junit (JUnit XML) and project.hosts (JSON of other hosts):
  { "ffiHealth": 1, "host": "python", "runtime": "CPython 3.12.3", "platform": "linux", "arch": "x64",
    "checks": [{ "check": "leaks", "operations": [{ "operation": "page_rank", "status": "pass", "reason": "…" }] }] }`,
    )
    .action(async (options: Options) => {
      requireWritable(options.output)
      const project = await openProject(options.config)
      try {
        const data = await collectReport(project, {
          baseline: options.baseline,
          run: options.run,
          options: options.config === undefined ? '' : `--config ${options.config}`,
        })
        writeOutput(options.output, await reportPage(data))
        process.stdout.write(`${path.resolve(options.output)}\n`)
      } finally {
        project.remove()
      }
    })
}
