/** What the runtime and the monitor tell, called on the modules themselves: both are frozen objects. */

import type { Operations } from 'ffi-health'
import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import type { Context, Make } from './context.js'

const threads = runtime.threads

/** All of them. */
export function watching(operation: Make): Operations<Context> {
  /** `args` makes the call known to the checks, which cannot see into a frozen object. */
  const asking = (call: () => unknown) =>
    operation({ class: 'watch', deterministic: false, args: () => [], call })
  return {
    'Runtime.threads': asking(() => runtime.threads),
    'Runtime.threads, set': operation({
      class: 'watch',
      args: () => [threads],
      call: (_, count: number) => {
        runtime.threads = count
      },
    }),
    'Runtime.stats': asking(() => runtime.stats()),
    'Runtime.memory': asking(() => runtime.memory()),
    'Runtime.crossings': asking(() => runtime.crossings()),
    'Monitor.report': asking(() => monitor.report()),
    'Monitor.validate': asking(() => monitor.validate()),
    // Together: while it runs, all others cost more.
    'Monitor.start and stop': asking(() => {
      monitor.start()
      monitor.stop()
    }),
  }
}
