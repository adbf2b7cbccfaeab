/** The end of the page: where it runs, and the checklist before a release. */

import { checklistOf } from '../findings/checklist.js'
import { type CheckReport, type Status, statusOf } from '../findings/findings.js'
import type { Run } from '../history/history.js'
import { type Html, html } from '../page/html.js'
import { dataTable, statusMark } from '../page/status.js'
import type { ReportData } from './report-data.js'

interface Runtime {
  readonly runtime: string
  readonly system: string
  readonly seen: string
  readonly reports: readonly CheckReport[]
}

/** The newest results under each runtime and system. */
export function runtimesSection({ runs, hosts }: ReportData): Html {
  const newest = new Map<string, Run>()
  for (const run of runs)
    newest.set(`${run.host} ${run.runtime} ${run.machine.platform.split(' ')[0]} ${run.machine.arch}`, run)
  const rows: Runtime[] = [
    ...[...newest.values()].map(run => ({
      runtime: run.host === 'node' ? `Node ${run.runtime.replace(/^v/, '')}` : run.runtime,
      system: `${run.machine.platform.split(' ')[0]} ${run.machine.arch}`,
      seen: `${run.startedAt.slice(0, 10)} at ${run.revision?.slice(0, 9) ?? 'no revision'}`,
      reports: run.reports,
    })),
    ...hosts.map(({ runtime, platform, arch, revision, reports }) => ({
      runtime,
      system: `${platform} ${arch}`,
      seen: revision === null ? '' : `at ${revision.slice(0, 9)}`,
      reports,
    })),
  ].sort((a, b) => a.runtime.localeCompare(b.runtime, 'en', { numeric: true }))
  const verdict = ({ reports }: Runtime): Html => {
    const failing = reports
      .filter(({ operations }) => statusOf(operations) === 'fail')
      .map(({ check }) => check)
    const status: Status = failing.length > 0 ? 'fail' : reports.length > 0 ? 'pass' : 'not-judged'
    return html`${statusMark(status)}${failing.length > 0 && ` ${failing.join(', ')}`}`
  }
  return html`<section id="runtimes"><h2>Where it runs</h2>
${dataTable(
  ['Runtime', 'System', 'Checks', 'Verdict', 'Last seen'],
  rows.map(row => [
    row.runtime,
    row.system,
    row.reports.map(({ check }) => check).join(', '),
    verdict(row),
    row.seen,
  ]),
  'stack',
)}
</section>`
}

/** The seven items. */
export function checklistSection({ reports }: ReportData): Html {
  return html`<section id="checklist"><h2>Before a release</h2>
<ol class="checklist">${checklistOf(reports).map(
    ({ item, status, reason }) =>
      html`<li>${statusMark(status)}<div><b>${item}</b><span>${reason}</span></div></li>`,
  )}</ol>
</section>`
}
