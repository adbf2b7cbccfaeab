/** The section on the cost of calls. */

import type { CheckReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { type Html, html } from '../page/html.js'
import { chartRows, renderChart } from '../page/render.js'
import { dataTable, emptySection, folded, statusMark } from '../page/status.js'
import { overheadChart, type Timing, timingsOf } from './chart.js'

/**
 * What calls cost, against their budgets.
 *
 * @param measuredOn - the processor and the runtime.
 */
export async function overheadSection(reports: readonly CheckReport[], measuredOn: string): Promise<Html> {
  const timings = timingsOf(reports)
  if (timings.length === 0) return emptySection('overhead', 'What calls cost', '`overhead` was not run.')
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
<p>${legend()} Measured in several processes on ${measuredOn}; the cost of the loop is subtracted.</p>
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
