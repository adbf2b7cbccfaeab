/** What an operation is: one call of the public surface, with all that a loop over operations needs to know of it. */

import type { CheckName, DeclaredError } from 'ffi-health'
import { type OperationClass, operationClasses, throwingNs } from './budgets.js'
import type { Context } from './context.js'

/** What a call gets besides what it works on. */
export interface Tools {
  /** Passed on by operations that are {@link Facts.abortable}. */
  readonly signal?: AbortSignal | undefined
}

/** What is known of an operation. */
export interface Facts {
  readonly class: OperationClass
  /** How often a call crosses into native code, exactly. Calls that fail need not say it. */
  readonly crossings?: number
  /** What the operation is held to, in ns, where that is tighter than the budget of its class. */
  readonly barNs?: number
  /** Instead of the budget of its class, in ns. */
  readonly guardNs?: number
  /** Items that one call handles; its times are for 1000 of them. Default 1. */
  readonly items?: number
  /** Calls that one set-up bears. Default: any number. */
  readonly callsPerSetup?: number
  /** Rejects when the signal that it was given is aborted. */
  readonly abortable?: boolean
  /** `false`: results differ from call to call. */
  readonly deterministic?: boolean
  /** Takes values of any type. */
  readonly lenient?: boolean
  /** `false`: works after what it was set up on was closed. */
  readonly endsWithOwner?: boolean
  /** Every call fails with this: the `code` of the error, or more of it. */
  readonly throws?: string | DeclaredError
  /** The call by itself, for what nobody can watch, as frozen objects: `setup` makes its arguments. */
  readonly declared?: (...args: never) => unknown
  /** Checks of ffi-health that do not judge it, each with the reason. */
  readonly skip?: Partial<Record<CheckName, string>>
}

/** An operation and the type of what it works on. */
export interface Parts<Own> extends Facts {
  /** Makes or picks what the calls work on. */
  readonly setup: (context: Context) => Own
  /** Makes call number `i`, counted from 0 in each set-up. */
  readonly run: (own: Own, i: number, tools: Tools) => unknown
  /** Closes what `setup` made. Default: it made nothing. */
  readonly teardown?: (own: Own) => void
}

/** An operation. What `setup` returns is what `run` and `teardown` take; its type is known to {@link operation} only. */
export interface Operation extends Facts {
  /** The member of the public surface and, after a comma, what of it: `Graph.addNodes, 1000 as rows`. */
  readonly name: string
  readonly setup: (context: Context) => unknown
  readonly run: (own: never, i: number, tools: Tools) => unknown
  readonly teardown?: (own: never) => void
}

/** Names an operation. */
export function operation<Own>(name: string, parts: Parts<Own>): Operation {
  return { name, ...parts }
}

/** `Graph.addNodes` of `Graph.addNodes, 1000 as rows`. */
export function memberOf({ name }: Pick<Operation, 'name'>): string {
  return name.split(',', 1)[0] ?? name
}

/** What errors and `GROGGY_DISABLE` call it: a method and its blocking twin are one. */
export function calledOf(operation: Pick<Operation, 'name'>): string {
  const called = memberOf(operation).replace(/^\w+\./, '')
  return called === '[Symbol.iterator]' ? 'iterate' : called.replace(/Sync$/, '')
}

/** What the project was founded on, in ns; for 1000 items of a bulk operation. `undefined`: nothing. */
export function foundingNsOf({ class: name, guardNs }: Facts): number | undefined {
  const { founding, ns } = operationClasses[name]
  return founding && guardNs === undefined ? ns : undefined
}

/** The most that a call may cost, in ns; for 1000 items of a bulk operation. */
export function budgetNsOf({ class: name, throws, guardNs, barNs = 0 }: Facts): number {
  return throws === undefined ? (guardNs ?? Math.max(barNs, operationClasses[name].ns)) : throwingNs
}
