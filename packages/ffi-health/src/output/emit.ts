/** Ends a command of one check: prints its report and sets the exit status. */

import { type CheckReport, statusOf } from '../findings/findings.js'
import { writeOutput } from './file.js'
import { checkTable } from './human.js'
import { junitXml } from './junit.js'

/** What every command of a check takes. */
export interface EmitOptions {
  readonly json?: boolean
  readonly junit?: string
}

/** Prints a report, as JSON alone when that was asked for; the exit status is 1 when something fails. */
export function emitReport(bridge: string, report: CheckReport, { json, junit }: EmitOptions): void {
  if (junit !== undefined) writeOutput(junit, junitXml(bridge, [report]))
  process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : checkTable(report))
  if (statusOf(report.operations) === 'fail') process.exitCode = 1
}
