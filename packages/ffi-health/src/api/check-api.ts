/** The check `api`: the surface is the accepted one, documented, and measured. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type SurfaceMessage, surfaceChild } from '../children/surface.js'
import { UsageError } from '../config/find.js'
import type { CheckReport, OperationReport } from '../findings.js'
import { describeEnd, runChild, tellingLine } from '../harness/child-process.js'
import type { Project } from '../project.js'
import { Declarations } from './declarations.js'
import { gapsOf } from './documentation.js'
import { entriesOf } from './entries.js'
import { changesBetween, type SurfaceChange, type SurfaceSnapshot, snapshotOf } from './snapshot.js'
import { type ExportedItem, type Member, surfaceOf } from './surface.js'

/** What to look at. */
export interface ApiOptions {
  readonly folder: string
  readonly project: Project
  readonly configUrl: string
  /** Writes the surface as it is now as the accepted one. */
  readonly accept?: boolean
}

/** The verdict, and what it is of. */
export interface ApiResult {
  readonly report: CheckReport
  readonly snapshot: SurfaceSnapshot
  readonly changes: readonly SurfaceChange[]
}

/** Where the accepted surface is, when the config does not say it. */
export const defaultSurface = 'ffi-health.api.json'

/** Reads the surface, compares it, and judges every public method. */
export async function runApi({ folder, project, configUrl, accept }: ApiOptions): Promise<ApiResult> {
  const started = performance.now()
  const declarations = new Declarations()
  const entries = new Map(
    entriesOf(folder, project).map(({ name, types }) => [name, surfaceOf(declarations, types)]),
  )
  const { end, messages, output } = await runChild(surfaceChild, { configUrl }, { timeoutMs: 120_000 })
  const exports = messages.find(message => message.kind === 'exports')?.exports ?? {}
  const snapshot = snapshotOf(entries, exports)
  const file = path.resolve(folder, project.surface ?? defaultSurface)
  if (accept === true) writeFileSync(file, `${JSON.stringify(snapshot, undefined, 2)}\n`)
  const accepted = existsSync(file) ? readSnapshot(file) : undefined
  const changes = accepted === undefined ? [] : changesBetween(accepted, snapshot)
  const complaint = messages.find(message => message.kind === 'complaint')?.message
  const crash =
    end.kind === 'exit' && end.code === 0
      ? complaint
      : `the process ${describeEnd(end)}: ${tellingLine(output)}`
  const operations: OperationReport[] = [
    surfaceVerdict(accepted !== undefined, changes, path.relative(folder, file)),
    ...undeclared(entries.get('.') ?? [], exports),
    ...(crash === undefined
      ? []
      : [{ operation: '(operations)', status: 'fail' as const, reason: `recording their calls: ${crash}` }]),
    ...documented(entries, project, callsOf(messages)),
  ]
  const durationMs = Math.round(performance.now() - started)
  return { report: { check: 'api', seed: 0, durationMs, operations }, snapshot, changes }
}

function readSnapshot(file: string): SurfaceSnapshot {
  try {
    const snapshot: SurfaceSnapshot = JSON.parse(readFileSync(file, 'utf8'))
    if (snapshot.ffiHealthSurface === 1) return snapshot
  } catch {
    // Told below.
  }
  throw new UsageError(`${file} is no accepted surface: remove it, and run \`ffi-health api --accept\``)
}

function surfaceVerdict(known: boolean, changes: readonly SurfaceChange[], file: string): OperationReport {
  const operation = '(surface)'
  if (!known) {
    return {
      operation,
      status: 'not-judged',
      reason: `no surface was accepted yet: \`ffi-health api --accept\` writes it to ${file}`,
    }
  }
  if (changes.length === 0) return { operation, status: 'pass', reason: `as accepted in ${file}` }
  const named = changes.slice(0, 6).map(({ kind, name }) => `${name} ${kind}`)
  return {
    operation,
    status: 'fail',
    reason: `${changes.length} changes: ${named.join(', ')}${changes.length > 6 ? ', …' : ''}; \`ffi-health api --accept\` accepts them`,
    measurements: { changes: changes.map(change => ({ ...change })) },
  }
}

