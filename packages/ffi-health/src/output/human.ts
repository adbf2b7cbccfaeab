/** Reports for people. */

import Table from 'cli-table3'
import type { ChecklistItem } from '../findings/checklist.js'
import { type CheckReport, isPartial, type Status, statusOf } from '../findings/findings.js'
import { colors } from './colors.js'
import { printable } from './printable.js'

const marks: Readonly<Record<Status, string>> = {
  pass: colors.green('pass'),
  fail: colors.red('FAIL'),
  'not-judged': colors.yellow('not judged'),
}

/** One check as a table; `findings`: without what passed, which the heading counts. */
export function checkTable(report: CheckReport, show: 'all' | 'findings' = 'all'): string {
  const seconds = (report.durationMs / 1000).toFixed(1)
  const effort = isPartial(report) ? `, effort ${report.effort}` : ''
  const status = statusOf(report.operations)
  const left = report.operations.filter(one => one.status === 'not-judged').length
  const but = status === 'pass' && left > 0 ? `, ${left} ${marks['not-judged']}` : ''
  const heading = `${colors.bold(printable(report.check))}  ${marks[status]}${but}  ${colors.dim(`${seconds} s, seed ${report.seed}${effort}`)}`
  if (report.operations.length === 0) return `${heading}\n  nothing to judge\n`
  const shown = report.operations.filter(({ status }) => show === 'all' || status !== 'pass')
  const rest = report.operations.length - shown.length
  const rows = shown.map(({ operation, status, reason }) => [
    printable(operation),
    marks[status],
    printable(reason),
  ])
  return [
    heading,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(rest > 0 ? [` ${rest} pass`] : []),
    '',
  ].join('\n')
}

/** A line per check: how many operations passed, failed and were not judged, and the seconds it took. */
export function summaryTable(reports: readonly CheckReport[]): string {
  const rows = reports.map(({ check, operations, durationMs }) => {
    const count = (status: Status) => String(operations.filter(one => one.status === status).length)
    return [
      printable(check),
      count('pass'),
      count('fail'),
      count('not-judged'),
      (durationMs / 1000).toFixed(1),
    ]
  })
  return `${table([['check', 'pass', 'fail', 'not judged', 'seconds'].map(colors.bold), ...rows])}\n`
}

/** The pre-release checklist. */
export function checklistTable(items: readonly ChecklistItem[]): string {
  const rows = items.map(({ item, status, reason }) => [item, marks[status], printable(reason)])
  return `${colors.bold('Before a release')}\n${table(rows)}\n`
}

/** A bare table, its last column wrapped to the terminal. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = process.stdout.columns || 120
  const visible = rows.map(row => row.slice(0, -1).map(cell => plainLength(cell)))
  const columns =
    visible[0]?.map((_, i) => Math.min(40, Math.max(...visible.map(row => row[i] ?? 0))) + 2) ?? []
  const rest = Math.max(30, width - columns.reduce((sum, column) => sum + column, 2))
  const made = new Table({
    colWidths: [...columns, rest],
    wordWrap: true,
    chars: Object.fromEntries(
      [
        'top',
        'top-mid',
        'top-left',
        'top-right',
        'bottom',
        'bottom-mid',
        'bottom-left',
        'bottom-right',
        'left',
        'left-mid',
        'mid',
        'mid-mid',
        'right',
        'right-mid',
        'middle',
      ].map(part => [part, '']),
    ),
    style: { 'padding-left': 1, 'padding-right': 1, head: [], border: [] },
  })
  for (const row of rows) made.push([...row])
  return made
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

function plainLength(cell: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  return cell.replace(/\u001b\[\d+m/g, '').length
}
