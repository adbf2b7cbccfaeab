/** Imports a config and checks what it exports. */

import { UsageError } from '../findings/usage-error.js'
import { describeThrown } from '../harness/thrown.js'
import { type AnyBridge, defineBridge } from './bridge.js'
import { checkBudgets } from './check-budgets.js'
import { checkOperation } from './check-operation.js'
import { checkProject } from './check-project.js'
import { checkFields, type Fields, someFunction, someObject, text, type Unchecked, wrong } from './fields.js'

const bridgeFields: Fields<AnyBridge> = {
  name: text,
  load: someFunction,
  setup: someFunction,
  teardown: someFunction,
  operations: someObject,
  nativeMemory: someFunction,
  emptyCall: someFunction,
  budgets: someObject,
  project: someObject,
  alsoRecord: someFunction,
}

/**
 * Imports the bridge that a config module exports as its default.
 *
 * @throws {UsageError} when it cannot be imported, or what it exports is not a bridge; the message names the field.
 */
export async function readBridge(url: string): Promise<AnyBridge> {
  const module: { default?: unknown } = await import(url).catch(error => {
    // An addon that the config imports by itself, outside `load`, is not a fault of the config.
    if (error?.code === 'ERR_DLOPEN_FAILED') throw error
    throw new UsageError(`cannot import the config: ${error}`)
  })
  return checkBridge(defaultOf(module))
}

/** The default export; of a module that was compiled to CommonJS, Node gives all exports as that. */
function defaultOf(module: { default?: unknown }): unknown {
  const { default: found } = module
  return someObject.is(found) && Reflect.get(Object(found), '__esModule') === true
    ? Reflect.get(Object(found), 'default')
    : found
}

/**
 * @returns the bridge, with its operations made where they are a function and nobody called `defineBridge`.
 * @throws {UsageError} when `given` is not a bridge.
 */
export function checkBridge(given: unknown): AnyBridge {
  if (!someObject.is(given)) {
    throw new UsageError(
      'config: expected a bridge as the default export, got something else; use `export default defineBridge({ … })`',
    )
  }
  const found: unknown = withOperations(given as Unchecked)
  const bridge = checkFields('', found, bridgeFields)
  for (const required of ['name', 'load', 'operations']) {
    if (bridge[required] === undefined) throw wrong(required, 'a value', 'nothing')
  }
  const operations = Object.entries(bridge['operations'] as Unchecked)
  if (operations.length === 0) throw wrong('operations', 'at least one operation', 'none')
  const used = new Set(
    operations.map(([, one]) => (someObject.is(one) ? (one as Unchecked)['class'] : undefined)),
  )
  const classes = checkBudgets((bridge['budgets'] ?? {}) as Unchecked, used)
  for (const [name, operation] of operations) checkOperation(name, operation, classes)
  if (bridge['project'] !== undefined) checkProject(bridge['project'])
  return found as AnyBridge
}

/** Made by {@link defineBridge} where that is still to be done. */
function withOperations(bridge: Unchecked): unknown {
  if (typeof bridge['operations'] !== 'function') return bridge
  try {
    return defineBridge(bridge as unknown as AnyBridge)
  } catch (error) {
    throw wrong('operations', 'a function that returns', `one that threw ${describeThrown(error)}`)
  }
}
