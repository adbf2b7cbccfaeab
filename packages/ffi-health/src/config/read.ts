/** Imports a config and checks what it exports. */

import type { AnyBridge } from '../bridge.js'
import { type Budgets, completeBudgets } from '../budgets.js'
import { UsageError } from './find.js'

/**
 * Imports the bridge that a config module exports as its default.
 *
 * @throws {UsageError} when it cannot be imported, or what it exports is no bridge; the message names the field.
 */
export async function readBridge(url: string): Promise<AnyBridge> {
  const module: { default?: unknown } = await import(url).catch(error => {
    // An addon that the config imports by itself, outside `load`, is no fault of the config.
    if (error?.code === 'ERR_DLOPEN_FAILED') throw error
    throw new UsageError(`the config cannot be imported: ${error}`)
  })
  return checkBridge(module.default)
}

/** @throws {UsageError} when `found` is no bridge. */
export function checkBridge(found: unknown): AnyBridge {
  const bridge = objectOf(found, 'the config must export a bridge: `export default defineBridge({ … })`')
  if (typeof bridge['name'] !== 'string') throw new UsageError('config: `name` must be a string')
  if (typeof bridge['load'] !== 'function') throw new UsageError('config: `load` must be a function')
  for (const field of ['setup', 'teardown', 'nativeMemory', 'emptyCall', 'alsoRecord']) {
    if (!isFunctionOrAbsent(bridge[field])) throw new UsageError(`config: \`${field}\` must be a function`)
  }
  const operations = objectOf(bridge['operations'], 'config: `operations` must be an object')
  if (Object.keys(operations).length === 0) throw new UsageError('config: `operations` is empty')
  const { classes } = completeBudgets(
    objectOf(bridge['budgets'] ?? {}, 'config: `budgets` must be an object') as Budgets,
  )
  for (const [name, operation] of Object.entries(operations)) checkOperation(name, operation, classes)
  return found as AnyBridge
}

function checkOperation(name: string, found: unknown, classes: Readonly<Record<string, unknown>>): void {
  const at = `config: operations.${name}`
  const operation = objectOf(found, `${at} must be an object`)
  const kind = operation['class']
  if (typeof kind !== 'string') throw new UsageError(`${at}.class must be a string`)
  if (classes[kind] === undefined && operation['budget'] === undefined) {
    const known = Object.keys(classes).join(', ')
    throw new UsageError(
      `${at}.class is '${kind}', which has no budget: use ${known}, or add it to \`budgets\``,
    )
  }
  for (const field of ['setup', 'teardown', 'run', 'call', 'args']) {
    if (!isFunctionOrAbsent(operation[field])) throw new UsageError(`${at}.${field} must be a function`)
  }
  const runs = operation['run'] !== undefined
  const calls = operation['call'] !== undefined
  if (runs === calls) throw new UsageError(`${at} needs either \`run\`, or \`call\` and \`args\``)
  if (calls && operation['args'] === undefined) throw new UsageError(`${at} has \`call\` without \`args\``)
  const items = operation['items']
  if (items !== undefined && !(typeof items === 'number' && items > 0)) {
    throw new UsageError(`${at}.items must be a number above 0`)
  }
  const budget = operation['budget']
  if (budget === undefined) return
  const [limit, ...others] = Object.values(objectOf(budget, `${at}.budget must be an object`))
  if (others.length > 0 || !(typeof limit === 'number' && limit > 0)) {
    throw new UsageError(`${at}.budget must be { ns } or { times }, a number above 0`)
  }
}

function objectOf(value: unknown, message: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new UsageError(message)
  return value as Record<string, unknown>
}

function isFunctionOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}
