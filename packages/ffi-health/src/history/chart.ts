/** How the cost of operations went over revisions, as multiples of an empty native call of the same run. */

import type { ChartOf } from '../page/render.js'
import { incomparable, ratiosOf } from './compare.js'
import type { Run } from './history.js'

/** One operation in one run. */
export interface HistoryPoint {
  readonly operation: string
  /** Counts the runs that can be compared, oldest first. */
  readonly position: number
  /** The short revision. */
  readonly revision: string
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** What a history shows. */
export interface HistorySeries {
  readonly points: readonly HistoryPoint[]
  /** Operations, those that changed most first. */
  readonly operations: readonly { readonly operation: string; readonly change: number }[]
  readonly runs: readonly Run[]
}

/** The runs that can be compared with `run`, at most the newest `most`. */
export function historySeries(runs: readonly Run[], run: Run, most = 40): HistorySeries {
  const comparable = runs
    .filter(one => one.id <= run.id && incomparable(one, run) === undefined && ratiosOf(one).size > 0)
    .slice(-most)
  const points = comparable.flatMap((one, position) =>
    [...ratiosOf(one)].map(([operation, { median, low, high }]) => ({
      operation,
      position,
      revision: `${one.revision?.slice(0, 7) ?? `run ${one.id}`}${one.dirty ? '+' : ''}`,
      ratio: median,
      low,
      high,
    })),
  )
  const now = ratiosOf(run)
  const operations = [...now]
    .map(([operation, { median }]) => {
      const first = points.find(point => point.operation === operation)?.ratio ?? median
      return { operation, change: median / first - 1 }
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  return { points, operations, runs: comparable }
}

/** A small chart for each operation: the median as a line over its spread. */
export function historyChart({ points }: HistorySeries, shown: readonly string[]): ChartOf {
  const last = Math.max(...points.map(({ position }) => position))
  return width => {
    const columns = width < 500 ? 2 : 4
    return {
      data: {
        values: points.filter(({ operation }) => shown.includes(operation)).map(point => ({ ...point })),
      },
      facet: {
        field: 'operation',
        type: 'nominal',
        sort: [...shown],
        header: { labelLimit: width / columns - 30, labelAnchor: 'start', labelFontWeight: 'bold' },
      },
      columns,
      spacing: { row: 18, column: 14 },
      resolve: { scale: { y: 'independent' } },
      spec: {
        width: Math.floor((width - (columns - 1) * 14) / columns) - 46,
        height: 74,
        encoding: {
          x: { field: 'position', type: 'quantitative', axis: null, scale: { nice: false } },
        },
        layer: [
          {
            mark: { type: 'area', opacity: 0.22, color: 'var(--accent)', interpolate: 'monotone' },
            encoding: {
              y: {
                field: 'low',
                type: 'quantitative',
                scale: { zero: true, nice: true },
                axis: {
                  title: null,
                  tickCount: 3,
                  labelExpr:
                    "(datum.value < 1e3 ? format(datum.value, '~g') : format(datum.value, '~s')) + '×'",
                  domain: false,
                  ticks: false,
                  minExtent: 40,
                  maxExtent: 40,
                },
              },
              y2: { field: 'high' },
            },
          },
          {
            mark: { type: 'line', color: 'var(--accent)', strokeWidth: 2, interpolate: 'monotone' },
            encoding: { y: { field: 'ratio', type: 'quantitative' } },
          },
          {
            transform: [{ filter: `datum.position === ${last}` }],
            mark: { type: 'point', filled: true, size: 40, color: 'var(--accent)', opacity: 1 },
            encoding: { y: { field: 'ratio', type: 'quantitative' } },
          },
        ],
      },
    }
  }
}
