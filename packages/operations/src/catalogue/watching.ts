/** What the runtime and the monitor tell, asked of the modules themselves: both are frozen objects. */

import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { type Operation, operation } from '../operation.js'

function asking<const Args extends readonly unknown[]>(
  name: string,
  crossings: number,
  call: (...args: Args) => unknown,
  setup: () => Args,
): Operation {
  return operation(name, {
    class: 'watch',
    crossings,
    deterministic: false,
    endsWithOwner: false,
    declared: call,
    setup,
    run: args => call(...args),
  })
}

const nothing = (): [] => []

/** All of them. */
export const watching: readonly Operation[] = [
  asking('Runtime.threads', 1, () => runtime.threads, nothing),
  asking(
    'Runtime.threads, set',
    1,
    (count: number) => {
      runtime.threads = count
    },
    () => [runtime.threads],
  ),
  asking('Runtime.stats', 1, () => runtime.stats(), nothing),
  asking('Runtime.memory', 1, () => runtime.memory(), nothing),
  asking('Runtime.crossings', 1, () => runtime.crossings(), nothing),
  asking('Monitor.report', 1, () => monitor.report(), nothing),
  asking('Monitor.validate', 1, () => monitor.validate(), nothing),
  // Together: while it runs, all others cost more.
  asking(
    'Monitor.start and stop',
    2,
    () => {
      monitor.start()
      monitor.stop()
    },
    nothing,
  ),
]
