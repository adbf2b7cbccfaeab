/** The end of a tour: what the bridge between TypeScript and Rust cost, measured in this very run. */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import {
  type BudgetCase,
  budgetCases,
  bytesLeft,
  bytesLeftBudget,
  foundingNs,
  ITEMS,
  type LoopDelay,
  loopDelayBarMs,
  quick,
  time,
} from '../measure/index.js'
import { heading, print, singleLine, table } from '../output.js'
import { type Placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { count, duration, milliseconds, plural } from '../quantities.js'
import { causesOf } from '../report-error.js'

/** Operations of the leak measurement. */
const OPERATIONS = 10_000

/** Prints the whole section. */
export async function tourBridge(
  ranked: Placed<unknown>,
  delay: LoopDelay,
  signal: AbortSignal,
): Promise<void> {
  heading('What the bridge cost you')
  printCrossings()
  await printError()
  printDecision(ranked)
  await printBudgets(delay, signal)
}

function printCrossings(): void {
  const crossings = Object.entries(monitor.report().crossings)
    .filter(([operation]) => !operation.startsWith('monitor'))
    .sort(([, a], [, b]) => b - a)
  const total = crossings.reduce((sum, [, times]) => sum + times, 0)
  const shown = crossings.slice(0, 6).map(([operation, times]) => `${operation} ${count(times)}`)
  print(`Crossings: this tour called native code ${plural(total, 'time')} so far (${shown.join(', ')}, …).`)
  print(
    runtime.inPlace
      ? 'Everything else was read in place.'
      : 'Native memory is not read in place here, so that every read is a call: the host refuses it, or GROGGY_EXTERNAL_BUFFERS is 0.',
  )
}

async function printError(): Promise<void> {
  // On while the module is loaded, so that the stack shows its source and not what that was compiled to.
  process.setSourceMapsEnabled(true)
  const { failingRead } = await import('./failing-read.js')
  const error = await failingRead().then(
    graph => {
      graph.close()
      return new Error('there is a file of this name: nothing failed')
    },
    (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
  )
  const stack = error.stack ?? ''
  process.setSourceMapsEnabled(false)
  print()
  print('An error, as you get it from work on another thread:')
  print(`  ${error.name}: ${singleLine(error.message)}`)
  for (const cause of causesOf(error)) print(`    caused by: ${singleLine(cause)}`)
  const place = placeIn(stack)
  if (place === undefined) return
  print(`    at ${place.file}:${place.line}`)
  const code = await readFile(place.path, 'utf8').then(
    text => text.split('\n')[place.line - 1]?.trim(),
    () => undefined,
  )
  if (code !== undefined) print(`      ${place.line} | ${code}`)
}

interface Place {
  readonly path: string
  /** Its last two names. */
  readonly file: string
  readonly line: number
}

/** Where a stack begins. */
function placeIn(stack: string): Place | undefined {
  const [, location, line] = stack.match(/\n {4}at (?:.*\()?(.+?):(\d+):\d+\)?/) ?? []
  if (location === undefined || line === undefined) return undefined
  const path = location.startsWith('file:') ? fileURLToPath(location) : location
  return { path, file: path.split(/[/\\]/).slice(-2).join('/'), line: Number(line) }
}

function printDecision(ranked: Placed<unknown>): void {
  print()
  print(`A decision: the PageRank above ran ${where(ranked)}. The offload policy says why:`)
  print(`  “${ranked.reason}”`)
}

async function printBudgets(delay: LoopDelay, signal: AbortSignal): Promise<void> {
  const rows: Row[] = []
  const left = await withProgress('measuring the bridge', async report => {
    for (const [index, measured] of budgetCases.entries()) {
      report(index / (budgetCases.length + 1), nameOf(measured))
      const { ns } = await time(measured, quick)
      rows.push(timeRow(measured, ns))
      signal.throwIfAborted()
    }
    report(budgetCases.length / (budgetCases.length + 1), 'bytes left')
    return bytesLeft(budgetCases, OPERATIONS)
  })
  rows.push(
    {
      operation: 'event-loop delay during the PageRank, p99',
      founding: '–',
      bar: `≤ ${loopDelayBarMs} ms`,
      measured: `${milliseconds(delay.p99Ms)} (${plural(delay.samples, 'sample')})`,
      verdict: verdict(delay.p99Ms, undefined, loopDelayBarMs),
    },
    {
      operation: `native bytes left after ${count(OPERATIONS)} operations`,
      founding: '1 KB',
      bar: '0 B',
      measured: `${count(left)} B`,
      verdict: verdict(left, bytesLeftBudget.founding, bytesLeftBudget.bar),
    },
  )
  print()
  print('Budgets, and what was measured just now (median of rounds; bulk: 1000 items):')
  print()
  print(
    table(
      ['operation', 'founding budget', 'bar', 'measured', ''],
      rows.map(({ operation, founding, bar, measured, verdict }) => [
        operation,
        founding,
        bar,
        measured,
        verdict,
      ]),
      ['left', 'right', 'right', 'right', 'left'],
    ),
  )
}

interface Row {
  readonly operation: string
  readonly founding: string
  readonly bar: string
  readonly measured: string
  readonly verdict: string
}

function timeRow(measured: BudgetCase, ns: number): Row {
  const founding = foundingNs[measured.budget]
  return {
    operation: nameOf(measured),
    founding: duration(founding),
    bar: `≤ ${duration(measured.barNs)}`,
    measured: duration(ns),
    verdict: verdict(ns, founding, measured.barNs),
  }
}

function nameOf({ member, variant }: BudgetCase): string {
  const name = variant === '' ? member : `${member}, ${variant}`
  return name.replace(`${ITEMS} `, `${count(ITEMS)} `)
}

/** Whether a value keeps the bar, at least the founding budget, or neither. */
function verdict(value: number, founding: number | undefined, bar: number): string {
  if (value <= bar) return 'within the bar'
  return founding !== undefined && value <= founding ? 'within the founding budget' : 'above budget'
}
