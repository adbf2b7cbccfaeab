/** `ffi-health loop`: the event loop and libuv's threads stay free while async operations run. */

import { type Check, type CheckContext, patience, scaled } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { type LoopSamples, loopChild } from './samples.js'

/** Milliseconds after which `fs.readFile` counts as starved. */
const starvedMs = 50

export const loop: Check = {
  name: 'loop',
  about: 'event-loop delay and libuv starvation while async operations run',
  async run(context) {
    const asynchronous = context.operations.filter(({ async }) => async)
    if (asynchronous.length === 0 && context.operations.length > 0) {
      return [{ operation: '(none)', status: 'pass', reason: 'no operation is async' }]
    }
    const reports: OperationReport[] = []
    for (const { name } of asynchronous) {
      context.progress(name)
      reports.push(await judge(context, name))
    }
    return reports
  },
}

/** A machine that others use may be too busy to tell in one moment, and not in the next. */
const attempts = 10

async function judge(context: CheckContext, operation: string): Promise<OperationReport> {
  let seen = false
  for (let attempt = 1; ; attempt++) {
    const report = await judgeOnce(context, operation, seen ? 2 : 1)
    const { status, measurements } = report
    // What blocks, blocks again: a machine that others use may look like it once.
    const settled = status === 'pass' || (status === 'fail' && (seen || measurements === undefined))
    if (settled || attempt === attempts) return report
    seen ||= status === 'fail'
  }
}

async function judgeOnce(
  { configUrl, effort, bridge, operations }: CheckContext,
  operation: string,
  factor: number,
): Promise<OperationReport> {
  const task = {
    configUrl,
    operation,
    repeats: scaled(5, effort, 3) * factor,
    repeatMs: scaled(100, effort, 50),
    inFlight: 8,
  }
  const { end, messages, output } = await runChild(loopChild, task, {
    timeoutMs: patience(
      operations.filter(({ name }) => name === operation),
      10 * task.repeats,
    ),
  })
  const [samples] = messages
  if (samples === undefined) {
    return { operation, status: 'fail', reason: `the process ${describeOutcome({ end, output })}` }
  }
  if (samples.complaint !== undefined) return { operation, status: 'fail', reason: samples.complaint }
  return judgeLoop(operation, samples, bridge.budgets.loopDelayMs)
}

/**
 * Judges one operation: what blocks, blocks in every repeat, so the least of the repeats counts; a machine that
 * is busy with other things is late in some of them only, or when idle too.
 */
export function judgeLoop(operation: string, samples: LoopSamples, limitMs: number): OperationReport {
  const least = (values: readonly number[]) => Number(Math.min(...values).toFixed(2))
  const measurements = {
    delayMs: least(samples.delay),
    callReturnMs: least(samples.callReturn),
    idleDelayMs: least(samples.idleDelay),
    readFileMs: least(samples.read),
    idleReadFileMs: least(samples.idleRead),
    limitMs,
    starvedMs,
  }
  const { delayMs, callReturnMs, idleDelayMs, readFileMs, idleReadFileMs } = measurements
  const report = (status: OperationReport['status'], reason: string) => ({
    operation,
    status,
    reason,
    measurements,
  })
  const delayed = Math.max(delayMs, callReturnMs)
  if (idleDelayMs > limitMs / 2 || idleReadFileMs > starvedMs / 2) {
    return report(
      'not-judged',
      `the machine is too busy: an idle event loop was ${idleDelayMs} ms late, an idle readFile took ${idleReadFileMs} ms`,
    )
  }
  if (delayed > limitMs) {
    const who = callReturnMs > limitMs ? `its call takes ${callReturnMs} ms to return` : 'while it runs'
    return report('fail', `blocks the event loop for ${delayed} ms (${who}), limit ${limitMs} ms`)
  }
  if (readFileMs > starvedMs) {
    return report(
      'fail',
      `starves libuv's threads: with 8 calls in flight fs.readFile takes ${readFileMs} ms, alone ${idleReadFileMs} ms`,
    )
  }
  return report('pass', `event loop at most ${delayed} ms late, fs.readFile answers in ${readFileMs} ms`)
}
