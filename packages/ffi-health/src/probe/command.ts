/** The command `ffi-health probe`. */

import { Command } from 'commander'
import { printJson, wholeNumber } from '../config/option-values.js'
import { statusOf } from '../findings/findings.js'
import { errorColors } from '../output/colors.js'
import { createProgress } from '../output/progress.js'
import { freshSeed } from '../statistics/random.js'
import { probe } from './probe.js'
import { probeText } from './text.js'

interface Options {
  readonly call: boolean
  readonly seed?: number
  readonly json?: boolean
}

/** The command; its exit status is 1 when a worker, or the end of a process, went wrong. */
export function probeCommand(): Command {
  return new Command('probe')
    .description('a first report on an addon without a config')
    .argument('<package>', 'a package as you would import it from here, or a file')
    .option('--no-call', 'do not call functions to see which take no arguments')
    .option('--seed <number>', 'repeat a run that printed this seed', wholeNumber)
    .option('--json', 'print JSON on standard output, and nothing else there')
    .action(main)
}

async function main(name: string, { call, seed = freshSeed(), json }: Options): Promise<void> {
  const progress = createProgress()
  const show = (what: string) => progress.show(`${errorColors.bold('probe')}  ${what}`)
  try {
    const report = await probe(name, { folder: process.cwd(), call, seed, progress: show })
    progress.end()
    if (json === true) printJson(report)
    else process.stdout.write(probeText(report))
    if (report.checks.some(({ operations }) => statusOf(operations) === 'fail')) process.exitCode = 1
  } finally {
    progress.end()
  }
}
