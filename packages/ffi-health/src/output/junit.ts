/** Reports for CI, as JUnit XML. */

import { XMLBuilder } from 'fast-xml-parser'
import type { CheckReport } from '../findings/findings.js'
import { printable } from './printable.js'

/** One suite per check, one case per operation. */
export function junitXml(bridge: string, reports: readonly CheckReport[]): string {
  const builder = new XMLBuilder({
    format: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // No escape of XML's own stands for a control character.
    attributeValueProcessor: (_, value) => printable(String(value)),
  })
  const suites = reports.map(({ check, effort = 1, durationMs, operations }) => ({
    '@name': `${bridge} ${check}`,
    '@tests': operations.length,
    '@failures': operations.filter(({ status }) => status === 'fail').length,
    '@skipped': operations.filter(({ status }) => status === 'not-judged').length,
    '@time': (durationMs / 1000).toFixed(3),
    testcase: operations.map(({ operation, status, reason, seed }) => {
      const again = `seed ${seed}${effort === 1 ? '' : `, effort ${effort}`}`
      const message = seed === undefined ? reason : `${reason} (${again})`
      return {
        '@name': operation,
        '@classname': `${bridge}.${check}`,
        ...(status === 'fail' && { failure: { '@message': message } }),
        ...(status === 'not-judged' && { skipped: { '@message': message } }),
      }
    }),
  }))
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': bridge, testsuite: suites },
  })
}
