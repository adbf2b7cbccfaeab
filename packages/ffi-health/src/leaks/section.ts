/** The section on memory that stays behind. */

import type { CheckReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { type Html, html } from '../page/html.js'
import { chartRows, renderChart } from '../page/render.js'
import { dataTable, emptySection, folded, statusMark } from '../page/status.js'
import { type LeakSlope, leakChart, slopesOf } from './chart.js'

/**
 * Memory that stays behind.
 *
 * @param leakedBytes - the budget, in 10 000 calls.
 */
export async function leaksSection(reports: readonly CheckReport[], leakedBytes: number): Promise<Html> {
  const slopes = slopesOf(reports)
  if (slopes.length === 0) return emptySection('leaks', 'What stays behind', '`leaks` was not run.')
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
