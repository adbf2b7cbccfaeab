/** The matrix of speed by safety. */

import { type Html, html } from '../page/html.js'
import { folded } from '../page/status.js'
import { type Placed, placeOperations, type Speed, verdicts } from './matrix.js'
import type { ReportData } from './report-data.js'

const speeds: readonly (readonly [Speed, string])[] = [
  ['high', 'within half of its budget'],
  ['medium', 'within its budget'],
  ['low', 'over its budget'],
]

/** Where each operation stands, and what follows. */
export function matrixSection({ reports }: ReportData): Html {
  const placed = placeOperations(reports)
  if (placed.length === 0) {
    return html`<section id="matrix"><h2>Speed by safety</h2><p class="calm">No operation was timed.</p></section>`
  }
  const sanitized = reports.some(({ check }) => check === 'sanitize')
  return html`<section id="matrix"><h2>Speed by safety</h2>
<p>Memory-safe means: leaks and garbage collection passed, and no check of errors, workers, exit or sanitizers failed.${!sanitized && ' Sanitizers were not run.'}</p>
<div class="matrix">
<div class="corner"></div><div class="axis">memory-safe</div><div class="axis">not certain</div>
${speeds.map(([speed, meaning]) => {
  const here = placed.filter(one => one.speed === speed)
  return html`<div class="axis row"><b>${speed} speed</b><span>${meaning}</span></div>
${cell(
  verdicts[speed].certain,
  speed,
  true,
  here.filter(({ certain }) => certain),
)}
${cell(
  verdicts[speed].doubtful,
  speed,
  false,
  here.filter(({ certain }) => !certain),
)}`
})}
</div>
</section>`
}

function cell(verdict: string, speed: Speed, certain: boolean, operations: readonly Placed[]): Html {
  const tone = certain ? (speed === 'low' ? 'fair' : 'good') : speed === 'high' ? 'fair' : 'bad'
  return html`<div class="cell ${operations.length === 0 ? 'none' : tone}" data-row="${speed} speed, ${certain ? 'memory-safe' : 'not certain'}">
<h4>${verdict} <span class="count">${operations.length}</span></h4>
${chips(operations.slice(0, shownChips))}
${operations.length > shownChips && folded(`${operations.length - shownChips} more`, chips(operations.slice(shownChips)))}
</div>`
}

/** Operations of a place that are always in sight; the others are a click away. */
const shownChips = 16

function chips(operations: readonly Placed[]): Html {
  return html`<p>${operations.map(({ operation, doubt }) => html`<span class="chip"${doubt !== '' && html` title="${doubt}"`}>${operation}${doubt !== '' && html`<small> ${doubt}</small>`}</span> `)}</p>`
}
