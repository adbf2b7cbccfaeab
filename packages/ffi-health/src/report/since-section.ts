/** What is new since the base revision: surface, dependencies, `unsafe`. */

import { counted } from '../findings/plural.js'
import { type Html, html } from '../page/html.js'
import { dataTable, folded, statusMark } from '../page/status.js'
import type { InventoryEntry } from '../unsafe/inventory.js'
import type { DependencyChange } from './dependencies.js'
import type { ReportData, SinceBase } from './report-data.js'

/** The three lists. */
export function sinceSection({ since, unsafe }: ReportData): Html {
  const base = since === undefined ? undefined : html`<code>${since.base}</code>`
  return html`<section id="since"><h2>${since === undefined ? 'Surface, dependencies, unsafe' : html`New since ${base}`}</h2>
${since === undefined ? html`<p class="calm">No base revision was given: <code>ffi-health report --baseline REVISION</code> shows what is new since then.</p>` : html`${surfaceList(since.surface)}${dependencyList(since.dependencies)}`}
${unsafeTable(unsafe, since !== undefined)}
</section>`
}

function surfaceList(changes: SinceBase['surface']): Html {
  if ('missing' in changes) {
    return html`<h3>Surface ${statusMark('not-judged')}</h3><p class="calm">Not judged: ${changes.missing}.</p>`
  }
  if (changes.length === 0) return html`<h3>Surface</h3><p class="calm">Unchanged.</p>`
  const list = html`<ul class="diff">${changes.map(
    ({ kind, name, before, after }) => html`<li><span class="kind ${kind}">${kind}</span> <b>${name}</b>
${before !== undefined && kind !== 'added' && html`<code class="removed">${before}</code>`}${after !== undefined && kind !== 'removed' && html`<code class="added">${after}</code>`}</li>`,
  )}</ul>`
  const title = html`<h3>Surface <span class="count">${counted(changes.length, 'change')}</span></h3>`
  return changes.length > 12 ? html`${title}${folded('All changes', list)}` : html`${title}${list}`
}

function dependencyList(changes: readonly DependencyChange[]): Html {
  if (changes.length === 0) return html`<h3>Dependencies</h3><p class="calm">Unchanged.</p>`
  return html`<h3>Dependencies <span class="count">${counted(changes.length, 'change')}</span></h3>
${dataTable(
  ['Package', 'From', 'Before', 'Now'],
  changes.map(({ from, name, before, after }) => [
    name,
    from,
    before.length === 0 ? html`<span class="kind added">new</span>` : before.join(', '),
    after.length === 0 ? html`<span class="kind removed">gone</span>` : after.join(', '),
  ]),
)}`
}

function unsafeTable(sites: readonly InventoryEntry[], compared: boolean): Html {
  if (sites.length === 0)
    return html`<h3>Unsafe</h3><p class="calm">No Rust source with <code>unsafe</code> was found.</p>`
  const fresh = sites.filter(({ isNew }) => isNew === true)
  const bare = sites.filter(({ safety, safe, isNew }) => safety === undefined && !safe && isNew !== true)
  const rest = sites.filter(site => !fresh.includes(site) && !bare.includes(site))
  return html`<h3>Unsafe <span class="count">${counted(sites.length, 'place')}${compared && `, ${fresh.length} new`}</span></h3>
${fresh.length > 0 && html`<p class="note">New since the base: a second pair of eyes looks at these.</p>${limited(fresh)}`}
${bare.length > 0 && html`<p class="note">Nobody says why these are sound.</p>${limited(bare)}`}
${rest.length > 0 && folded(`${counted(rest.length, 'other place')}`, rows(rest))}`
}

const shownSites = 20

function limited(sites: readonly InventoryEntry[]): Html {
  const rest = sites.slice(shownSites)
  return html`${rows(sites.slice(0, shownSites))}${rest.length > 0 && folded(`${rest.length} more`, rows(rest))}`
}

function rows(sites: readonly InventoryEntry[]): Html {
  return dataTable(
    ['Where', 'What', 'Why it is sound', 'Test of the file'],
    sites.map(({ file, line, kind, item, safety, safe, test, isNew, inTests }) => [
      html`<code>${file}:${line}</code>`,
      html`${isNew === true && html`<span class="kind added">new</span> `}${kind} in <code>${item}</code>`,
      safety ??
        (safe ? 'safe, with a foreign caller' : html`<span class="status fail"><b>✗</b> not said</span>`),
      inTests
        ? 'is one'
        : test === undefined
          ? html`<span class="status not-judged"><b>?</b> none found</span>`
          : test === file
            ? 'in the file'
            : html`<code>${test}</code>`,
    ]),
    'stack',
  )
}
