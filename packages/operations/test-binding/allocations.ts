/** What the binding built for tests counts, exactly: every allocation of native code. */

import { createRequire } from 'node:module'
import { getHeapStatistics } from 'node:v8'
import { runtime } from 'groggy'

/** The functions of this build that no release has. */
interface Testing {
  testAllocations(): [liveBytes: number, liveAllocations: number, total: number]
  testFailAllocation(nth: number, atLeastBytes: number, andAfter: boolean): void
  testFailed(): [requests: number, refused: boolean, reserved: number]
}

const file = process.env['GROGGY_NATIVE']
if (file === undefined)
  throw new Error('run this with `npm run test:file`: it names the binding built for tests')
export const testing: Testing = createRequire(import.meta.url)(file)
const { gc } = globalThis
if (gc === undefined) throw new Error('run this with --expose-gc')

/** What is alive now. */
export interface Live {
  readonly bytes: number
  readonly allocations: number
  /** Bytes in segments, counted by their owner in every build. */
  readonly segments: number
  /** References to JavaScript objects. */
  readonly handles: number
}

/** Collects garbage and lets finalizers run, until nothing is left to come. */
export async function drain(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    gc?.()
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Measures after draining. */
export async function live(): Promise<Live> {
  await drain()
  const segments = runtime.memory().liveBytes
  const handles = getHeapStatistics().used_global_handles_size
  const [bytes, allocations] = testing.testAllocations()
  return { bytes, allocations, segments, handles }
}

/** What `later` has more than `earlier`. */
export function growth(earlier: Live, later: Live): Live {
  return {
    bytes: later.bytes - earlier.bytes,
    allocations: later.allocations - earlier.allocations,
    segments: later.segments - earlier.segments,
    handles: later.handles - earlier.handles,
  }
}
