/** What memory this process uses, as seen from outside the addon. */

import { readFileSync } from 'node:fs'
import v8 from 'node:v8'
import type { LeakSample } from './samples.js'

/** Takes a sample; collect garbage before. */
export function sampleMemory(native: LeakSample['native']): LeakSample {
  const heap = v8.getHeapStatistics()
  return {
    heap: heap.used_heap_size,
    handles: heap.used_global_handles_size,
    external: heap.external_memory,
    resident: privateBytes() - heap.total_physical_size,
    native,
  }
}

/** Memory that only this process has: without files that are mapped, whose pages come and go. */
function privateBytes(): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss()
  try {
    const found = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'latin1'))
    return found === null ? process.memoryUsage.rss() : Number(found[1]) * 1024
  } catch {
    // Kernels before 4.14, and sandboxes.
    return process.memoryUsage.rss()
  }
}
