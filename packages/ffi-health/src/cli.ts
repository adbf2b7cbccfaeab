#!/usr/bin/env node
/** The command `ffi-health`. */

import { readFileSync, writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import colors from 'picocolors'
import { checklistOf } from './checklist.js'
import { checks } from './checks/all.js'
import { type Check, runCheck } from './checks/check.js'
import { compileConfig } from './config/compile.js'
import { findConfig, UsageError } from './config/find.js'
import { describeBridge } from './describe.js'
import { type CheckReport, statusOf } from './findings.js'
import { checklistTable, checkTable } from './output/human.js'
import { junitXml } from './output/junit.js'
import { probeText } from './output/probe-text.js'
import { createProgress } from './output/progress.js'
import { probe } from './probe/probe.js'
import { freshSeed } from './random.js'

interface Options {
  readonly config?: string
  readonly operation?: readonly string[]
  readonly seed?: number
  readonly effort: number
  readonly json?: boolean
  readonly junit?: string
}

const version: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const program = new Command('ffi-health')
  .description('Measures and guards any native Node addon.')
  .version(version.version)
  .showHelpAfterError()

for (const check of checks) {
  withOptions(program.command(check.name).description(check.about)).action(options => main([check], options))
}
withOptions(program.command('check').description('every check, then the checklist for a release')).action(
  options => main(checks, options),
)

program
  .command('probe')
  .argument('<package>', 'a package as you would import it from here, or a file')
  .description('a first report on an addon without a config')
  .option('--no-call', 'do not call functions to see which take no arguments')
  .option('--seed <number>', 'repeat a run that printed this seed', wholeNumber)
  .option('--json', 'print JSON on standard output, and nothing else there')
  .action(probeMain)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${colors.red('error')} ${error.message}\n`)
  process.exitCode = 2
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

/** Runs checks and prints what they found; the exit status is 1 when something fails. */
async function main(chosen: readonly Check[], options: Options): Promise<void> {
  const config = await compileConfig(findConfig(process.cwd(), options.config))
  const progress = createProgress()
  const seed = options.seed ?? freshSeed()
  try {
    progress.show('loading the addon')
    const bridge = await describeBridge(config.url)
    const operations = chosenOperations(bridge.operations, options.operation)
    const reports: CheckReport[] = []
    for (const check of chosen) {
      const report = await runCheck(check, {
        configUrl: config.url,
        bridge,
        operations,
        seed,
        effort: options.effort,
        progress: what => progress.show(`${colors.bold(check.name)}  ${what}`),
      })
      reports.push(report)
      progress.end()
      if (options.json !== true) process.stdout.write(`${checkTable(report)}\n`)
      else
        progress.line(
          `${check.name} ${statusOf(report.operations)} ${(report.durationMs / 1000).toFixed(1)} s`,
        )
    }
    if (options.junit !== undefined) writeFileSync(options.junit, junitXml(bridge.name, reports))
    if (options.json === true) print(chosen.length === 1 ? reports[0] : reports)
    else if (chosen.length > 1) process.stdout.write(checklistTable(checklistOf(reports)))
    if (reports.some(({ operations }) => statusOf(operations) === 'fail')) process.exitCode = 1
  } finally {
    progress.end()
    config.remove()
  }
}

/** Probes a package; the exit status is 1 when a worker, or the end of a process, went wrong. */
async function probeMain(
  name: string,
  options: { call: boolean; seed?: number; json?: boolean },
): Promise<void> {
  const progress = createProgress()
  try {
    const report = await probe(name, {
      folder: process.cwd(),
      call: options.call,
      seed: options.seed ?? freshSeed(),
      progress: what => progress.show(`${colors.bold('probe')}  ${what}`),
    })
    progress.end()
    if (options.json === true) print(report)
    else process.stdout.write(probeText(report))
    if (report.checks.some(({ operations }) => statusOf(operations) === 'fail')) process.exitCode = 1
  } finally {
    progress.end()
  }
}

function chosenOperations<Named extends { readonly name: string }>(
  all: readonly Named[],
  names: readonly string[] | undefined,
): readonly Named[] {
  if (names === undefined) return all
  const unknown = names.filter(name => !all.some(operation => operation.name === name))
  if (unknown.length > 0) throw new UsageError(`the config has no operation '${unknown[0]}'`)
  return all.filter(({ name }) => names.includes(name))
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number')
  return Number(text)
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('a number above 0')
  return value
}
