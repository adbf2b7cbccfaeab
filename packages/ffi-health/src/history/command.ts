/** `ffi-health history`: the runs that were stored. */

import { Command } from 'commander'
import { positive, positiveWhole } from '../config/option-values.js'
import { type CheckReport, statusOf } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'
import { colors } from '../output/colors.js'
import { checkTable, table } from '../output/human.js'
import { printable } from '../output/printable.js'
import { resolveRevision } from '../project/git.js'
import { openProject } from '../project/open-project.js'
import { compareRuns, defaultTolerance } from './compare.js'
import { History, type Run } from './history.js'
import { baselineRuns, historyFile } from './record-run.js'

interface Options {
  readonly config?: string
  readonly json?: boolean
  readonly file?: string
}

interface CompareOptions extends Options {
  readonly baseline?: string
  readonly tolerance: number
}

/** The command with its three subcommands. */
export function historyCommand(): Command {
  const command = new Command('history').description('runs that were stored, and how they compare')
  common(command.command('list', { isDefault: true }).description('the newest runs'))
    .option('-n, --limit <number>', 'how many', positiveWhole, 20)
    .action((options: Options & { limit: number }) =>
      withHistory(options, async (history, bridge) => {
        const runs = history.runs({ bridge, limit: options.limit })
        show(options, runs.map(summary), () =>
          runs.length === 0
            ? 'no run is stored yet: `ffi-health check` stores one\n'
            : `${table(runs.map(line))}\n`,
        )
      }),
    )
  common(command.command('show').description('one run with its verdicts'))
    .argument('[run]', 'a number from the list, or a revision; default: the newest')
    .action((wanted: string | undefined, options: Options) =>
      withHistory(options, async (history, bridge, folder) => {
        const run = await findRun(history, bridge, folder, wanted)
        show(
          options,
          run,
          () => `${line(run).join('  ')}\n\n${run.reports.map(report => checkTable(report)).join('\n')}`,
        )
      }),
    )
  common(
    command.command('compare').description('whether a run is worse than an earlier one; exit status 1 if so'),
  )
    .argument('[run]', 'a number from the list, or a revision; default: the newest')
    .option('--baseline <revision>', 'compare with the runs of this revision; default: the newest before')
    .option('--tolerance <share>', 'how much slower is not worse', positive, defaultTolerance)
    .action((wanted: string | undefined, options: CompareOptions) =>
      withHistory(options, async (history, bridge, folder) => {
        const run = await findRun(history, bridge, folder, wanted)
        const { baseline } = options
        const revision = baseline === undefined ? undefined : await resolveRevision(folder, baseline)
        const base = baselineRuns(history, run, revision)
        const report: CheckReport = {
          check: 'history',
          seed: 0,
          durationMs: 0,
          operations: compareRuns(base, run, options.tolerance),
        }
        const against = base.map(({ id }) => id).join(', ') || 'nothing'
        show(options, report, () => `run ${run.id} against ${against}\n${checkTable(report)}`)
        if (statusOf(report.operations) === 'fail') process.exitCode = 1
      }),
    )
  return command
}

function common(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('--file <file>', 'the history, instead of .ffi-health/history.sqlite beside the config')
    .option('--json', 'print JSON on standard output, and nothing else there')
}

async function withHistory(
  { config, file }: Options,
  work: (history: History, bridge: string, folder: string) => Promise<void>,
): Promise<void> {
  const project = await openProject(config)
  try {
    using history = new History(file ?? historyFile(project.folder))
    await work(history, project.name, project.folder)
  } finally {
    project.remove()
  }
}

async function findRun(history: History, bridge: string, folder: string, wanted?: string): Promise<Run> {
  const byNumber = wanted !== undefined && /^\d{1,6}$/.test(wanted) ? history.run(Number(wanted)) : undefined
  if (byNumber !== undefined) return byNumber
  const revision = wanted === undefined ? undefined : await resolveRevision(folder, wanted)
  const [run] = history.runs({ bridge, limit: 1, ...(revision !== undefined && { revision }) })
  if (run !== undefined) return run
  throw new UsageError(
    wanted === undefined ? 'cannot find a run: none is stored yet' : `cannot find a run of ${wanted}`,
  )
}

function show(options: Options, value: unknown, text: () => string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value, undefined, 2)}\n` : text())
}

function summary({ reports, ...run }: Run) {
  return { ...run, checks: reports.map(({ check, operations }) => ({ check, status: statusOf(operations) })) }
}

function line(run: Run): string[] {
  const failing = run.reports
    .filter(({ operations }) => statusOf(operations) === 'fail')
    .map(({ check }) => check)
  return [
    String(run.id),
    run.startedAt.slice(0, 16).replace('T', ' '),
    `${run.revision?.slice(0, 9) ?? 'no revision'}${run.dirty ? ' + changes' : ''}`,
    printable(run.runtime),
    failing.length === 0 ? colors.green('pass') : colors.red(printable(`FAIL ${failing.join(', ')}`)),
    printable(run.subject ?? ''),
  ]
}
