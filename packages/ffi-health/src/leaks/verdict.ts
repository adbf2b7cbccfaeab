/** What the growth of all kinds of memory comes to, in words. */

import type { Status } from '../findings/findings.js'
import { plural } from '../findings/plural.js'
import type { Growth } from './judge.js'

/** A verdict on one path through an operation. */
export interface LeakVerdict {
  readonly status: Status
  readonly reason: string
  /** Bytes per call that would be seen. */
  readonly resolution?: number
  /** Nothing was seen, but hardly anything would be: longer windows may show more. */
  readonly coarse?: boolean
  /** What filled up, where something did. */
  readonly filled?: string
}

/**
 * Bytes per call of which a leak may go unseen in a pass, and how many times the budget: with slow calls, of which few
 * fit into a window, only large ones stand out from what the memory of a process moves by.
 */
const coarse = { bytes: 64, timesBudget: 10 }

/** @param forms - wrong calls that took turns: a leak of one of them is of so many calls in a window only. */
export function verdictOf(growth: readonly Growth[], leakedBytes: number, forms = 1): LeakVerdict {
  const leaking = growth.filter(({ status }) => status === 'fail')
  if (leaking.length > 0) return { status: 'fail', reason: `leaks ${leaking.map(describe).join('; ')}` }
  // Exact figures need no help from the operating system's.
  const exact = growth.some(({ memory }) => memory.startsWith('native '))
  const telling = growth.filter(({ memory }) => !(exact && memory === 'resident'))
  const unclear = telling.filter(({ status }) => status === 'not-judged')
  if (unclear.length > 0) {
    const reasons = [
      ...said('too noisy', unclear, one => !one.inSteps),
      ...said('rises in steps', unclear, one => one.inSteps && one.compared === undefined),
      ...said(
        'rises in steps, but not as a leak, which follows the calls, and not as a cache, which fills up',
        unclear,
        one => one.inSteps && one.compared !== undefined,
      ),
    ]
    return { status: 'not-judged', reason: reasons.join('; ') }
  }
  const resolution = forms * Math.max(...telling.map(one => one.resolution))
  if (!exact && resolution > Math.max(coarse.bytes, (coarse.timesBudget * leakedBytes) / 10_000)) {
    const reason = `nothing was seen to stay behind, but less than ${bytes(resolution)} per call would not be: give more --effort, or \`nativeMemory\` in the config`
    return { status: 'not-judged', reason, resolution, coarse: true }
  }
  const full = telling.filter(({ compared }) => compared !== undefined)
  const filled = full.map(one => `${one.memory} memory filled up, ${steps(one)}`).join('; ')
  return { status: 'pass', reason: seen([resolution]), resolution, ...(filled !== '' && { filled }) }
}

/** What a pass is worth. */
export function seen(resolutions: readonly number[]): string {
  return `nothing stays behind (${resolutions.map(bytes).join(', ')} per call would be seen)`
}

function said(what: string, growth: readonly Growth[], chosen: (one: Growth) => boolean): string[] {
  const list = growth.filter(chosen).map(describe)
  return list.length === 0 ? [] : [`${what}: ${list.join('; ')}`]
}

function describe(growth: Growth): string {
  const { memory, bytesPerCall, low, high, compared } = growth
  const range = `per call${memory === 'native liveAllocations' ? '' : ` of ${memory} memory`} (${low} to ${high})`
  return `${amount(growth, bytesPerCall)} ${range}${compared === undefined ? '' : `, in steps: ${steps(growth)}`}`
}

function steps(growth: Growth): string {
  const { compared = [] } = growth
  return compared.map(({ calls, bytes }) => `${amount(growth, bytes)} in ${calls} calls`).join(', ')
}

function amount({ memory }: Growth, count: number): string {
  return memory === 'native liveAllocations' ? `${count} ${plural(count, 'allocation')}` : bytes(count)
}

function bytes(count: number): string {
  const rounded = Number(count.toPrecision(3))
  return `${rounded} ${plural(rounded, 'byte')}`
}
