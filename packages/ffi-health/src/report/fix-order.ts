/** What to fix first: what can hurt a user most comes first. */

import { type CheckReport, isPartial, type OperationReport } from '../findings/findings.js'

/** The failures of one check. */
export interface Finding {
  readonly check: string
  /** What it means that this fails. */
  readonly meaning: string
  readonly operations: readonly OperationReport[]
  /** Shows it again. */
  readonly repeat: string
}

/** From what corrupts memory, over what loses it, to what only slows or is not written down. */
const order: readonly (readonly [check: string, meaning: string])[] = [
  ['sanitize', 'Memory is used wrongly: anything can follow, also an attack.'],
  ['gc', 'A collection at the wrong moment breaks it: results change, or the process ends.'],
  ['workers', 'A thread that ends takes the process with it, or does not end.'],
  ['exit', 'The process does not end as it should while work is under way.'],
  ['errors', 'Bad input crashes it, passes unnoticed, or gives an error that cannot be placed.'],
  ['leaks', 'Memory stays behind with every call, until none is left.'],
  ['loop', 'Other work of the process waits while this runs.'],
  ['unsafe', 'Nobody has said why this is sound.'],
  ['tests', 'Tests fail.'],
  ['history', 'It was better before.'],
  ['overhead', 'A call costs more than its budget.'],
  ['api', 'Users see something that was not accepted, documented or measured.'],
]

/** Failures by check, what to fix first at the top. */
export function findingsOf(reports: readonly CheckReport[], config = ''): Finding[] {
  const rank = (check: string) => {
    const at = order.findIndex(([name]) => name === check)
    return at < 0 ? order.length : at
  }
  return reports
    .flatMap((report): Finding[] => {
      const operations = report.operations.filter(({ status }) => status === 'fail')
      if (operations.length === 0) return []
      const seed = report.seed === 0 ? '' : ` --seed ${operations[0]?.seed ?? report.seed}`
      const effort = isPartial(report) ? ` --effort ${report.effort}` : ''
      const meaning = order.find(([name]) => name === report.check)?.[1] ?? 'It failed.'
      return [
        {
          check: report.check,
          meaning,
          operations,
          repeat: repeatOf(report.check, `${config}${only(report.check, operations)}${seed}${effort}`),
        },
      ]
    })
    .sort((a, b) => rank(a.check) - rank(b.check))
}

/** Checks that judge each operation by itself show a failure again without the others. */
const each: readonly string[] = ['gc', 'errors', 'leaks', 'loop', 'overhead']
const mostNamed = 3

function only(check: string, operations: readonly OperationReport[]): string {
  const names = operations.map(({ operation }) => operation)
  if (!each.includes(check) || names.length > mostNamed || names.some(name => name.startsWith('('))) return ''
  return ` -o ${names.map(quoted).join(' ')}`
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}

function repeatOf(check: string, options: string): string {
  if (check === 'tests') return ''
  return check === 'history' ? 'ffi-health history compare' : `ffi-health ${check}${options}`
}
