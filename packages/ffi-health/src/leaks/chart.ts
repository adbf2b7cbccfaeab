/** What stays behind per call, with the interval that holds it. */

import type { CheckReport, Measurement, Status } from '../findings/findings.js'
import { type ChartOf, statusScales } from '../page/render.js'

/** The growth of one operation: of the memory that tells most. */
export interface LeakSlope {
  readonly operation: string
  /** `native liveBytes`, `heap`, and the path when it is not the plain one. */
  readonly memory: string
  readonly bytesPerCall: number
  readonly low: number
  readonly high: number
  readonly status: Status
}

/**
 * What the addon counts is exact. Where it does not count, the memory of the process holds what it may leak; references
 * are counted too, but none of them says nothing of other memory.
 */
const precision = ['native', 'resident', 'external', 'heap', 'handles']

/** The slopes in a report of `leaks`, the steepest first. */
export function slopesOf(reports: readonly CheckReport[]): readonly LeakSlope[] {
  const report = reports.find(({ check }) => check === 'leaks')
  return (report?.operations ?? [])
    .flatMap(({ operation, status, reason, measurements = {} }): LeakSlope[] => {
      const slopes = Object.entries(measurements).flatMap(([path, found]) =>
        slopesOfPath(operation, path, found),
      )
      const telling = status === 'fail' ? (named(slopes, reason) ?? mostExact(slopes)) : mostExact(slopes)
      return telling === undefined ? [] : [{ ...telling, status }]
    })
    .sort((a, b) => b.bytesPerCall - a.bytesPerCall)
}

/** The slope that the verdict is about: `complete: leaks 16 bytes per call of native liveBytes memory`. */
function named(slopes: readonly LeakSlope[], reason: string): LeakSlope | undefined {
  const found = slopes.filter(({ memory }) => reason.includes(memory.split(',')[0] ?? memory))
  return [...found].sort((a, b) => b.bytesPerCall - a.bytesPerCall)[0]
}

/** Of what passed, the count that knows most: trends below what can be seen say nothing. */
function mostExact(slopes: readonly LeakSlope[]): LeakSlope | undefined {
  const rank = ({ memory }: LeakSlope) => precision.findIndex(name => memory.startsWith(name))
  return [...slopes].sort((a, b) => rank(a) - rank(b) || b.bytesPerCall - a.bytesPerCall)[0]
}

function slopesOfPath(operation: string, path: string, found: Measurement): LeakSlope[] {
  if (!isRecord(found)) return []
  const status = found['status'] === 'fail' ? 'fail' : 'pass'
  return Object.entries(found).flatMap(([memory, growth]): LeakSlope[] => {
    if (!isRecord(growth)) return []
    const { bytesPerCall, low, high } = growth
    if (typeof bytesPerCall !== 'number') return []
    return [
      {
        operation,
        memory: path === 'complete' ? memory : `${memory}, ${path}`,
        bytesPerCall,
        low: typeof low === 'number' ? low : bytesPerCall,
        high: typeof high === 'number' ? high : bytesPerCall,
        status,
      },
    ]
  })
}

function isRecord(value: Measurement | undefined): value is { readonly [name: string]: Measurement } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A row for each operation: the interval as a line, the slope on it; the budget as a line down the chart. */
export function leakChart(slopes: readonly LeakSlope[], budgetBytesPerCall: number): ChartOf {
  return width => ({
    width,
    height: { step: 21 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values: slopes.map(slope => ({ ...slope })) },
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
            field: 'low',
            type: 'quantitative',
            scale: { type: 'symlog', constant: 0.1, domain: reach(slopes, budgetBytesPerCall) },
            axis: {
              title: null,
              orient: 'top',
              values: width < 500 ? [-10, 0, 1, 100] : [-10, -1, 0, 0.1, 1, 10, 100, 1000, 10000],
              labelExpr: "datum.label + ' B'",
              format: '~r',
            },
          },
          x2: { field: 'high' },
          color: statusScales.color,
        },
      },
      {
        data: { values: [{ budget: budgetBytesPerCall }] },
        mark: { type: 'rule', color: 'var(--ink)', strokeDash: [4, 3], strokeWidth: 1.5 },
        encoding: { x: { field: 'budget', type: 'quantitative' }, y: { value: 0 }, y2: { value: 'height' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x: { field: 'bytesPerCall', type: 'quantitative' }, ...statusScales },
      },
    ],
  })
}

/** Symmetric enough to see that zero is in it, with room at the right of the steepest. */
function reach(slopes: readonly LeakSlope[], budget: number): [number, number] {
  const low = Math.min(-0.2, ...slopes.map(slope => slope.low))
  const high = Math.max(budget * 4, ...slopes.map(slope => slope.high))
  return [low * 1.3, high * 1.6]
}
