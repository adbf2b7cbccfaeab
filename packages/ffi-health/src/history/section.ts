/** The section on the cost of operations over revisions. */

import { counted } from '../findings/plural.js'
import { type Html, html } from '../page/html.js'
import { renderChart } from '../page/render.js'
import { dataTable, emptySection, folded } from '../page/status.js'
import { historyChart, historySeries } from './chart.js'
import type { Run } from './history.js'

const historyCharts = 12

/** The cost of operations over revisions. */
export async function historySection(runs: readonly Run[], run: Run): Promise<Html> {
  const series = historySeries(runs, run)
  if (series.runs.length < 2) {
    return emptySection(
      'history',
      'History',
      'One run of this kind is stored: history begins with the second.',
    )
  }
  const shown = series.operations.slice(0, historyCharts).map(({ operation }) => operation)
  const chart = await renderChart(
    historyChart(series, shown),
    `Cost of ${counted(shown.length, 'operation')} over ${counted(series.runs.length, 'run')}`,
  )
  const first = series.runs[0]
  return html`<section id="history"><h2>History</h2>
<p>Times of two days are not compared. Each is divided by the time of an empty native call of the same run: ${counted(series.runs.length, 'run')} on the same processor and Node, from ${first?.startedAt.slice(0, 10) ?? ''} (<code>${first?.revision?.slice(0, 9) ?? 'no revision'}</code>) to ${run.startedAt.slice(0, 10)} (<code>${run.revision?.slice(0, 9) ?? 'no revision'}</code>).</p>
${shown.length < series.operations.length && html`<p class="note">The ${shown.length} that changed most of ${series.operations.length}.</p>`}
${chart}
${folded(
  'Changes as a table',
  dataTable(
    ['Operation', 'Since the first run'],
    series.operations.map(({ operation, change }) => [
      operation,
      `${change >= 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(0)} %`,
    ]),
    'numbers',
  ),
)}
</section>`
}
