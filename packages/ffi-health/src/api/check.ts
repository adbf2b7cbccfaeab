/** The check `api`: the surface is the accepted one, documented, and measured. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../config/project.js'
import type { CheckReport, OperationReport } from '../findings/findings.js'
import { counted } from '../findings/plural.js'
import { UsageError } from '../findings/usage-error.js'
import { writeOutput } from '../output/file.js'
import { Declarations } from './declarations.js'
import { examplesIn, examplesOf, gapsOf, syntaxError } from './documentation.js'
import { type DeclaredEntries, entriesOf } from './entries.js'
import { type RecordedSurface, recordedCalls } from './recorded-calls.js'
import { type ExampleVerdict, runExamples } from './run-examples.js'
import { changesBetween, type SurfaceChange, type SurfaceSnapshot, snapshotOf } from './snapshot.js'
import { type ExportedItem, type Member, surfaceOf } from './surface.js'

/** What to look at. */
export interface ApiOptions {
  readonly folder: string
  readonly project: Project
  /** The package that the config loads, where it says so by name. */
  readonly loads?: string
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

/**
 * Reads the surface, compares it, and judges every public method.
 *
 * @throws {UsageError} when a surface is to be accepted, and the addon cannot be loaded.
 */
export async function runApi({ folder, project, loads, configUrl, accept }: ApiOptions): Promise<ApiResult> {
  const started = performance.now()
  const declarations = new Declarations()
  const declared = entriesOf(folder, project, loads)
  const entries = new Map(declared.entries.map(({ name, types }) => [name, surfaceOf(declarations, types)]))
  const untyped = entries.size === 0
  const { exports, loaded, calls, failures } = await recordedCalls(configUrl, untyped)
  if (accept === true && !loaded) {
    throw new UsageError(`cannot accept a surface: the addon does not load: ${failures[0]?.reason ?? ''}`)
  }
  const snapshot = snapshotOf(entries, exports)
  const file = path.resolve(folder, project.surface ?? defaultSurface)
  if (accept === true) writeOutput(file, `${JSON.stringify(snapshot, undefined, 2)}\n`)
  const accepted = readSnapshot(file)
  const changes = typeof accepted === 'string' ? [] : changesBetween(accepted, snapshot)
  const judged: Entries = declared.ofOthers === undefined ? entries : new Map()
  const examples = await runExamples(folder, project.exampleContext, allExamples(judged))
  const operations: OperationReport[] = [
    surfaceVerdict(accepted, changes, path.relative(folder, file)),
    ...notLookedAt(declared),
    ...(judged.size === 0 ? [] : undeclared(judged.get('.') ?? [], exports)),
    ...failures,
    ...documented(judged, { project, calls, examples }),
    ...ofWholes(judged, examples),
  ]
  const durationMs = Math.round(performance.now() - started)
  return { report: { check: 'api', seed: 0, durationMs, operations }, snapshot, changes }
}

/** What of a package is not judged, and why. */
function notLookedAt({ missing, ofOthers }: DeclaredEntries): OperationReport[] {
  const told = (operation: string, reason: string) => [{ operation, status: 'not-judged' as const, reason }]
  if (missing !== undefined) return told('(types)', `${missing}; the surface is what is there at run time`)
  return ofOthers === undefined
    ? []
    : told(
        '(documentation)',
        `${ofOthers} is not the package of this folder: \`project.package\` in the config names it, to have it judged all the same`,
      )
}

/** The accepted surface, or why there is none. */
function readSnapshot(file: string): SurfaceSnapshot | 'absent' | 'broken' {
  if (!existsSync(file)) return 'absent'
  try {
    const snapshot: SurfaceSnapshot = JSON.parse(readFileSync(file, 'utf8'))
    return snapshot.ffiHealthSurface === 1 ? snapshot : 'broken'
  } catch {
    return 'broken'
  }
}

function surfaceVerdict(
  accepted: SurfaceSnapshot | 'absent' | 'broken',
  changes: readonly SurfaceChange[],
  file: string,
): OperationReport {
  const operation = '(surface)'
  if (accepted === 'absent') {
    return {
      operation,
      status: 'not-judged',
      reason: `no surface was accepted yet: \`ffi-health api --accept\` writes it to ${file}`,
    }
  }
  if (accepted === 'broken') {
    const reason = `${file} is not an accepted surface; \`ffi-health api --accept\` rewrites it`
    return { operation, status: 'fail', reason }
  }
  if (changes.length === 0) return { operation, status: 'pass', reason: `as accepted in ${file}` }
  const named = changes.slice(0, 6).map(({ kind, name }) => `${name} ${kind}`)
  return {
    operation,
    status: 'fail',
    reason: `${counted(changes.length, 'change')}: ${named.join(', ')}${changes.length > 6 ? ', …' : ''}; \`ffi-health api --accept\` accepts ${changes.length === 1 ? 'it' : 'them'}`,
    measurements: { changes: changes.map(change => ({ ...change })) },
  }
}

/** What is there at run time and not in the types, and the other way round. */
function undeclared(items: readonly ExportedItem[], exports: SurfaceSnapshot['runtime']): OperationReport[] {
  if (Object.keys(exports).length === 0) return []
  const values = items.filter(({ kind, typeOnly }) => !typeOnly && kind !== 'interface' && kind !== 'type')
  const hidden = Object.keys(exports).filter(
    name => name !== 'default' && !items.some(item => item.name === name),
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

type Entries = ReadonlyMap<string, readonly ExportedItem[]>
type Examples = ReadonlyMap<string, ExampleVerdict>

/** Every example that can be parsed, each once. */
function allExamples(entries: Entries): readonly string[] {
  const comments = [...entries.values()]
    .flat()
    .flatMap(({ comment, members }) => [comment, ...members.flatMap(member => member.comments)])
  return [...new Set(examplesIn(comments))].filter(example => syntaxError(example) === undefined)
}

/** A verdict per class, interface or value that has an example of its own. */
function ofWholes(entries: Entries, examples: Examples): OperationReport[] {
  const wholes = new Map(
    [...entries.values()]
      .flat()
      .flatMap(item => (item.kind === 'function' ? [] : [[item.name, item] as const])),
  )
  return [...wholes].flatMap(([name, { comment }]) => {
    const own = examplesIn([comment])
    const verdict = exampleVerdict(own, examples)
    return own.length === 0
      ? []
      : [{ operation: `${name}, example`, ...verdict, reason: `its example ${verdict.reason}` }]
  })
}

/** The worst of some examples. */
function exampleVerdict(own: readonly string[], examples: Examples): ExampleVerdict {
  const verdicts = own.map((example): ExampleVerdict => {
    const error = syntaxError(example)
    if (error !== undefined) return { status: 'fail', reason: `is not TypeScript: ${error}` }
    return examples.get(example) ?? { status: 'not-judged', reason: 'was not run' }
  })
  const worst = (['fail', 'not-judged'] as const).map(status => verdicts.find(one => one.status === status))
  return worst.find(one => one !== undefined) ?? { status: 'pass', reason: 'runs' }
}

/** What methods are judged by. */
interface Grounds {
  readonly project: Project
  readonly calls: RecordedSurface['calls']
  readonly examples: Examples
}

/** One verdict per public method, whichever entries lead to it. */
function documented(entries: Entries, grounds: Grounds): OperationReport[] {
  const verdicts = new Map<string, OperationReport>()
  for (const items of entries.values()) {
    for (const item of items) {
      if (item.kind === 'type' || item.kind === 'value') continue
      for (const member of item.members) {
        if (!isMethod(member, item)) continue
        const name = item.kind === 'function' ? item.name : `${member.declaredBy}.${member.name}`
        if (!verdicts.has(name)) verdicts.set(name, judge(name, member, item, grounds))
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
  { project, calls, examples }: Grounds,
): OperationReport {
  const gaps = gapsOf(member, item)
  const measuredBy = operationFor(name, member, item, project, calls)
  const excuse = project.withoutOperation?.[name] ?? project.withoutOperation?.[`${member.declaredBy}.*`]
  const problems = gaps.map(({ what, detail }) =>
    detail === undefined || detail === '' ? what : `${what} (${detail})`,
  )
  const missing = problems.length === 0 ? [] : [`does not document its ${problems.join(', ')}`]
  if (measuredBy === undefined && excuse === undefined) missing.push('no operation in the config measures it')
  const example = exampleVerdict(examplesOf(member, item), examples)
  const parses = !gaps.some(({ what }) => what === 'example')
  if (parses && example.status === 'fail') missing.push(`its example ${example.reason}`)
  const measurements = {
    gaps: gaps.map(({ what }) => what),
    operation: measuredBy ?? null,
    example: example.status,
  }
  if (missing.length > 0) return { operation: name, status: 'fail', reason: missing.join('; '), measurements }
  const measured = measuredBy === undefined ? `needs no operation: ${excuse}` : `measured by ${measuredBy}`
  const ran =
    example.reason === 'runs' && examplesOf(member, item).length === 0
      ? ''
      : `; its example ${example.reason}`
  return { operation: name, status: example.status, reason: `documented; ${measured}${ran}`, measurements }
}

/** The operation that measures a method: declared, named alike, or seen to call it. */
function operationFor(
  name: string,
  member: Member,
  item: ExportedItem,
  { operationOf = {} }: Project,
  calls: RecordedSurface['calls'],
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
