/** The seven items that a release needs, from what the checks found. */

import { type CheckReport, type Status, statusOf } from './findings.js'

/** One of the seven. */
export interface ChecklistItem {
  readonly item: string
  readonly status: Status
  readonly reason: string
}

/** Each item, with the checks that answer it. */
const sevenItems: readonly (readonly [item: string, checks: readonly string[]])[] = [
  ['all unsafe justified', ['unsafe']],
  ['leaks under budget', ['leaks']],
  ['references stress-tested', ['gc']],
  ['threads and async validated', ['workers', 'exit', 'loop']],
  ['errors whole end to end', ['errors']],
  ['no regression', ['overhead', 'history']],
  ['sanitizers clean', ['sanitize']],
]

/**
 * The checklist: an item fails when one of its checks fails, passes when all of them were run and pass, and is
 * not judged otherwise.
 */
export function checklistOf(reports: readonly CheckReport[]): ChecklistItem[] {
  return sevenItems.map(([item, names]) => {
    const found = names.map(name => reports.find(({ check }) => check === name))
    const statuses = found.map(report => (report === undefined ? 'not-judged' : statusOf(report.operations)))
    const status: Status = statuses.includes('fail')
      ? 'fail'
      : statuses.every(one => one === 'pass')
        ? 'pass'
        : 'not-judged'
    const reasons = names.map((name, i) => `${name}: ${reasonOf(found[i])}`)
    return { item, status, reason: reasons.join('; ') }
  })
}

function reasonOf(report: CheckReport | undefined): string {
  if (report === undefined) return 'not run'
  const of = (status: Status) => report.operations.filter(one => one.status === status)
  const failing = of('fail')
  if (failing.length > 0) {
    const named = failing.slice(0, 3).map(({ operation }) => operation)
    return `${failing.length} failing (${named.join(', ')}${failing.length > 3 ? ', …' : ''})`
  }
  const unjudged = of('not-judged').length
  return `${of('pass').length} pass${unjudged > 0 ? `, ${unjudged} not judged` : ''}`
}
