/** Where every child process starts: reads its order, and runs it. */

import { readFileSync } from 'node:fs'
import type { ChildRun, Order } from './child-module.js'
import { failed, sayDone, sendLine } from './messages.js'

const order: Order = JSON.parse(readFileSync(0, 'utf8'))
const { run }: { run: ChildRun<unknown, unknown> } = await import(order.file)
try {
  await run(order.task, sendLine)
  sayDone()
} catch (error) {
  failed(error)
}
