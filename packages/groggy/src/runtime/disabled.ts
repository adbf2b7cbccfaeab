/**
 * Operations that are disabled in production: `GROGGY_DISABLE=degree,neighbors`.
 *
 * The binding refuses what crosses; what is read in place never gets there, so those methods are replaced
 * here, once, when the library is loaded. Nothing is checked at a call.
 */

import { isMainThread } from 'node:worker_threads'
import { describe } from '../arguments/describe.js'
import { info, warnOfSetting } from '../bridge/native.js'
import { DisabledError } from '../errors/classes.js'

const VARIABLE = 'GROGGY_DISABLE'

/** What cannot be switched off: without it the library does not load, and memory does not come back. */
const NEEDED: readonly string[] = ['init', 'close', 'detach']

/** What never throws: it rejects. */
const PROMISING: readonly string[] = ['read', 'readNodes', 'readEdges', 'sniff']

/** A class whose methods and getters, static ones too, can be switched off by name. */
type Switchable = { readonly prototype: object }

/** Replaces the methods and getters of `classes` that the environment names by ones that throw `DISABLED`. */
export function switchOff(classes: readonly Switchable[]): void {
  const holders = classes.flatMap(each => [each, each.prototype])
  const known = (name: string): boolean =>
    info.operations.includes(name) || holders.some(holder => isSwitchable(holder, name))
  const names = (process.env[VARIABLE] ?? '').split(',').map(name => name.trim())
  for (const name of names) {
    if (name === '') continue
    if (isMainThread && NEEDED.includes(name)) {
      warnOfSetting(
        `${VARIABLE}: expected operations that can be disabled, got ${describe(name)}; it is needed to free memory`,
      )
    } else if (isMainThread && !known(name)) {
      // As in `Graph.pageRankSync`: a method and its blocking twin are one operation.
      const meant = name.replace(/^.*\./, '').replace(/Sync$/, '')
      const remedy = known(meant)
        ? `use ${describe(meant)}, which disables all of that name`
        : 'check its spelling'
      warnOfSetting(`${VARIABLE}: expected names of operations, got ${describe(name)}; ${remedy}`)
    }
    if (NEEDED.includes(name)) continue
    for (const holder of holders) {
      const found = Object.getOwnPropertyDescriptor(holder, name)
      if (found === undefined || !isSwitchable(holder, name)) continue
      const refusal = () =>
        new DisabledError(
          name,
          `expected an enabled operation, got one disabled by ${VARIABLE}; remove ${name} from the variable and restart`,
          { variable: VARIABLE },
        )
      const refuse = (): never => {
        throw refusal()
      }
      const reject = (): Promise<never> => Promise.reject(refusal())
      const replacement =
        found.get === undefined ? { value: PROMISING.includes(name) ? reject : refuse } : { get: refuse }
      Object.defineProperty(holder, name, { ...replacement, configurable: true })
    }
  }
}

function isSwitchable(holder: object, name: string): boolean {
  const found = Object.getOwnPropertyDescriptor(holder, name)
  return name !== 'constructor' && (typeof found?.value === 'function' || found?.get !== undefined)
}
