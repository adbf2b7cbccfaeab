/** What the runtime and the monitor tell, asked of the modules themselves: both are frozen objects. */

import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { type Operation, operation } from '../operation.js'

function asking<Args extends readonly unknown[]>(
  name: string,
  call: (...args: Args) => unknown,
  crossings: number,
  ...args: Args
): Operation {
  return operation(name, {
    class: 'watch',
    crossings,
    deterministic: false,
    endsWithOwner: false,
    declared: { args, call },
    setup: () => undefined,
    run: () => call(...args),
  })
}

/** All of them. */
export const watching: readonly Operation[] = [
  asking('Runtime.threads', () => runtime.threads, 1),
  asking(
    'Runtime.threads, set',
    (count: number) => {
      runtime.threads = count
    },
    1,
    runtime.threads,
  ),
  asking('Runtime.stats', () => runtime.stats(), 1),
  asking('Runtime.memory', () => runtime.memory(), 1),
  asking('Runtime.crossings', () => runtime.crossings(), 1),
  asking('Monitor.report', () => monitor.report(), 1),
  asking('Monitor.validate', () => monitor.validate(), 1),
  // Together: while it runs, all others cost more.
  asking(
    'Monitor.start and stop',
    () => {
      monitor.start()
      monitor.stop()
    },
    2,
  ),
]
