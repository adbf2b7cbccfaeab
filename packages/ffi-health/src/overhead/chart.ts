/** What calls cost, against their budgets, on a logarithmic scale. */

import type { CheckReport, Status } from '../findings/findings.js'
import { type ChartOf, statusScales } from '../page/render.js'

/** The time of one operation. */
export interface Timing {
  readonly operation: string
  /** Operations of one group have one unit. */
  readonly per: string
  readonly medianNs: number
  readonly lowNs: number
  readonly highNs: number
  readonly budgetNs: number
  readonly status: Status
}

/** The times in a report of `overhead`, nearest to or furthest above the budget first. */
export function timingsOf(reports: readonly CheckReport[]): readonly Timing[] {
  const report = reports.find(({ check }) => check === 'overhead')
  return (report?.operations ?? [])
    .flatMap(({ operation, status, measurements = {} }): Timing[] => {
      const { medianNs, lowNs, highNs, budgetNs, per } = measurements
      if (typeof medianNs !== 'number' || typeof budgetNs !== 'number') return []
      return [
        {
          operation,
          status,
          medianNs,
          budgetNs,
          lowNs: typeof lowNs === 'number' ? lowNs : medianNs,
          highNs: typeof highNs === 'number' ? highNs : medianNs,
          per: typeof per === 'string' ? per : 'call',
        },
      ]
    })
    .sort((a, b) => b.medianNs / b.budgetNs - a.medianNs / a.budgetNs)
}

/** Nanoseconds as a person says them; for vega's expressions. */
export const timeLabel =
  "datum.value < 1e3 ? datum.value + ' ns' : datum.value < 1e6 ? datum.value / 1e3 + ' µs' : datum.value < 1e9 ? datum.value / 1e6 + ' ms' : datum.value / 1e9 + ' s'"

/** A row for each operation: the spread as a line, the median on it, the budget as a bar across. */
export function overheadChart(timings: readonly Timing[]): ChartOf {
  const powers = powersOfTen(timings)
  return width => ({
    width,
    height: { step: 21 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: {
      values: timings.map(timing => ({ ...timing, highNs: Math.max(timing.highNs, timing.lowNs * 1.001) })),
    },
    encoding: {
      y: {
        field: 'operation',
        type: 'nominal',
        sort: null,
        axis: {
          title: null,
          grid: true,
          gridOpacity: 0.6,
          domain: false,
          ticks: false,
          labelLimit: width < 500 ? 140 : 250,
          labelPadding: 8,
        },
      },
    },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 5, opacity: 0.35, strokeCap: 'round' },
        encoding: {
          x: {
            field: 'lowNs',
            type: 'quantitative',
            scale: { type: 'log', domain: [powers[0] ?? 1, powers.at(-1) ?? 1000] },
            axis: { title: null, labelExpr: timeLabel, values: powers, orient: 'top' },
          },
          x2: { field: 'highNs' },
          color: statusScales.color,
        },
      },
      {
        mark: { type: 'tick', thickness: 2, size: 15, color: 'var(--ink)' },
        encoding: { x: { field: 'budgetNs', type: 'quantitative' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x: { field: 'medianNs', type: 'quantitative' }, ...statusScales },
      },
    ],
  })
}

/** From below the smallest to above the largest. */
function powersOfTen(timings: readonly Timing[]): number[] {
  const all = timings
    .flatMap(({ lowNs, highNs, budgetNs }) => [lowNs, highNs, budgetNs])
    .filter(ns => ns > 0 && ns < 1e12)
  const from = Math.floor(Math.log10(Math.min(...all)))
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...all) * 1.02)))
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i))
}
