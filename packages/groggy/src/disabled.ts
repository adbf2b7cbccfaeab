/**
 * Operations that are switched off in the field: `GROGGY_DISABLE=degree,neighbors`.
 *
 * The binding refuses what crosses; what is read in place never gets there, so those methods are replaced
 * here, once, when the library is loaded. Nothing is checked at a call.
 */

import { isMainThread } from 'node:worker_threads'
import { DisabledError } from './errors.js'
import { info, warnOfSetting } from './native.js'

const VARIABLE = 'GROGGY_DISABLE'

/** A class whose methods and getters can be switched off by name. */
type Switchable = { readonly prototype: object }

/** Replaces the methods and getters of `classes` that the environment names by ones that throw `DISABLED`. */
export function switchOff(classes: readonly Switchable[]): void {
  const names = (process.env[VARIABLE] ?? '').split(',').map(name => name.trim())
  for (const name of names) {
    if (name === '') continue
    const known =
      info.operations.includes(name) || classes.some(({ prototype }) => isSwitchable(prototype, name))
    if (!known && isMainThread) {
      warnOfSetting(`${VARIABLE} names '${name}', which is no operation: nothing is switched off by it`)
    }
    if (name === 'close') continue
    for (const { prototype } of classes) {
      const found = Object.getOwnPropertyDescriptor(prototype, name)
      if (found === undefined || !isSwitchable(prototype, name)) continue
      const refuse = (): never => {
        throw new DisabledError(
          name,
          `${name} is switched off by ${VARIABLE}: take ${name} out of the variable and start again`,
          { variable: VARIABLE },
        )
      }
      const replacement = found.get === undefined ? { value: refuse } : { get: refuse }
      Object.defineProperty(prototype, name, { ...replacement, configurable: true })
    }
  }
}

function isSwitchable(prototype: object, name: string): boolean {
  return name !== 'constructor' && Object.hasOwn(prototype, name)
}
