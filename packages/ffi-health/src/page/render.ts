/** Renders charts while the page is made, so that it needs no script to show them. */

import * as vega from 'vega'
import { Error as ErrorLevel, logger, parse, type Spec, View } from 'vega'
import { type Config, compile, type TopLevelSpec } from 'vega-lite'
import { escaped, Html } from './html.js'

/** A chart for a width: the page shows the one that fits. */
export type ChartOf = (width: number) => TopLevelSpec

/** Widths in CSS pixels: text in a chart then has the size of the text around it. */
export const widths = { wide: 860, narrow: 340 } as const

/** More rows than this are a table only; the chart shows those that matter most. */
export const chartRows = 40

/** A colour and a shape for each status, so that colour is never alone. */
export const statusScales = {
  color: {
    field: 'status',
    type: 'nominal',
    legend: null,
    scale: { domain: ['pass', 'fail', 'not-judged'], range: ['var(--pass)', 'var(--fail)', 'var(--unsure)'] },
  },
  shape: {
    field: 'status',
    type: 'nominal',
    legend: null,
    scale: { domain: ['pass', 'fail', 'not-judged'], range: ['circle', 'cross', 'diamond'] },
  },
} as const

/** Colours are the page's, so that charts follow light, dark and print. */
const config: Config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: 'transparent' },
  axis: {
    labelColor: 'var(--ink)',
    titleColor: 'var(--soft)',
    titleFontWeight: 'normal',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
  },
  header: { labelColor: 'var(--ink)', labelFontSize: 12, title: null },
  legend: { labelColor: 'var(--ink)', titleColor: 'var(--soft)', labelFontSize: 12 },
}

/** Advice of the chart compiler on defaults that it changes concerns nobody who reads the page. */
const quiet = logger(ErrorLevel)

interface TextMetrics {
  width: (item: { readonly fontSize?: number; readonly limit?: number }, text: unknown) => number
}

/**
 * The charts are laid out where no font is: what a character takes on average in the fonts of today's systems.
 * Vega's own guess is a third more, and cuts names off that have room.
 */
const characterWidth = 0.6
const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics }
textMetrics.width = ({ fontSize = 11, limit = 0 }, text) => {
  const whole = String(text).length * fontSize * characterWidth
  // What is longer than its limit is cut off there.
  return limit > 0 ? Math.min(whole, limit) : whole
}

/** Both widths of a chart as inline SVG; `label` is read to who cannot see it. */
export async function renderChart(chart: ChartOf, label: string): Promise<Html> {
  const wide = await toSvg(chart(widths.wide))
  const narrow = await toSvg(chart(widths.narrow))
  const frame = (name: string, svg: string) =>
    `<div class="chart ${name}" role="img" aria-label="${escaped(label)}">${svg}</div>`
  return new Html(frame('wide', wide) + frame('narrow', narrow))
}

async function toSvg(spec: TopLevelSpec): Promise<string> {
  const compiled: Spec = compile(spec, { config, logger: quiet }).spec
  const view = new View(parse(compiled), { renderer: 'none', logLevel: ErrorLevel })
  try {
    const svg = await view.toSVG()
    return svg.replace(/<svg[^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>/, fluid)
  } finally {
    view.finalize()
  }
}

/** Without a fixed size, a chart shrinks with its column, also on paper. */
function fluid(_tag: string, width: string, height: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" viewBox="0 0 ${width} ${height}" style="max-width:${width}px">`
}
