/**
 * Where the time of a batch went: computing, waiting by itself (for a timer, a lock, a disk, another thread), or kept
 * from the core by other processes. The second is the cost of a call that waits; the third is the machine's.
 */

import { openSync, readSync } from 'node:fs'

// Taken before any addon is there that may replace them.
const { cpuUsage, resourceUsage } = process
const now = process.hrtime.bigint

/** What one batch took. */
export interface CoreTime {
  /** By the clock; of a batch that waited, without what others took. */
  readonly ns: number
  /** It gave the core away by itself, and for much of its time. */
  readonly waited: boolean
  /** Others had the core for so long that its time says nothing. */
  readonly preempted: boolean
}

/** What is counted while a batch runs. */
export interface CoreCounts {
  readonly ns: number
  /** On a core. */
  readonly cpuNs: number
  /** Ready to run, with no core to run on; absent where the system does not tell. */
  readonly queuedNs?: number
  /** Times it gave the core away, to wait for something. */
  readonly voluntary: number
  /** Times the core was taken from it. */
  readonly involuntary: number
}

/** Less than this is what timers, interrupts and the measurement itself take. */
const meaningfulShare = 0.1

/** Runs `work`, and tells where its time went. */
export function coreTimeOf(work: () => void): CoreTime {
  const outerStart = now()
  const before = schedulerCounts()
  const cpu = cpuUsage()
  const start = now()
  work()
  const ns = Number(now() - start)
  const { user, system } = cpuUsage(cpu)
  const after = schedulerCounts()
  // The core may have been lost beside the clock of `work`, while the counts were taken.
  const outside = Number(now() - outerStart) - ns
  const queuedNs = Math.max(0, Number(after.queuedNs) - Number(before.queuedNs) - outside)
  return judgeCoreTime({
    ns,
    cpuNs: (user + system) * 1000,
    ...(!Number.isNaN(queuedNs) && { queuedNs }),
    voluntary: after.voluntary - before.voluntary,
    involuntary: after.involuntary - before.involuntary,
  })
}

/**
 * Tells waiting from being kept off the core.
 *
 * Where the system counts the time in its queue, the rest of what was not computed was waited for. Elsewhere, a batch
 * from which nobody took the core waited by itself. Time that went without a switch was the hypervisor's.
 */
export function judgeCoreTime({ ns, cpuNs, queuedNs: queued, voluntary, involuntary }: CoreCounts): CoreTime {
  const own = ns - Math.min(queued ?? 0, ns)
  const idle = cpuNs < own * (1 - meaningfulShare)
  const waited = idle && voluntary > 0 && (queued !== undefined || involuntary === 0)
  if (waited) return { ns: own, waited, preempted: false }
  return { ns, waited, preempted: idle || ns - own > ns * meaningfulShare }
}

type SchedulerCounts = Pick<CoreCounts, 'queuedNs' | 'voluntary' | 'involuntary'>

const buffer = Buffer.alloc(8192)
const linux = process.platform === 'linux'
const statusFile = linux ? openIfThere('/proc/thread-self/status') : undefined
const queueFile = linux ? openIfThere('/proc/thread-self/schedstat') : undefined

/** Since this thread began; where that is not told, since the process began. */
function schedulerCounts(): SchedulerCounts {
  const status = statusFile === undefined ? '' : read(statusFile)
  const [, voluntary, involuntary] =
    /^voluntary_ctxt_switches:\s+(\d+)\nnonvoluntary_ctxt_switches:\s+(\d+)/m.exec(status) ?? []
  const queuedNs = queued()
  if (voluntary === undefined) {
    const { voluntaryContextSwitches, involuntaryContextSwitches } = resourceUsage()
    return { voluntary: voluntaryContextSwitches, involuntary: involuntaryContextSwitches }
  }
  return {
    voluntary: Number(voluntary),
    involuntary: Number(involuntary),
    ...(queuedNs !== undefined && { queuedNs }),
  }
}

/** Nanoseconds that this thread was ready to run, with no core to run on; absent where the system does not tell. */
function queued(): number | undefined {
  const [ran = 0, ns] = queueFile === undefined ? [] : read(queueFile).split(' ').map(Number)
  // A kernel that does not count tells zeros.
  return ran > 0 ? ns : undefined
}

/** Milliseconds by the clock, without those in which others had the core that this thread was ready for. */
export function ownMs(): number {
  return (Number(now()) - (queued() ?? 0)) / 1e6
}

function read(file: number): string {
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0))
  } catch {
    return ''
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
