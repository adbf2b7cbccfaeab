/** The end of a tour: what the bridge between TypeScript and Rust cost, measured in this very run. */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import {
  bytesLeft,
  caseOf,
  foundingNsOf,
  ITEMS,
  type LoopDelay,
  leakBudget,
  loopDelayBarMs,
  type Operation,
  operationNamed,
  quick,
  time,
} from 'groggy-operations'
import { heading, print, singleLine, table } from '../output.js'
import { type Placed, where } from '../placement.js'
import { withProgress } from '../progress.js'
import { count, duration, milliseconds, plural } from '../quantities.js'
import { causesOf } from '../report-error.js'

/** What is measured: one operation at least for each founding budget, each with a bar. */
const shown: readonly Operation[] = [
  'Graph.nodeCount',
  'Graph.edgeCount',
  'Graph.hasNode',
  'Graph.degree',
  'Column.get, number',
  'Column.set, number',
  'Attributes.get, number',
  'Attributes.set, number',
  'Column.get, string seen before',
  'Column.get, string first time',
  `Graph.addNodes, ${ITEMS} as typed array`,
  `Graph.addNodes, ${ITEMS} as rows`,
  `Graph.addNodes, ${ITEMS} as strings`,
  'Graph.pageRank, inline',
  'Graph.pageRank, on the pool and back',
].map(operationNamed)

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
    for (const [index, operation] of shown.entries()) {
      report(index / (shown.length + 1), nameOf(operation))
      const { ns } = await time(caseOf(operation), quick)
      rows.push(timeRow(operation, ns))
      signal.throwIfAborted()
    }
    report(shown.length / (shown.length + 1), 'bytes left')
    return bytesLeft(shown.map(caseOf), leakBudget.calls)
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
      operation: `native bytes left after ${count(leakBudget.calls)} operations`,
      founding: `${leakBudget.foundingBytes / 1024} KB`,
      bar: `${leakBudget.barBytes} B`,
      measured: `${count(left)} B`,
      verdict: verdict(left, leakBudget.foundingBytes, leakBudget.barBytes),
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

function timeRow(operation: Operation, ns: number): Row {
  const founding = foundingNsOf(operation)
  const { barNs = 0 } = operation
  return {
    operation: nameOf(operation),
    founding: founding === undefined ? '–' : duration(founding),
    bar: `≤ ${duration(barNs)}`,
    measured: duration(ns),
    verdict: verdict(ns, founding, barNs),
  }
}

function nameOf({ name }: Operation): string {
  return name.replace(`${ITEMS} `, `${count(ITEMS)} `)
}

/** Whether a value keeps the bar, at least the founding budget, or neither. */
function verdict(value: number, founding: number | undefined, bar: number): string {
  if (value <= bar) return 'within the bar'
  return founding !== undefined && value <= founding ? 'within the founding budget' : 'above budget'
}
