/** What a probe found, for people. */

import { colors } from '../output/colors.js'
import { table } from '../output/human.js'
import { printable } from '../output/printable.js'
import { time } from '../overhead/judge.js'
import type { ProbeReport } from './probe.js'
import type { EmptyCall } from './task.js'

/** The whole report. */
export function probeText(report: ProbeReport): string {
  const sections: (readonly [heading: string, rows: readonly (readonly string[])[]])[] = [
    [printable(`${report.package}, loaded in ${report.loadMs} ms`), plain(addonRows(report))],
    ['Exports', plain(exportRows(report))],
    ['Called without arguments', callRows(report)],
    [
      'Workers and exit',
      plain(
        report.checks.flatMap(({ check, operations }) =>
          operations.map(({ status, reason }) => [
            check,
            status === 'not-judged' ? 'not judged' : status,
            reason,
          ]),
        ),
      ),
    ],
  ]
  return sections
    .filter(([, rows]) => rows.length > 0)
    .map(([heading, rows]) => `${colors.bold(heading)}\n${table(rows)}\n`)
    .join('\n')
}

function plain(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(row => row.map(printable))
}

function addonRows({ addons }: ProbeReport): string[][] {
  if (addons.length === 0) return [['native addon', 'none was loaded']]
  const yesNo = (value: boolean | undefined) =>
    value === undefined ? 'unknown: no tool to tell' : value ? 'yes' : 'no'
  return addons.flatMap(({ file, bytes, links, stripped, contextAware }) => [
    ['native addon', file],
    ['size', `${(bytes / 1e6).toFixed(2)} MB`],
    ['links', links?.join(', ') ?? 'unknown: no tool to tell'],
    ['symbols stripped', yesNo(stripped)],
    ['context-aware', yesNo(contextAware)],
  ])
}

function exportRows({ exports }: ProbeReport): string[][] {
  const members = new Map<string, string[]>()
  for (const { path, kind } of exports) {
    if (kind !== 'method' && kind !== 'getter') continue
    const owner = path.replace(/\.prototype\.[^.]+$|\.[^.]+$/, '')
    const list = members.get(owner) ?? []
    list.push(path.slice(owner.length + 1).replace(/^prototype\./, ''))
    members.set(owner, list)
  }
  return exports
    .filter(({ kind }) => kind !== 'method' && kind !== 'getter')
    .map(({ path, kind, native }) => [
      path,
      native ? `native ${kind}` : kind,
      members.get(path)?.join(', ') ?? '',
    ])
}

function callRows({ calls, emptyNativeNs }: ProbeReport): string[][] {
  if (calls.length === 0) return []
  const rows = calls.map(call => [printable(call.path), outcomeOf(call)])
  if (emptyNativeNs === undefined) return rows
  return [...rows, ['(an empty native call of Node)', time(emptyNativeNs)]]
}

function outcomeOf(call: EmptyCall): string {
  const what = printable(call.what)
  if (call.outcome === 'crashed') return colors.red(`the process ${what}`)
  if (call.outcome === 'threw') return `threw ${what}`
  return `returned ${what}${call.ns === undefined ? '' : ` in ${time(call.ns)}`}`
}
