/** Which functions of an addon one call of an operation uses. */

import type { RecordedCall, Recorder } from './recorder.js'
import { callOnce, disposeOf, type OpenOperation } from './session.js'

/**
 * Records call 0 of an operation, without its set-up. It has been called once before: a bridge may make what it
 * works on when that is first asked for, and such calls are none of the operation's.
 *
 * @param own - what the operation's set-up made, and what the recorded call works on.
 */
export async function callsOf(
  operation: OpenOperation,
  own: unknown,
  recorder: Recorder,
): Promise<RecordedCall[]> {
  const before = await operation.setup()
  await call(operation, before)
  await operation.teardown(before)
  return await recorder.record(() => call(operation, own))
}

async function call(operation: OpenOperation, own: unknown): Promise<void> {
  const outcome = await callOnce(operation, own, 0)
  if (outcome.ok) await disposeOf(outcome.value)
}
