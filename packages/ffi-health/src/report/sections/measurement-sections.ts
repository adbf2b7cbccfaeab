/** The sections with charts: cost of calls, memory left behind, history. */

import { counted } from '../../words.js'
import { historyChart, historySeries } from '../charts/history-chart.js'
import { type LeakSlope, leakChart, slopesOf } from '../charts/leak-chart.js'
import { overheadChart, type Timing, timingsOf } from '../charts/overhead-chart.js'
import { renderChart } from '../charts/render.js'
import { type Html, html } from '../html.js'
import type { ReportData } from '../report-data.js'
import { dataTable, folded, statusMark } from './status.js'

/** More rows than this are a table only; the chart shows those nearest to their budget. */
const chartRows = 40
const historyCharts = 12

/** What calls cost, against their budgets. */
export async function overheadSection({ reports, run }: ReportData): Promise<Html> {
  const timings = timingsOf(reports)
  if (timings.length === 0) return empty('overhead', 'What calls cost', '`overhead` was not run.')
  const groups = [...new Set(timings.map(({ per }) => per))]
  const charts: Html[] = []
  for (const per of groups) {
    const group = timings.filter(timing => timing.per === per)
    const shown = group.slice(0, chartRows)
    const title = per === 'call' ? 'Per call' : `Per ${per}`
    const chart = await renderChart(
      overheadChart(shown),
      `${title}: time of ${counted(shown.length, 'operation')} against their budgets`,
    )
    charts.push(
      html`<h3>${title}</h3>${shown.length < group.length && html`<p class="note">The ${shown.length} nearest to their budget of ${group.length}.</p>`}${chart}`,
    )
  }
  return html`<section id="overhead"><h2>What calls cost</h2>
<p>${legend()} Measured in several processes on ${run.machine.cpu}, ${run.runtime}; the cost of the loop is subtracted.</p>
${charts}
${folded(`${counted(timings.length, 'time')} as a table`, timingTable(timings))}
</section>`
}

function legend(): Html {
  return html`A point is the median, the line on it the spread between processes, <span class="key-budget" aria-hidden="true"></span> the budget, on a logarithmic scale. <span class="status pass"><b>●</b> within</span>, <span class="status fail"><b>✖</b> over</span>, <span class="status not-judged"><b>◆</b> not judged</span>.`
}

function timingTable(timings: readonly Timing[]): Html {
  return dataTable(
    ['Operation', 'Median', 'Spread', 'Budget', 'Verdict'],
    timings.map(({ operation, medianNs, lowNs, highNs, budgetNs, status, per }) => [
      operation,
      `${time(medianNs)}${per === 'call' ? '' : ` per ${per}`}`,
      `${time(lowNs)} – ${time(highNs)}`,
      time(budgetNs),
      statusMark(status),
    ]),
    'numbers',
  )
}

/** `12 ns`, `3.4 µs`. */
function time(ns: number): string {
  const [value, unit] =
    ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's']
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`
}

/** Memory that stays behind. */
export async function leaksSection({ reports, leakedBytes }: ReportData): Promise<Html> {
  const slopes = slopesOf(reports)
  if (slopes.length === 0) return empty('leaks', 'What stays behind', '`leaks` was not run.')
  return html`<section id="leaks"><h2>What stays behind</h2>
${isNothing(slopes) ? html`<p class="calm">Nothing: ${counted(slopes.length, 'operation')}, each counted by the addon itself over many windows of calls, 0 bytes per call.</p>` : await slopesChart(slopes, leakedBytes)}
${folded(
  `${counted(slopes.length, 'slope')} as a table`,
  dataTable(
    ['Operation', 'Memory', 'Bytes per call', 'Interval', 'Verdict'],
    slopes.map(({ operation, memory, bytesPerCall, low, high, status }) => [
      operation,
      memory,
      bytesPerCall.toLocaleString('en', { maximumSignificantDigits: 3 }),
      `${low.toLocaleString('en', { maximumSignificantDigits: 3 })} to ${high.toLocaleString('en', { maximumSignificantDigits: 3 })}`,
      statusMark(status),
    ]),
    'numbers',
  ),
)}
</section>`
}

/** Points on a line at zero, counted and not estimated, need no chart. */
function isNothing(slopes: readonly LeakSlope[]): boolean {
  return slopes.every(
    ({ memory, low, high, status }) =>
      memory.startsWith('native ') && low === 0 && high === 0 && status === 'pass',
  )
}

async function slopesChart(slopes: readonly LeakSlope[], leakedBytes: number): Promise<Html> {
  const shown = slopes.slice(0, chartRows)
  const chart = await renderChart(
    leakChart(shown, leakedBytes / 10_000),
    `Bytes left behind per call by ${counted(shown.length, 'operation')}`,
  )
  return html`<p>Bytes per call over many windows of calls: a point is the slope, the line the interval that holds it with about 95 %. The dashed line is the budget, ${leakedBytes.toLocaleString('en')} bytes in 10,000 calls.</p>
${shown.length < slopes.length && html`<p class="note">The ${shown.length} steepest of ${slopes.length}.</p>`}
${chart}`
}

/** The cost of operations over revisions. */
export async function historySection({ runs, run }: ReportData): Promise<Html> {
  const series = historySeries(runs, run)
  if (series.runs.length < 2) {
    return empty('history', 'History', 'One run of this kind is stored: history begins with the second.')
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

function empty(id: string, title: string, reason: string): Html {
  const [before = '', code, after] = reason.split('`')
  return html`<section id="${id}"><h2>${title}</h2><p class="calm">${before}${code !== undefined && html`<code>${code}</code>`}${after}</p></section>`
}
