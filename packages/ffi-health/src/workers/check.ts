/** `ffi-health workers`: workers load the addon, use it, and are terminated at random moments. */

import { type Check, type CheckContext, forEach, scaled } from '../checks/check.js'
import type { OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { describeEnd, runChild, tellingLine } from '../harness/child-process.js'
import { partSeed } from '../statistics/random.js'
import { type WorkersMessage, workersChild } from './storm.js'

const allWorkers = 200
const perProcess = 25
const atOnce = 4
/** Workers of each attempt to find out which operation it is. */
const toBlame = 12

export const workers: Check = {
  name: 'workers',
  about: 'load in workers, run, terminate at random moments, 200 times',
  async run(context) {
    const names = context.operations.map(({ name }) => name)
    const count = scaled(allWorkers, context.effort, perProcess)
    const seeds = Array.from({ length: count }, (_, i) => partSeed(context.seed, i))
    const lots = Array.from({ length: Math.ceil(count / perProcess) }, (_, i) =>
      seeds.slice(i * perProcess, (i + 1) * perProcess),
    )
    let done = 0
    const storms = await forEach(lots, async lot => {
      const found = await storm(context, names, lot)
      done += lot.length
      context.progress(`${done} of ${counted(count, 'worker')}`)
      return found
    })
    const crash = storms.find(({ crashed }) => crashed !== undefined)
    const blamed = crash === undefined ? [] : await blame(context, names, crash)
    const problems = [...blamed, ...storms.flatMap(({ troubles }) => troubles)]
    const calls = storms.reduce((sum, one) => sum + one.calls, 0)
    const ended = storms.reduce((sum, one) => sum + one.ended, 0)
    const onlyLoads = names.length === 0
    const status = ended === count && (calls > 0 || onlyLoads) ? 'pass' : 'not-judged'
    const made = onlyLoads ? '' : `, made ${counted(calls, 'call')}`
    const reason =
      ended === count
        ? `${counted(count, 'worker')} loaded it${made} and ${count === 1 ? 'was' : 'were'} ended at random moments`
        : `only ${ended} of ${counted(count, 'worker')} came to the moment at which they are ended`
    const passes = (onlyLoads ? ['(load)'] : names)
      .filter(name => !problems.some(({ operation }) => operation === name))
      .map((operation): OperationReport => ({ operation, status, reason, seed: context.seed }))
    return [...firstOfEach(problems), ...passes]
  },
}

interface Storm {
  readonly troubles: readonly OperationReport[]
  readonly calls: number
  /** Workers that came to an end. */
  readonly ended: number
  /** How the process ended, when that was not a way to end. */
  readonly crashed?: string
}

async function storm(
  { configUrl, bridge, seed }: CheckContext,
  operations: readonly string[],
  seeds: readonly number[],
): Promise<Storm> {
  const task = { configUrl, operations, seeds, atOnce, terminateMs: bridge.budgets.terminateMs }
  const { end, messages, output } = await runChild(workersChild, task, {
    nodeFlags: ['--expose-gc'],
    timeoutMs: 30_000 + seeds.length * 4000 + bridge.budgets.terminateMs,
  })
  const troubles = messages
    .filter(message => message.kind === 'trouble')
    .map(
      ({ operation, reason, seed: one }): OperationReport => ({
        operation,
        status: 'fail',
        reason: `${reason} (worker ${one})`,
        seed,
      }),
    )
  const calls = messages.reduce((sum, message) => sum + (message.kind === 'ended' ? message.calls : 0), 0)
  const ended = messages.filter(({ kind }) => kind === 'ended').length
  if (end.kind === 'exit' && end.code === 0) return { troubles, calls, ended }
  const unfinished = running(messages)
  const during =
    unfinished.length === 0
      ? 'when all workers had ended'
      : `while workers ${unfinished.join(', ')} ran or ended`
  const line = tellingLine(output)
  const crashed = `the process ${describeEnd(end)} ${during}${line === '' ? '' : `: ${line}`}`
  return { troubles, calls, ended, crashed }
}

/** The workers that had started and were not known to have ended. */
function running(messages: readonly WorkersMessage[]): number[] {
  const ended = new Set(messages.filter(({ kind }) => kind === 'ended').map(({ seed }) => seed))
  return messages.filter(({ kind, seed }) => kind === 'started' && !ended.has(seed)).map(({ seed }) => seed)
}

/** Which operation it is: workers that only load, then each operation alone. */
async function blame(
  context: CheckContext,
  names: readonly string[],
  { crashed }: Storm,
): Promise<OperationReport[]> {
  const seeds = Array.from({ length: toBlame }, (_, i) => partSeed(context.seed, 10_000 + i))
  context.progress('workers that only load')
  const bare = await storm(context, [], seeds)
  const report = (operation: string, reason: string): OperationReport => ({
    operation,
    status: 'fail',
    reason,
    seed: context.seed,
  })
  if (bare.crashed !== undefined)
    return [report('(load)', `workers that only load and set up: ${bare.crashed}`)]
  const alone = await forEach(names, async name => {
    context.progress(`workers that only call ${name}`)
    const found = await storm(context, [name], seeds)
    return found.crashed === undefined ? [] : [report(name, found.crashed)]
  })
  const blamed = alone.flat()
  return blamed.length > 0 ? blamed : [report('(all together)', crashed ?? '')]
}

function firstOfEach(reports: readonly OperationReport[]): OperationReport[] {
  return reports.filter(({ operation }, i) => reports.findIndex(other => other.operation === operation) === i)
}
