/** Verdicts as people see them: a word with a mark, never a colour alone. */

import type { Status } from '../findings/findings.js'
import { type Html, html } from './html.js'

const marks: Readonly<Record<Status, string>> = { pass: '✓', fail: '✗', 'not-judged': '?' }
const words: Readonly<Record<Status, string>> = { pass: 'pass', fail: 'fail', 'not-judged': 'not judged' }

/** A verdict. */
export function statusMark(status: Status): Html {
  return html`<span class="status ${status}"><b aria-hidden="true">${marks[status]}</b> ${words[status]}</span>`
}

/** A table that scrolls in its own box when it is wider than the page; cells after the first may be markup. */
export function dataTable(
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  kind = '',
): Html {
  return html`<div class="scroll"><table class="${kind}">
<thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    row => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td data-label="${head[i] ?? ''}">${cell}</td>`))}</tr>
`,
  )}</tbody></table></div>`
}

/** What most readers skip, folded. */
export function folded(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`
}

/** A section that has nothing to show, and why; code in it stands between backquotes. */
export function emptySection(id: string, title: string, reason: string): Html {
  const [before = '', code, after] = reason.split('`')
  return html`<section id="${id}"><h2>${title}</h2><p class="calm">${before}${code !== undefined && html`<code>${code}</code>`}${after}</p></section>`
}