/** What is there at run time and not in the types, and the other way round. */
function undeclared(items: readonly ExportedItem[], exports: SurfaceSnapshot['runtime']): OperationReport[] {
  if (Object.keys(exports).length === 0) return []
  const values = items.filter(({ kind, typeOnly }) => !typeOnly && kind !== 'interface' && kind !== 'type')
  const hidden = Object.keys(exports).filter(
    name => name !== 'default' && name !== 'module.exports' && !items.some(item => item.name === name),
  )
  const absent = values.filter(({ name }) => !(name in exports)).map(({ name }) => name)
  return [
    ...hidden.map(name => ({
      operation: name,
      status: 'fail' as const,
      reason: 'exported at run time, and not declared',
    })),
    ...absent.map(name => ({
      operation: name,
      status: 'fail' as const,
      reason: 'declared, and not there at run time',
    })),
  ]
}

type Calls = ReadonlyMap<string, readonly string[]>

function callsOf(messages: readonly SurfaceMessage[]): Calls {
  return new Map(
    messages.flatMap(message =>
      message.kind === 'calls' ? [[message.operation, message.paths] as const] : [],
    ),
  )
}

/** One verdict per public method, whichever entries lead to it. */
function documented(
  entries: ReadonlyMap<string, readonly ExportedItem[]>,
  project: Project,
  calls: Calls,
): OperationReport[] {
  const verdicts = new Map<string, OperationReport>()
  for (const items of entries.values()) {
    for (const item of items) {
      if (item.kind === 'type' || item.kind === 'value') continue
      for (const member of item.members) {
        if (!isMethod(member, item)) continue
        const name = item.kind === 'function' ? item.name : `${member.declaredBy}.${member.name}`
        if (!verdicts.has(name)) verdicts.set(name, judge(name, member, item, project, calls))
      }
    }
  }
  return [...verdicts.values()]
}

function isMethod({ kind, name }: Member, item: ExportedItem): boolean {
  if (name.startsWith('[')) return false
  if (kind === 'constructor' && /\bextends\s+\w*Error\b/.test(item.signature)) return false
  return kind === 'method' || kind === 'function' || kind === 'getter' || kind === 'constructor'
}

function judge(
  name: string,
  member: Member,
  item: ExportedItem,
  project: Project,
  calls: Calls,
): OperationReport {
  const gaps = gapsOf(member, item)
  const measuredBy = operationFor(name, member, item, project, calls)
  const excuse = project.withoutOperation?.[name] ?? project.withoutOperation?.[`${member.declaredBy}.*`]
  const problems = gaps.map(({ what, detail }) =>
    detail === undefined || detail === '' ? what : `${what} (${detail})`,
  )
  const missing = problems.length === 0 ? [] : [`does not document its ${problems.join(', ')}`]
  if (measuredBy === undefined && excuse === undefined) missing.push('no operation in the config measures it')
  const measurements = { gaps: gaps.map(({ what }) => what), operation: measuredBy ?? null }
  if (missing.length > 0) return { operation: name, status: 'fail', reason: missing.join('; '), measurements }
  const measured = measuredBy === undefined ? `needs no operation: ${excuse}` : `measured by ${measuredBy}`
  return { operation: name, status: 'pass', reason: `documented; ${measured}`, measurements }
}

/** The operation that measures a method: declared, named alike, or seen to call it. */
function operationFor(
  name: string,
  member: Member,
  item: ExportedItem,
  { operationOf = {} }: Project,
  calls: Calls,
): string | undefined {
  const declared = operationOf[name]
  if (declared !== undefined && calls.has(declared)) return declared
  const paths = pathsOf(member, item)
  for (const [operation, called] of calls) {
    if (called.some(path => paths.some(one => path === one || (one.startsWith('.') && path.endsWith(one))))) {
      return operation
    }
  }
  const alike = [name, member.name, `${item.name[0]?.toLowerCase()}${name.slice(1)}`]
  return [...calls.keys()].find(operation => alike.includes(operation))
}

/** What the recorder calls a member. Objects of an interface are of a class that nobody exports. */
function pathsOf({ kind, name, isStatic, declaredBy }: Member, item: ExportedItem): string[] {
  if (kind === 'function') return [item.name]
  if (kind === 'constructor') return [`new ${declaredBy}`, `new ${item.name}`]
  if (isStatic) return [`${declaredBy}.${name}`, `${item.name}.${name}`]
  if (item.kind === 'interface') return [`.${name}`]
  const prefix = kind === 'getter' ? 'get ' : ''
  return [`${prefix}${declaredBy}.prototype.${name}`, `${prefix}${item.name}.prototype.${name}`]
}
