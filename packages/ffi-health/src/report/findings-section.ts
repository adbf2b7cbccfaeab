/** The opening: whether something is wrong, and what to fix first. */

import { statusOf } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { type Html, html } from '../page/html.js'
import { folded } from '../page/status.js'
import { type Finding, findingsOf } from './fix-order.js'
import type { ReportData } from './report-data.js'

const shownOperations = 6

/** Failures in the order to fix them, then what nobody judged. */
export function findingsSection({ reports, options }: ReportData): Html {
  const findings = findingsOf(reports, options === '' ? '' : ` ${options}`)
  const unjudged = reports.flatMap(({ check, operations }) =>
    operations.filter(({ status }) => status === 'not-judged').map(one => ({ check, ...one })),
  )
  return html`<section id="findings">
<h2>${findings.length === 0 ? 'Nothing to fix' : 'What to fix first'}</h2>
${findings.length === 0 && html`<p class="calm">${praise(reports)}</p>`}
<ol class="findings">${findings.map(finding => card(finding))}</ol>
${
  unjudged.length > 0 &&
  folded(
    `${counted(unjudged.length, 'verdict')} missing: not judged`,
    html`<ul class="plain">${unjudged.map(({ check, operation, reason }) => html`<li><code>${check}</code> <b>${operation}</b> ${reason}</li>`)}</ul>`,
  )
}
</section>`
}

function praise(reports: ReportData['reports']): string {
  const passing = reports.filter(({ operations }) => statusOf(operations) === 'pass')
  return `${counted(passing.length, 'check')} passed, none failed.`
}

function card({ check, meaning, operations, repeat }: Finding): Html {
  const first = operations.slice(0, shownOperations)
  const rest = operations.slice(shownOperations)
  return html`<li>
<h3>${check} <span class="count">${counted(operations.length, 'failure')}</span></h3>
<p class="meaning">${meaning}</p>
<ul class="plain">${first.map(item)}</ul>
${rest.length > 0 && folded(`${rest.length} more`, html`<ul class="plain">${rest.map(item)}</ul>`)}
${repeat !== '' && html`<p class="repeat"><span>Shows it again:</span> <code>${repeat}</code></p>`}
</li>`
}

function item({ operation, reason }: Finding['operations'][number]): Html {
  return html`<li><b>${operation}</b> ${reason}</li>`
}
