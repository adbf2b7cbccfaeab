/** The report: one page that needs nothing but itself. */

import { checklistOf } from '../findings/checklist.js'
import type { Status } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { historySection } from '../history/section.js'
import { leaksSection } from '../leaks/section.js'
import { overheadSection } from '../overhead/section.js'
import { Html, html } from '../page/html.js'
import { pageStyle } from '../page/page-style.js'
import { findingsSection } from './findings-section.js'
import { findingsOf } from './fix-order.js'
import { matrixSection } from './matrix-section.js'
import { checklistSection, runtimesSection } from './release-sections.js'
import type { ReportData } from './report-data.js'
import { sinceSection } from './since-section.js'

const contents = [
  ['overhead', 'Cost'],
  ['leaks', 'Leaks'],
  ['history', 'History'],
  ['matrix', 'Speed by safety'],
  ['since', 'New'],
  ['runtimes', 'Runtimes'],
  ['checklist', 'Checklist'],
] as const

/** The whole page as HTML. No script, no font, no picture is loaded from anywhere. */
export async function reportPage(data: ReportData): Promise<string> {
  const sections = [
    findingsSection(data),
    await overheadSection(data.reports, `${data.run.machine.cpu}, ${data.run.runtime}`),
    await leaksSection(data.reports, data.leakedBytes),
    await historySection(data.runs, data.run),
    matrixSection(data),
    sinceSection(data),
    runtimesSection(data),
    checklistSection(data),
  ]
  const { run } = data
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${run.bridge}: bridge health</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
<header>
<h1>${run.bridge}: health of the bridge</h1>
${facts(data)}
${banner(data)}
<nav aria-label="Sections">${contents.map(([id, title]) => html`<a href="#${id}">${title}</a> `)}</nav>
</header>
<main>
${sections}
</main>
<footer>Made by ffi-health from run ${run.id}, ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC.</footer>
</body>
</html>
`.text
}

function facts({ run }: ReportData): Html {
  const { machine } = run
  const list = [
    run.revision === null ? 'no revision' : `${run.revision.slice(0, 9)}${run.dirty ? ' with changes' : ''}`,
    run.startedAt.slice(0, 10),
    run.host === 'node' ? `Node ${run.runtime.replace(/^v/, '')}` : run.runtime,
    `${machine.platform} ${machine.arch}`,
    `${counted(machine.cores, 'core')} of ${machine.cpu}`,
  ]
  return html`${run.subject !== null && html`<p class="note">${run.subject}</p>`}
<p class="facts">${list.map(fact => html`<span>${fact}</span>`)}</p>`
}

/** The state of the release in one line. */
function banner({ reports }: ReportData): Html {
  const failures = findingsOf(reports).reduce((sum, { operations }) => sum + operations.length, 0)
  const items = checklistOf(reports)
  const open = items.filter(({ status }) => status === 'not-judged').length
  const passed = items.filter(({ status }) => status === 'pass').length
  const status: Status = failures > 0 ? 'fail' : open > 0 ? 'not-judged' : 'pass'
  const verdict =
    status === 'fail'
      ? counted(failures, 'failure')
      : status === 'pass'
        ? 'Ready for release'
        : 'Nothing fails, not all is judged'
  return html`<div class="banner ${status}"><b>${verdict}</b><span>${passed} of ${items.length} release items pass${open > 0 && `, ${open} not judged`}</span></div>`
}
