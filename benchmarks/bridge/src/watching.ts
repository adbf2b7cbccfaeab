/** Rows of what the runtime tells of itself. */

import { runtime } from 'groggy'
import { monitor } from 'groggy/monitor'
import { type Row, row } from './row.js'

function asking(member: string, ask: () => number, close: () => void = () => undefined): Row {
  return row(member, 'watch', 1, () => ({
    run(count) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += ask()
      return sum
    },
    close,
  }))
}

/** All of them. */
export const watchingRows: readonly Row[] = [
  asking('runtime.threads', () => runtime.threads),
  asking('runtime.stats', () => runtime.stats().threads),
  asking('runtime.memory', () => runtime.memory().liveBytes),
  asking('runtime.crossings', () => runtime.crossings()),
  asking('monitor.report', () => monitor.report().handles),
  asking('monitor.validate', () => monitor.validate().length),
  asking(
    'monitor.start',
    () => {
      monitor.start()
      return 1
    },
    () => monitor.stop(),
  ),
  asking('monitor.stop', () => {
    monitor.stop()
    return 1
  }),
]
