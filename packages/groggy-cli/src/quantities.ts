/** Quantities as people read them: counts, durations, bytes, shares. */

const counts = new Intl.NumberFormat('en-US')

/** `117,791`. */
export function count(value: number): string {
  return counts.format(value)
}

/** `1 node`, `2 nodes`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A duration in the unit that leaves one to three digits before the point. Below 0.1 ns no clock is exact. */
export function duration(ns: number): string {
  if (ns < 0.1) return '< 0.1 ns'
  if (ns < 1e3) return `${digits(ns)} ns`
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`
  return `${digits(ns / 1e9)} s`
}

/** As {@link duration}, of milliseconds. */
export function milliseconds(ms: number): string {
  return duration(ms * 1e6)
}

/** `28.3 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let unit = 0
  let scaled = value
  while (Math.abs(scaled) >= 1024 && unit < units.length - 1) {
    scaled /= 1024
    unit++
  }
  return unit === 0 ? `${count(value)} B` : `${scaled.toFixed(1)} ${units[unit]}`
}

/** `45.2 %`; of nothing, `–`. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}

/** Three significant digits, without an exponent. */
function digits(value: number): string {
  if (value >= 99.95) return count(Math.round(value))
  if (value >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}
