/** The command of each check, and `ffi-health check`, which runs them all. */

import { writeSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { type Check, runCheck } from '../checks/check.js'
import { describeBridge, LoadError } from '../checks/describe.js'
import { compileConfig } from '../config/compile.js'
import { findConfig } from '../config/find.js'
import { positive, printJson, wholeNumber } from '../config/option-values.js'
import { checklistOf } from '../findings/checklist.js'
import { type CheckReport, statusOf } from '../findings/findings.js'
import { atExit } from '../harness/at-exit.js'
import { errorColors } from '../output/colors.js'
import { requireWritable, writeOutput } from '../output/file.js'
import { checklistTable, checkTable, summaryTable } from '../output/human.js'
import { junitXml } from '../output/junit.js'
import { createProgress, type Progress } from '../output/progress.js'
import { overhead } from '../overhead/check.js'
import { freshSeed } from '../statistics/random.js'
import { checks } from './all-checks.js'
import {
  addProjectChecks,
  type CheckRun,
  type ProjectCheckOptions,
  projectChecks,
  requireInputs,
} from './project-checks.js'

/** What the user asked for. */
export interface CheckOptions {
  readonly config?: string
  readonly operation?: readonly string[]
  readonly seed?: number
  readonly effort: number
  readonly json?: boolean
  readonly junit?: string
}

/** And of `check`. */
interface AllOptions extends CheckOptions {
  readonly baseline?: string
  /** Names of checks; absent: all. */
  readonly only?: readonly string[]
  /** Absent: as {@link isWhole} says. */
  readonly history?: boolean
}

/** A command per check, and one for all. */
export function checkCommands(): Command[] {
  const one = checks.map(check =>
    withOptions(new Command(check.name).description(check.about)).action(options => main([check], options)),
  )
  const all = withOptions(new Command('check').description('every check, then the checklist for a release'))
    .option(
      '--baseline <revision>',
      'the revision to compare with; default: the newest that was stored before',
    )
    .option('--only <checks>', 'these checks, as errors,gc,workers,exit', names)
    .option('--history', 'store the run, also when it is not a full one')
    .option('--no-history', 'do not store the run')
  const chosen = ({ only }: AllOptions) => checks.filter(({ name }) => only?.includes(name) ?? true)
  return [...one, all.action((options: AllOptions) => main(chosen(options), options, others))]
}

/** Parses a list of checks. */
function names(text: string, before: readonly string[] = []): readonly string[] {
  const list = text.split(',').map(name => name.trim())
  const known = [...checks.map(({ name }) => name), ...projectChecks]
  const unknown = list.find(name => !known.includes(name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`unknown check "${unknown}"; expected one of ${known.join(', ')}`)
  return [...before, ...list]
}

function withOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the config, instead of ffi-health.config.{ts,mts,js,mjs} here')
    .option('-o, --operation <name...>', 'judge these operations only')
    .option('--seed <number>', 'repeat a run that printed this seed', wholeNumber)
    .option('--effort <factor>', 'try less (0.2) or more (5) than the full check', positive, 1)
    .option('--json', 'print JSON on standard output, and nothing else there')
    .option('--junit <file>', 'write JUnit XML too')
}

/** What `check` does besides the checks of operations. */
interface Others {
  /** Before anything runs. */
  prepare(options: AllOptions): Promise<void>
  /** Brings more reports. */
  add(
    reports: readonly CheckReport[],
    options: AllOptions,
    progress: Progress,
    onReport: OnReport,
  ): Promise<CheckRun>
}
type OnReport = (report: CheckReport) => void

const others: Others = {
  prepare: options => requireInputs(projectOptions(options)),
  add(reports, options, progress, onReport) {
    const show = (what: string) => progress.show(errorColors.bold(what))
    const again = (names: readonly string[]) => overheadAgain(names, options, progress)
    return addProjectChecks(reports, { ...projectOptions(options), again }, show, onReport)
  },
}

/** More effort than a quick run: there are few of them. */
async function overheadAgain(names: readonly string[], options: CheckOptions, progress: Progress) {
  const effort = Math.max(0.5, options.effort)
  const { reports } = await runChecks(
    [overhead],
    { ...options, operation: names, effort },
    progress,
    () => undefined,
  )
  return reports.flatMap(({ operations }) => operations)
}

function projectOptions(options: AllOptions): ProjectCheckOptions {
  const { config, operation, effort, baseline, only, history } = options
  return { config, operation, effort, baseline, only, record: history ?? isWhole(options) }
}

/** Only full runs of all operations are stored unasked: others cannot be compared with them. */
function isWhole({ operation, only, effort }: AllOptions): boolean {
  return operation === undefined && only === undefined && effort >= 1
}

/** Runs checks and prints what they found; the exit status is 1 when something fails. */
async function main(chosen: readonly Check[], options: AllOptions, more?: Others): Promise<void> {
  requireWritable(options.junit)
  await more?.prepare(options)
  const progress = createProgress()
  const finished: CheckReport[] = []
  // Who ends a run that takes too long still gets what there is.
  const forget = atExit(() => {
    if (options.json === true && more !== undefined)
      writeSync(1, `${JSON.stringify(finished, undefined, 2)}\n`)
  })
  const onReport = (report: CheckReport) => {
    finished.push(report)
    progress.end()
    if (options.json !== true)
      process.stdout.write(`${checkTable(report, more === undefined ? 'all' : 'findings')}\n`)
    else progress.line(`${report.check} ${statusOf(report.operations)}`)
  }
  const own = await runChecks(chosen, options, progress, onReport).finally(forget)
  const { bridge, reports } = (await more?.add(own.reports, options, progress, onReport)) ?? own
  progress.end()
  if (options.junit !== undefined) writeOutput(options.junit, junitXml(bridge, reports))
  if (options.json === true) printJson(more === undefined ? reports[0] : reports)
  else if (more !== undefined) {
    process.stdout.write(summaryTable(reports))
    // Of some checks alone it would say nothing but that the others were not run.
    if (options.only === undefined) process.stdout.write(`\n${checklistTable(checklistOf(reports))}`)
  }
  if (reports.some(({ operations }) => statusOf(operations) === 'fail')) process.exitCode = 1
}

/**
 * Runs checks on the bridge of a config.
 *
 * An addon that cannot be loaded fails every check, as a finding. Without a check to run, nothing is loaded.
 *
 * @param onReport - called with each report as it is there.
 * @throws {UsageError} when there is no config, or it holds no bridge.
 */
async function runChecks(
  chosen: readonly Check[],
  options: CheckOptions,
  progress: Progress,
  onReport: (report: CheckReport) => void,
): Promise<CheckRun> {
  if (chosen.length === 0) return { bridge: '', reports: [] }
  const config = await compileConfig(findConfig(process.cwd(), options.config))
  const seed = options.seed ?? freshSeed()
  const reports: CheckReport[] = []
  const add = (report: CheckReport) => {
    reports.push(report)
    onReport(report)
  }
  try {
    progress.show('loading the addon')
    const bridge = await describeBridge(config.url, { only: options.operation })
    for (const check of chosen) {
      const { operations } = bridge
      const context = { configUrl: config.url, bridge, operations, seed, effort: options.effort }
      const show = (what: string) => progress.show(`${errorColors.bold(check.name)}  ${what}`)
      add(await runCheck(check, { ...context, progress: show }))
    }
    return { bridge: bridge.name, reports }
  } catch (error) {
    if (!(error instanceof LoadError)) throw error
    const operations = [{ operation: error.place, status: 'fail', reason: error.message }] as const
    for (const { name } of chosen) add({ check: name, seed, durationMs: 0, operations })
    return { bridge: config.source, reports }
  } finally {
    progress.end()
    config.remove()
  }
}
