/** Calls that fail: one per way in which a recorded call can be made wrong. */

import { wrongCalls } from '../errors/wrong-arguments.js'
import { within } from '../harness/time-limit.js'
import type { RecordedCall } from '../session/recorder.js'
import { disposeOf } from '../session/session.js'

/** A wrong call that fails. */
export interface FailingForm {
  /** `size(argument 1 is a symbol)`, as the check `errors` names it. */
  readonly name: string
  /** Makes the call; `true` when it failed. */
  attempt(): Promise<boolean>
}

/** Ways that take different paths through an addon: an argument it refuses, one it misses, and what throws into it. */
const ways = /is a symbol$|a function that throws$|with throwing getters$|^no arguments$|too few$/
/** More of them would share a window's calls so that each had too few. */
const most = 16
/** A wrong call that does neither return nor fail by then is none of them. */
const settleMs = 1000

/** The wrong forms of `recorded` that fail. Each candidate is called once. */
export async function failingForms(recorded: readonly RecordedCall[]): Promise<FailingForm[]> {
  const forms: FailingForm[] = []
  for (const { path, args, kind, receiver, function: target } of recorded) {
    const candidates = wrongCalls(args, receiver, false).filter(one => one.receiver === undefined)
    for (const { how, make } of candidates.filter(one => ways.test(one.how))) {
      if (forms.length >= most) return forms
      const attempt = async () => {
        try {
          const given = make()
          await disposeOf(
            await (kind === 'call'
              ? Reflect.apply(target, receiver, given)
              : Reflect.construct(target, given)),
          )
          return false
        } catch {
          return true
        }
      }
      const failed = await within(attempt(), settleMs, false)
      if (failed) forms.push({ name: `${path}(${how})`, attempt })
    }
  }
  return forms
}
